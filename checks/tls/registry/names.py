"""Groups, signature schemes, alerts and extensions: names by code, codes by name, and what each version may offer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from checks.tls.registry import tables, unregistered

GROUPS: Mapping[int, str] = MappingProxyType(tables.GROUPS)
"""Named groups for (EC)DHE and key encapsulation (RFC 8446 §4.2.7): code → name."""

SCHEMES: Mapping[int, str] = MappingProxyType(tables.SCHEMES | unregistered.SCHEMES)
"""Signature schemes (RFC 8446 §4.2.3), and the pairs of hash and signature of TLS 1.2: code → name."""

ALERTS: Mapping[int, str] = MappingProxyType(tables.ALERTS)
"""Alerts (RFC 8446 §6): code → name."""

EXTENSIONS: Mapping[int, str] = MappingProxyType(tables.EXTENSIONS)
"""Extensions (RFC 8446 §4.2): code → name."""

_GROUP_CODES = {name: code for code, name in GROUPS.items()}
_SCHEME_CODES = {name: code for code, name in SCHEMES.items()}

# The first are what nearly every server has; the last hardly any.
_GROUPS_13 = """
X25519MLKEM768 x25519 secp256r1 secp384r1 secp521r1 x448 SecP256r1MLKEM768 SecP384r1MLKEM1024
ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 MLKEM768 MLKEM1024 MLKEM512
brainpoolP256r1tls13 brainpoolP384r1tls13 brainpoolP512r1tls13 X25519Kyber768Draft00 SecP256r1Kyber768Draft00
curveSM2 GC256A GC256B GC256C GC256D GC512A GC512B GC512C
"""
_GROUPS_12 = """
x25519 secp256r1 secp384r1 secp521r1 x448 brainpoolP256r1 brainpoolP384r1 brainpoolP512r1 secp256k1
ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 secp224r1 secp192r1 secp224k1 secp192k1 secp160r1 secp160r2 secp160k1
sect571r1 sect571k1 sect409r1 sect409k1 sect283r1 sect283k1 sect239k1 sect233r1 sect233k1 sect193r1 sect193r2
sect163r2 sect163r1 sect163k1 curveSM2 GC256A GC256B GC256C GC256D GC512A GC512B GC512C
"""

# Modern schemes first; those after SHA-1 are unknown to TLS 1.3, where SHA-1 itself counts for certificates only.
_SCHEMES_13 = """
ecdsa_secp256r1_sha256 ecdsa_secp384r1_sha384 ecdsa_secp521r1_sha512 ed25519 ed448
rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512
rsa_pkcs1_sha256 rsa_pkcs1_sha384 rsa_pkcs1_sha512
ecdsa_brainpoolP256r1tls13_sha256 ecdsa_brainpoolP384r1tls13_sha384 ecdsa_brainpoolP512r1tls13_sha512
mldsa44 mldsa65 mldsa87 sm2sig_sm3 gostr34102012_256a gostr34102012_256b gostr34102012_256c gostr34102012_256d
gostr34102012_512a gostr34102012_512b gostr34102012_512c ecdsa_sha1 rsa_pkcs1_sha1
"""
_SCHEMES_12 = """
gostr34102012_256 gostr34102012_512 gostr34102012_256_gostr34112012_256 gostr34102012_512_gostr34112012_512
gostr34102001_gostr3411 ecdsa_sha224 rsa_pkcs1_sha224 dsa_sha512 dsa_sha384 dsa_sha256 dsa_sha224 dsa_sha1
ecdsa_md5 rsa_pkcs1_md5 dsa_md5
"""


def group_name(code: int) -> str:
    """The group's name; one that has none is shown as its number."""
    return GROUPS.get(code, f"{code:#06x}")


def group_code(name: str) -> int:
    """Raises KeyError for a name that is not in the registry."""
    return _GROUP_CODES[name]


def scheme_name(code: int) -> str:
    """The signature scheme's name; one that has none is shown as its number."""
    return SCHEMES.get(code, f"{code:#06x}")


def scheme_code(name: str) -> int:
    """Raises KeyError for a name that is not in the registry."""
    return _SCHEME_CODES[name]


def alert_name(code: int) -> str:
    """The alert's name; one that has none is shown as its number."""
    return ALERTS.get(code, f"alert_{code}")


@cache
def groups_for(version: str) -> tuple[int, ...]:
    """Every group that can occur in a version of TLS, the likeliest first; none for SSL."""
    if version.startswith("SSL"):
        return ()
    return tuple(map(group_code, (_GROUPS_13 if version == "TLSv1.3" else _GROUPS_12).split()))


@cache
def schemes_for(version: str) -> tuple[int, ...]:
    """Every signature scheme that can occur in TLS 1.2 or 1.3, modern ones first; none for older versions."""
    if version not in ("TLSv1.2", "TLSv1.3"):
        return ()
    return tuple(map(scheme_code, (_SCHEMES_13 + (_SCHEMES_12 if version == "TLSv1.2" else "")).split()))
