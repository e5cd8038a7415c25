"""Weaknesses that follow from what was seen: no further connection, and no harm to anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeAlias, TypeVar

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.registry import suite_named

T = TypeVar("T")

Suites: TypeAlias = Mapping[str, Fact[Sequence[str]]]
"""Version → names of the suites that are accepted in it; unseen where they could not all be told."""

_IN_SSL2 = {"sweet32": ("DES", "RC2", "IDEA"), "rc4": ("RC4",), "null": ("NULL",), "export": ("EXPORT",)}

_BROKEN_PRIME = 512  # bits: a week's work once, then a minute for each connection (the LOGJAM paper, §3.2)


def derived_weaknesses(
    versions: Fact[Sequence[str]],
    ciphers: Fact[Suites],
    chosen: Iterable[str],
    compression: Fact[bool],
    dh: Fact[Sequence[Mapping[str, Json]]],
    secure_renegotiation: Fact[bool | None],
    renegotiates_unsafely: Fact[bool | None],
) -> dict[str, Fact[bool]]:
    """The weaknesses `crime` … `insecure_renegotiation`, from facts of one endpoint.

    `chosen` are suites that the server was seen to choose, whether or not its lists are whole.
    Three-valued: a fact is unseen when a list it needs is, unless what was seen already decides it.

    - `crime` (CVE-2012-4929): TLS compresses what it carries.
    - `poodle` (CVE-2014-3566): SSLv3 with a CBC suite.
    - `freak` (CVE-2015-0204): RSA keys for export.
    - `logjam` (CVE-2015-4000): Diffie-Hellman for export, or with a prime of at most 512 bits in any suite. Primes of
      768 and 1024 bits, within reach of states only, are judged by `dh` and not called LOGJAM here.
    - `sweet32` (CVE-2016-2183), `rc4` (RFC 7465), `null`, `anonymous`, `export`: such a suite in any version.
    - `drown` (CVE-2016-0800): SSLv2, whatever its suites; OpenSSL's CVE-2015-3197 took those that were turned off.
      Another address that shows the same key over SSLv2 is not known here.
    - `insecure_renegotiation` (CVE-2009-3555): the server knows nothing of RFC 5746, so that neither side can tell a
      renegotiation from a connection's beginning, or it knows and was seen to renegotiate with a client that doesn't.
      Without a look at the latter its ServerHello decides.
    """
    lists = _lists(versions, ciphers, Seen([*chosen]))

    def accepts(kind: str) -> Fact[bool]:
        return _any(_some(names, lambda name: kind in _kinds(name)) for names in lists.values())

    return {
        "crime": compression,
        "poodle": _speaks(versions, "SSLv3", lambda: _some(lists["SSLv3"], lambda name: "cbc" in _kinds(name))),
        "freak": accepts("freak"),
        "logjam": _any([accepts("logjam"), _some(dh, lambda group: group["bits"] <= _BROKEN_PRIME)]),
        **{kind: accepts(kind) for kind in ("sweet32", "rc4", "null", "anonymous", "export")},
        "drown": _speaks(versions, "SSLv2", lambda: Seen(True)),
        "insecure_renegotiation": _insecure(secure_renegotiation, renegotiates_unsafely),
    }


def _lists(versions: Fact[Sequence[str]], ciphers: Fact[Suites], chosen: Fact[Sequence[str]]) -> Suites:
    """Every list that has a say: one a version, what was chosen, and what stands for those that are not known."""
    lists: dict[str, Fact[Sequence[str]]] = {"chosen": chosen}
    if isinstance(versions, Unseen):
        lists["versions"] = versions
    if isinstance(ciphers, Unseen):
        lists["ciphers"] = ciphers
    else:
        lists |= ciphers.value
    for version in versions.value if isinstance(versions, Seen) else []:
        untold = ciphers if isinstance(ciphers, Unseen) else Unseen(Reason.NEEDS_LOOKUP, f"the suites of {version}")
        lists.setdefault(version, untold)
    return lists


@cache
def _kinds(name: str) -> frozenset[str]:
    """What is to be said of a suite; of one of SSL 2.0, by the words in its name."""
    if name.startswith("SSL_CK_"):
        return frozenset(kind for kind, words in _IN_SSL2.items() if any(word in name for word in words))
    suite = suite_named(name)
    kinds = {
        "cbc": suite.is_cbc,
        "freak": suite.is_export and suite.is_rsa_kex,
        "logjam": suite.is_export and suite.is_dhe,
        "sweet32": suite.is_block64,
        "rc4": suite.is_rc4,
        "null": suite.is_null,
        "anonymous": suite.is_anonymous,
        "export": suite.is_export,
    }
    return frozenset(kind for kind, holds in kinds.items() if holds)


def _speaks(versions: Fact[Sequence[str]], version: str, then: Callable[[], Fact[bool]]) -> Fact[bool]:
    if isinstance(versions, Unseen):
        return versions
    return then() if version in versions.value else Seen(False)


def _insecure(secure: Fact[bool | None], unsafely: Fact[bool | None]) -> Fact[bool]:
    if unsafely == Seen(True):
        return Seen(True)
    return Seen(secure.value is False) if isinstance(secure, Seen) else secure


def _some(items: Fact[Sequence[T]], matches: Callable[[T], bool]) -> Fact[bool]:
    return Seen(any(map(matches, items.value))) if isinstance(items, Seen) else items


def _any(facts: Iterable[Fact[bool]]) -> Fact[bool]:
    """Kleene's or: one true fact decides, else one that is unseen leaves it open."""
    left: Fact[bool] = Seen(False)
    for fact in facts:
        if fact == Seen(True):
            return fact
        if isinstance(fact, Unseen):
            left = fact
    return left
