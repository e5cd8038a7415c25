"""Codes that servers answer with and IANA's registries do not name, each with its source."""

SUITES = {
    # draft-ietf-tls-56-bit-ciphersuites-01: 56-bit keys and 1024-bit RSA for export.
    0x0060: "TLS_RSA_EXPORT1024_WITH_RC4_56_MD5",
    0x0061: "TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5",
    0x0062: "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA",
    0x0063: "TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA",
    0x0064: "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA",
    0x0065: "TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA",
    0x0066: "TLS_DHE_DSS_WITH_RC4_128_SHA",
    # draft-ietf-tls-openpgp-keys-05: RIPEMD-160.
    0x0072: "TLS_DHE_DSS_WITH_3DES_EDE_CBC_RMD",
    0x0073: "TLS_DHE_DSS_WITH_AES_128_CBC_RMD",
    0x0074: "TLS_DHE_DSS_WITH_AES_256_CBC_RMD",
    0x0077: "TLS_DHE_RSA_WITH_3DES_EDE_CBC_RMD",
    0x0078: "TLS_DHE_RSA_WITH_AES_128_CBC_RMD",
    0x0079: "TLS_DHE_RSA_WITH_AES_256_CBC_RMD",
    0x007C: "TLS_RSA_WITH_3DES_EDE_CBC_RMD",
    0x007D: "TLS_RSA_WITH_AES_128_CBC_RMD",
    0x007E: "TLS_RSA_WITH_AES_256_CBC_RMD",
    # draft-chudov-cryptopro-cptls-04: GOST before RFC 9189, as OpenSSL's GOST engine has it.
    0x0080: "TLS_GOSTR341094_WITH_28147_CNT_IMIT",
    0x0081: "TLS_GOSTR341001_WITH_28147_CNT_IMIT",
    0x0082: "TLS_GOSTR341094_WITH_NULL_GOSTR3411",
    0x0083: "TLS_GOSTR341001_WITH_NULL_GOSTR3411",
    0xFF85: "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT_OLD",
    0xFF87: "TLS_GOSTR341112_256_WITH_NULL_GOSTR3411",
    # draft-agl-tls-chacha20poly1305-04: ChaCha20 before RFC 7905, with another nonce.
    0xCC13: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD",
    0xCC14: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256_OLD",
    0xCC15: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD",
    # Netscape's FIPS suites for SSLv3, kept by NSS.
    0xFEFE: "SSL_RSA_FIPS_WITH_DES_CBC_SHA",
    0xFEFF: "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA",
    0xFFE0: "SSL_RSA_OLDFIPS_WITH_3DES_EDE_CBC_SHA",
    0xFFE1: "SSL_RSA_OLDFIPS_WITH_DES_CBC_SHA",
}

SSL2_CIPHERS = {
    # draft-hickman-netscape-ssl-00 §C.4
    0x0700C0: "SSL_CK_DES_192_EDE3_CBC_WITH_MD5",
    0x010080: "SSL_CK_RC4_128_WITH_MD5",
    0x030080: "SSL_CK_RC2_128_CBC_WITH_MD5",
    0x050080: "SSL_CK_IDEA_128_CBC_WITH_MD5",
    0x060040: "SSL_CK_DES_64_CBC_WITH_MD5",
    0x020080: "SSL_CK_RC4_128_EXPORT40_WITH_MD5",
    0x040080: "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5",
    # SSLeay and OpenSSL up to 1.0.2, ssl2.h
    0x0701C0: "SSL_CK_DES_192_EDE3_CBC_WITH_SHA",
    0x060140: "SSL_CK_DES_64_CBC_WITH_SHA",
    0x080080: "SSL_CK_RC4_64_WITH_MD5",
    0xFF0800: "SSL_CK_DES_64_CFB64_WITH_MD5_1",
    0xFF0810: "SSL_CK_NULL",
    0x000000: "SSL_CK_NULL_WITH_MD5",
}
"""The cipher kinds of SSL 2.0: three-byte code → name."""

SCHEMES = {
    # RFC 5246 §7.4.1.4.1: pairs of hash and signature that RFC 8446 no longer names.
    0x0101: "rsa_pkcs1_md5",
    0x0102: "dsa_md5",
    0x0103: "ecdsa_md5",
    0x0202: "dsa_sha1",
    0x0301: "rsa_pkcs1_sha224",
    0x0302: "dsa_sha224",
    0x0303: "ecdsa_sha224",
    0x0402: "dsa_sha256",
    0x0502: "dsa_sha384",
    0x0602: "dsa_sha512",
    # RFC 9189 §5.1
    0x0840: "gostr34102012_256",
    0x0841: "gostr34102012_512",
    # draft-smyshlyaev-tls12-gost-suites-00, as OpenSSL's GOST engine has it
    0xEDED: "gostr34102001_gostr3411",
    0xEEEE: "gostr34102012_256_gostr34112012_256",
    0xEFEF: "gostr34102012_512_gostr34112012_512",
}
