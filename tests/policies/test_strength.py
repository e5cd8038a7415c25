"""How strong the algorithms of TLS are by BCP 195."""

from __future__ import annotations

import pytest

from checks.tls.registry import GROUPS, SCHEMES, SUITES
from policies.strength import (
    WEAKENING,
    Flaw,
    Strength,
    group_flaws,
    is_post_quantum,
    key_flaws,
    signature_flaws,
    strength,
    suite_flaws,
    version_flaws,
)


@pytest.mark.parametrize(
    ("name", "flaws"),
    [
        ("TLS_AES_128_GCM_SHA256", ()),
        ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", ()),
        ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", ()),
        ("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", (Flaw.FINITE_FIELD,)),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", (Flaw.CBC,)),
        ("TLS_RSA_WITH_AES_128_GCM_SHA256", (Flaw.NO_FORWARD_SECRECY,)),
        ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", (Flaw.BLOCK64, Flaw.NO_FORWARD_SECRECY, Flaw.CBC)),
        ("TLS_RSA_WITH_DES_CBC_SHA", (Flaw.SHORT_KEY, Flaw.BLOCK64, Flaw.NO_FORWARD_SECRECY, Flaw.CBC)),
        ("TLS_RSA_WITH_RC4_128_SHA", (Flaw.RC4, Flaw.NO_FORWARD_SECRECY)),
        ("TLS_ECDH_anon_WITH_AES_256_CBC_SHA", (Flaw.ANONYMOUS, Flaw.CBC)),
        ("TLS_RSA_WITH_NULL_SHA256", (Flaw.NULL, Flaw.NO_FORWARD_SECRECY)),
        ("TLS_SHA256_SHA256", (Flaw.NULL,)),
        ("SSL_CK_RC4_128_WITH_MD5", (Flaw.LEGACY,)),
    ],
)
def test_a_suite_has_the_flaws_that_its_name_tells(name: str, flaws: tuple[Flaw, ...]) -> None:
    assert suite_flaws(name) == flaws


def test_nothing_is_said_of_a_suite_that_the_registry_does_not_hold() -> None:
    assert suite_flaws("TLS_MADE_UP") is None
    assert all(suite_flaws(suite.name) is not None for suite in SUITES.values())


def test_export_suites_are_broken_whatever_else_they_are() -> None:
    exported = [suite.name for suite in SUITES.values() if suite.is_export]
    assert exported
    assert {strength(suite_flaws(name) or ()) for name in exported} == {Strength.BROKEN}


@pytest.mark.parametrize("flaw", Flaw)
def test_one_flaw_that_breaks_is_enough(flaw: Flaw) -> None:
    assert strength([flaw]) is (Strength.WEAK if flaw in WEAKENING else Strength.BROKEN)
    assert strength([Flaw.CBC, Flaw.RC4]) is Strength.BROKEN
    assert strength([]) is Strength.SOUND


def test_only_the_two_newest_versions_are_without_a_flaw() -> None:
    versions = ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
    assert [version for version in versions if not version_flaws(version)] == ["TLSv1.2", "TLSv1.3"]


@pytest.mark.parametrize(
    ("group", "flaws"),
    [
        ("x25519", ()),
        ("secp256r1", ()),
        ("ffdhe2048", ()),
        ("X25519MLKEM768", ()),
        ("brainpoolP256r1", ()),
        ("secp192r1", (Flaw.SHORT_KEY,)),
        ("sect163k1", (Flaw.SHORT_KEY,)),
        ("secp224r1", (Flaw.DEPRECATED_CURVE,)),
        ("sect571r1", (Flaw.DEPRECATED_CURVE,)),
        ("secp256k1", (Flaw.DEPRECATED_CURVE,)),
    ],
)
def test_a_curve_is_sound_when_it_is_long_enough_and_not_deprecated(group: str, flaws: tuple[Flaw, ...]) -> None:
    assert group in GROUPS.values()
    assert group_flaws(group) == flaws


def test_post_quantum_groups_are_known_by_their_name() -> None:
    assert {name for name in GROUPS.values() if is_post_quantum(name)} >= {
        "X25519MLKEM768",
        "SecP256r1MLKEM768",
        "SecP384r1MLKEM1024",
        "MLKEM768",
    }
    assert not is_post_quantum("x25519")


@pytest.mark.parametrize(
    ("name", "weak"),
    [
        ("rsa_pkcs1_sha1", True),
        ("ecdsa_sha1", True),
        ("rsa_pkcs1_md5", True),
        ("sha1WithRSAEncryption", True),
        ("md5WithRSAEncryption", True),
        ("ecdsa-with-SHA1", True),
        ("ecdsa-with-SHA256", False),
        ("sha256WithRSAEncryption", False),
        ("rsa_pss_rsae_sha256", False),
        ("ecdsa_sha224", False),
        ("ed25519", False),
    ],
)
def test_signatures_are_flawed_by_a_weak_hash_alone(name: str, weak: bool) -> None:
    assert signature_flaws(name) == ((Flaw.WEAK_HASH,) if weak else ())


def test_most_signature_schemes_of_the_registry_are_sound() -> None:
    flawed = {name for name in SCHEMES.values() if signature_flaws(name)}
    assert {"rsa_pkcs1_sha1", "ecdsa_sha1"} <= flawed
    assert all("sha1" in name or "md5" in name for name in flawed)


@pytest.mark.parametrize(
    ("kind", "bits", "short"),
    [
        ("RSA", 2047, True),
        ("RSA", 2048, False),
        ("DSA", 1024, True),
        ("DH", 1024, True),
        ("EC", 192, True),
        ("EC", 224, False),
        ("Ed25519", 256, False),
        ("Ed448", 456, False),
    ],
)
def test_keys_are_long_enough_by_their_kind(kind: str, bits: int, short: bool) -> None:
    assert key_flaws(kind, bits) == ((Flaw.SHORT_KEY,) if short else ())
