"""What hellos offer, in which order and in which dress, so that one answer tells as much as it can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from checks.tls.registry import group_name, groups_for, suite, suites_for

MOST_UNPROVEN = 48
"""Suites that any server reads; of a longer offer it must have shown that it reads it to the end."""

VERSIONS = ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
"""Oldest first."""

FINITE_FIELDS = tuple(code for code in groups_for("TLSv1.2") if group_name(code).startswith("ffdhe"))
POST_QUANTUM = tuple(code for code in groups_for("TLSv1.3") if "MLKEM" in group_name(code))

# A server without an order of its own takes the first of these that it has, one with an order hardly ever does:
# so the first pick tells mostly which kind it is.
_FIRST_OF_THE_USUAL = ("CHACHA20_POLY1305", "AES_128_GCM", "AES_256_GCM")


@dataclass(frozen=True, slots=True)
class Dress:
    """How hellos are dressed for a front end that cannot bear the usual ones.

    `intolerance` names what it could not bear when only this dress works. `most_suites` is how many one hello
    offers at most; `lean` hellos offer but the usual groups and signatures.
    """

    intolerance: Literal["grease", "status_request", "long_hello", "extensions"] | None = None
    grease: bool = True
    status_request: bool = True
    extensions: bool = True
    lean: bool = False
    most_suites: int | None = None


USUAL = Dress()
DRESSES = (
    USUAL,
    Dress("grease", grease=False),
    Dress("status_request", grease=False, status_request=False),
    Dress("long_hello", grease=False, status_request=False, lean=True, most_suites=MOST_UNPROVEN),
    Dress("extensions", grease=False, extensions=False, lean=True, most_suites=MOST_UNPROVEN),
)
"""The usual one first, then from the least to the most that is left out."""

PROTOCOLS = ("h2", "http/1.1")
"""What ALPN offers (RFC 7301, RFC 9113 §3.2)."""

LEAN_GROUPS = (29, 23, 24, 25)  # x25519 and the curves of NIST
LEAN_SCHEMES = (0x0403, 0x0804, 0x0401, 0x0503, 0x0501, 0x0601, 0x0201, 0x0203)


def _usual_last(code: int) -> int:
    name = suite(code).name
    if name.startswith(("TLS_ECDHE_RSA_WITH_", "TLS_ECDHE_ECDSA_WITH_", "TLS_AES_", "TLS_CHACHA20_")):
        for place, cipher in enumerate(_FIRST_OF_THE_USUAL, start=1):
            if cipher in name and "CCM" not in name:
                return place
    return 0


_OFFERS = {
    version: suites_for(version) if version == "SSLv2" else tuple(sorted(suites_for(version), key=_usual_last))
    for version in VERSIONS
}


def offer(version: str) -> tuple[int, ...]:
    """Every suite that can be accepted in a version, or cipher kind of SSLv2: rare ones first, usual ones last.

    A server that picks near the end has read the whole list.
    """
    return _OFFERS[version]


def goes_first(code: int) -> bool:
    """Whether a server that picked this suite is likely to have taken what the client named first."""
    return _FIRST_OF_THE_USUAL[0] in suite(code).name


def classes(suites: Sequence[int]) -> list[list[int]]:
    """Suites of TLS 1.2 cut in classes that servers with an order of their own mostly keep together, in that order."""
    cut: dict[tuple[bool, bool, bool], list[int]] = {}
    for code in suites:
        cut.setdefault(_class(code), []).append(code)
    return [cut[key] for key in sorted(cut)]


@cache
def _class(code: int) -> tuple[bool, bool, bool]:
    it = suite(code)
    if not (it.forward_secret or it.is_anonymous):
        return True, not it.is_aead, False
    if it.is_aead:
        return False, False, "128" in it.cipher
    return False, True, it.mac == "SHA"


def ephemeral_suites(version: str) -> list[int]:
    """Suites that agree on a key over an elliptic curve, rare ones first."""
    return [code for code in offer(version) if suite(code).is_ecdhe]


@cache
def curves(version: str) -> tuple[int, ...]:
    """Groups that may be picked below TLS 1.3 with a suite of ECDHE (RFC 8422 §5.1.1), likeliest first."""
    return tuple(code for code in groups_for(version) if code not in FINITE_FIELDS)
