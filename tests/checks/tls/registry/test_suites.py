from __future__ import annotations

import pytest

from checks.tls.registry import SUITES, suite, suite_named, suites_for

ALL = ["SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", ("ECDHE", "RSA", "AES_128_GCM", "SHA256")),
        ("TLS_RSA_WITH_AES_256_CBC_SHA", ("RSA", "RSA", "AES_256_CBC", "SHA")),
        ("TLS_RSA_WITH_AES_128_CCM_8", ("RSA", "RSA", "AES_128_CCM_8", "")),
        ("TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", ("DH", "anon", "RC4_40", "MD5")),
        ("TLS_PSK_DHE_WITH_AES_128_CCM_8", ("DHE", "PSK", "AES_128_CCM_8", "")),
        ("TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA", ("SRP", "RSA", "AES_128_CBC", "SHA")),
        ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD", ("ECDHE", "RSA", "CHACHA20_POLY1305", "SHA256")),
        ("TLS_AES_128_CCM_8_SHA256", ("", "", "AES_128_CCM_8", "SHA256")),
        ("TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L", ("", "", "KUZNYECHIK_MGM_L", "")),
        ("TLS_GOSTR341112_256_WITH_28147_CNT_IMIT", ("GOSTR341112", "GOSTR341112", "28147_CNT", "IMIT")),
        ("SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA", ("RSA", "RSA", "3DES_EDE_CBC", "SHA")),
    ],
)
def test_a_name_says_what_the_suite_is_made_of(name: str, parts: tuple[str, str, str, str]) -> None:
    found = suite_named(name)
    assert (found.kex, found.auth, found.cipher, found.mac) == parts


PREDICATES = [
    *("is_tls13", "is_export", "is_null", "is_anonymous", "is_rc4", "is_block64", "is_cbc", "is_aead", "is_ecdhe"),
    *("is_dhe", "is_rsa_kex", "forward_secret", "asks_secret", "is_tls12_only"),
]


@pytest.mark.parametrize(
    ("name", "true"),
    [
        ("TLS_AES_256_GCM_SHA384", "is_tls13 is_aead forward_secret"),
        ("TLS_SHA256_SHA256", "is_tls13 is_null forward_secret"),
        ("TLS_SM4_CCM_SM3", "is_tls13 is_aead forward_secret"),
        ("TLS_GOSTR341112_256_WITH_MAGMA_MGM_S", "is_tls13 is_aead is_block64 forward_secret"),
        ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "is_aead is_ecdhe forward_secret is_tls12_only"),
        ("TLS_RSA_WITH_AES_128_CCM", "is_aead is_rsa_kex is_tls12_only"),
        ("TLS_RSA_WITH_NULL_SHA256", "is_null is_rsa_kex is_tls12_only"),
        ("TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", "is_block64 is_cbc is_dhe forward_secret"),
        ("TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", "is_export is_block64 is_cbc is_rsa_kex"),
        ("TLS_RSA_EXPORT1024_WITH_RC4_56_SHA", "is_export is_rc4 is_rsa_kex"),
        ("TLS_DH_anon_WITH_RC4_128_MD5", "is_anonymous is_rc4 is_dhe forward_secret"),
        ("TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "is_anonymous is_cbc is_ecdhe forward_secret"),
        ("TLS_ECDH_RSA_WITH_AES_128_CBC_SHA", "is_cbc"),
        ("TLS_DH_RSA_WITH_DES_CBC_SHA", "is_cbc is_block64"),
        ("TLS_RSA_WITH_IDEA_CBC_SHA", "is_cbc is_block64 is_rsa_kex"),
        ("TLS_RSA_PSK_WITH_AES_128_CBC_SHA", "is_cbc asks_secret"),
        ("TLS_KRB5_WITH_RC4_128_SHA", "is_rc4 asks_secret"),
        ("TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC", "is_tls12_only"),
        ("TLS_GOSTR341112_256_WITH_28147_CNT_IMIT_OLD", "is_block64"),
    ],
)
def test_each_trait_of_a_suite_is_told_and_no_other(name: str, true: str) -> None:
    found = suite_named(name)
    assert {trait for trait in PREDICATES if getattr(found, trait)} == set(true.split())


def test_signals_are_no_suites() -> None:
    assert not {0x00FF, 0x5600} & SUITES.keys()


def test_an_unknown_code_or_name_is_no_suite() -> None:
    assert suite(0x1301).name == "TLS_AES_128_GCM_SHA256"
    with pytest.raises(KeyError):
        suite(0x0A0A)
    with pytest.raises(KeyError):
        suite_named("ECDHE-RSA-AES128-SHA")


@pytest.mark.parametrize("version", ALL)
def test_nothing_is_offered_that_needs_a_shared_secret(version: str) -> None:
    assert not any(suite(code).asks_secret for code in suites_for(version))
    assert 0x0000 not in suites_for(version)


def test_suites_go_with_their_versions() -> None:
    assert all(suite(code).is_tls13 for code in suites_for("TLSv1.3"))
    assert not any(suite(code).is_tls13 for code in suites_for("TLSv1.2"))
    assert not any(suite(code).is_tls12_only for code in suites_for("TLSv1.1"))
    assert suites_for("TLSv1.1") == suites_for("SSLv3")
    assert set(suites_for("TLSv1.1")) < set(suites_for("TLSv1.2"))


def test_every_suite_without_a_shared_secret_is_offered_somewhere() -> None:
    offered = {code for version in ALL for code in suites_for(version)}
    assert all(found.asks_secret for code, found in SUITES.items() if code not in offered and code)


@pytest.mark.parametrize("version", ALL)
def test_common_and_strong_suites_come_last(version: str) -> None:
    names = [suite(code).name for code in suites_for(version)]
    if version == "TLSv1.3":
        assert names[-2:] == ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"]
    else:
        assert names[-1].startswith("TLS_ECDHE_RSA_WITH_AES_")
        last = names[names.index("TLS_RSA_WITH_RC4_128_MD5") :]
        assert {"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"} < set(last)
        assert not any("CAMELLIA" in name or "anon" in name or "EXPORT" in name for name in last)


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_chacha20_follows_suites_that_openssl_knows(version: str) -> None:
    names = [suite(code).name for code in suites_for(version)]
    first = next(at for at, name in enumerate(names) if "CHACHA20" in name)
    assert any("AES_128_CCM" in name for name in names[:first])


def test_sslv2_has_cipher_kinds_of_its_own() -> None:
    assert 0x010080 in suites_for("SSLv2")
