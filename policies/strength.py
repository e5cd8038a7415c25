"""How strong the algorithms of TLS are by BCP 195 (RFC 9325): for showing what was seen, never for a verdict.

A flaw that makes an algorithm broken is one that RFC 9325 or the standard it rests on says MUST NOT; one that makes it
weak is a SHOULD NOT.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from checks.tls.registry import suite_named


class Strength(StrEnum):
    """The worst that is to be said of an algorithm."""

    SOUND = "sound"
    WEAK = "weak"
    BROKEN = "broken"


class Flaw(StrEnum):
    """Why an algorithm is not sound."""

    LEGACY = "legacy"
    """SSLv2 (RFC 6176), SSLv3 (RFC 7568), TLS 1.0 and 1.1 (RFC 8996), or a cipher suite of SSLv2."""
    NULL = "null"
    """No encryption: RFC 9325 §4.1."""
    ANONYMOUS = "anonymous"
    """Nobody proves who the server is: RFC 5246 §F.1.1.1."""
    EXPORT = "export"
    """Export-grade encryption of 40 or 56 bits: RFC 9325 §4.1."""
    RC4 = "rc4"
    """RFC 7465."""
    SHORT_KEY = "short_key"
    """Less than 112 bits: RFC 9325 §4.1 (DES), §4.5 (curves below 224 bits, RSA and DH below 2048)."""
    WEAK_HASH = "weak_hash"
    """Signatures with MD5 or SHA-1: RFC 9155."""
    BLOCK64 = "block64"
    """Blocks of 64 bits, or less than 128 bits of security: RFC 9325 §4.1."""
    NO_FORWARD_SECRECY = "no_forward_secrecy"
    """RSA key transport or static Diffie-Hellman: RFC 9325 §4.1."""
    FINITE_FIELD = "finite_field"
    """Ephemeral Diffie-Hellman over a finite field in TLS 1.2 and below: RFC 9325 §4.1."""
    CBC = "cbc"
    """Cipher block chaining, sound only with encrypt-then-MAC, which browsers do not offer: RFC 9325 §4.2."""
    DEPRECATED_CURVE = "deprecated_curve"
    """A curve that RFC 8422 §5.1.1 deprecates."""


WEAKENING = frozenset({Flaw.BLOCK64, Flaw.NO_FORWARD_SECRECY, Flaw.FINITE_FIELD, Flaw.CBC, Flaw.DEPRECATED_CURVE})
"""The flaws that make weak; every other one breaks."""
LEGACY_VERSIONS = frozenset({"SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1"})


def strength(flaws: Iterable[Flaw]) -> Strength:
    """Sound without a flaw, else weak or broken by the worst of them."""
    found = set(flaws)
    if not found:
        return Strength.SOUND
    return Strength.WEAK if found <= WEAKENING else Strength.BROKEN


def version_flaws(version: str) -> tuple[Flaw, ...]:
    """The flaws of a protocol version by its name ("TLSv1.0")."""
    return (Flaw.LEGACY,) if version in LEGACY_VERSIONS else ()


def suite_flaws(name: str) -> tuple[Flaw, ...] | None:
    """The flaws of a cipher suite by IANA's name, worst first; None for a name that the registry does not hold."""
    if name.startswith("SSL_CK_"):
        return (Flaw.LEGACY,)
    try:
        suite = suite_named(name)
    except KeyError:
        return None
    return tuple(
        flaw
        for flaw, present in (
            (Flaw.NULL, suite.is_null),
            (Flaw.ANONYMOUS, suite.is_anonymous),
            (Flaw.EXPORT, suite.is_export),
            (Flaw.RC4, suite.is_rc4),
            (Flaw.SHORT_KEY, "_DES_" in name),
            (Flaw.BLOCK64, suite.is_block64),
            (Flaw.NO_FORWARD_SECRECY, not (suite.is_tls13 or suite.forward_secret)),
            (Flaw.FINITE_FIELD, suite.is_dhe),
            (Flaw.CBC, suite.is_cbc),
        )
        if present
    )


def group_flaws(name: str) -> tuple[Flaw, ...]:
    """The flaws of a key-exchange group by IANA's name."""
    curve = re.fullmatch(r"sec[pt](\d+)[kr]\d", name)
    if curve is None:
        return ()
    if int(curve[1]) < 224:
        return (Flaw.SHORT_KEY,)
    return () if name in ("secp256r1", "secp384r1", "secp521r1") else (Flaw.DEPRECATED_CURVE,)


def is_post_quantum(group: str) -> bool:
    """Whether a key-exchange group withstands a quantum computer: alone or as a hybrid it has ML-KEM or its draft."""
    return "MLKEM" in group or "Kyber" in group


def signature_flaws(name: str) -> tuple[Flaw, ...]:
    """The flaws of a signature algorithm by its name, in TLS ("rsa_pkcs1_sha1") or in a certificate."""
    return (Flaw.WEAK_HASH,) if re.search(r"md[245]|sha-?1(?!\d)", name, re.IGNORECASE) else ()


def key_flaws(kind: str, bits: int) -> tuple[Flaw, ...]:
    """The flaws of a public key (RSA, DSA, EC) or of Diffie-Hellman parameters (DH) of so many bits."""
    least = {"RSA": 2048, "DSA": 2048, "DH": 2048, "EC": 224}.get(kind, 0)
    return (Flaw.SHORT_KEY,) if bits < least else ()
