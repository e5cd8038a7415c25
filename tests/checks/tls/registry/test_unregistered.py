from __future__ import annotations

from checks.tls.registry import tables, unregistered


def test_no_code_stands_in_the_registry_too() -> None:
    assert not unregistered.SUITES.keys() & tables.SUITES.keys()
    assert not unregistered.SCHEMES.keys() & tables.SCHEMES.keys()


def test_the_cipher_kinds_of_sslv2_have_three_bytes_and_names_of_their_own() -> None:
    assert all(name.startswith("SSL_CK_") and code < 1 << 24 for code, name in unregistered.SSL2_CIPHERS.items())
    assert unregistered.SSL2_CIPHERS[0x010080] == "SSL_CK_RC4_128_WITH_MD5"
