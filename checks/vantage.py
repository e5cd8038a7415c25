"""The place we look from, and whether it can see at all.

Without working IPv6 here, nothing about IPv6 may be concluded of anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Literal, TypeAlias

from checks.network.dial import connect, has_route
from checks.record import TOOL

ROOT_SERVERS = (
    ("198.41.0.4", 53),
    ("193.0.14.129", 53),
    ("2001:503:ba3e::2:30", 53),
    ("2001:7fd::1", 53),
)
"""The a and k root name servers: TCP endpoints that always answer, asked only to see whether *we* can be answered."""

_ELSEWHERE = {4: "198.51.100.1", 6: "2001:db8::1"}
"""Documentation addresses (RFC 5737, RFC 3849): asking the kernel for their route shows a default route."""


@dataclass(frozen=True, slots=True)
class Vantage:
    """Where an audit looks from, with the results of the self-test.

    `dnssec`: the resolver hands on signatures. `answered`: it answers at all. `clock_offset` is the wall clock minus
    the monotonic one, in seconds: it changes when the clock is set.
    """

    name: str
    ipv4: bool
    ipv6: bool
    resolver: str
    dnssec: bool = False
    answered: bool = True
    clock_offset: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The vantage as it stands in records, with the tool and its version."""
        return {
            "name": self.name,
            "ipv4": self.ipv4,
            "ipv6": self.ipv6,
            "resolver": self.resolver,
            "dnssec": self.dnssec,
            "tool": TOOL,
            "version": metadata.version(TOOL),
        }


Ability: TypeAlias = Literal["ipv4", "ipv6", "resolver", "dnssec", "clock"]

_CLOCK_LEEWAY = 30.0
"""Seconds by which a clock may be corrected without a word."""


def lost(before: Vantage, after: Vantage) -> frozenset[Ability]:
    """What worked at one self-test and not at a later one of the same vantage."""
    found: dict[Ability, bool] = {
        "ipv4": before.ipv4 and not after.ipv4,
        "ipv6": before.ipv6 and not after.ipv6,
        "resolver": before.answered and not after.answered,
        "dnssec": before.dnssec and not after.dnssec,
        "clock": abs(after.clock_offset - before.clock_offset) > _CLOCK_LEEWAY,
    }
    return frozenset(ability for ability, gone in found.items() if gone)


def family_works(
    family: int, anchors: Sequence[tuple[str, int]] | None, networks: Sequence[str], timeout: float
) -> bool:
    """Whether the vantage can be answered over IPv4 or IPv6 (`family` 4 or 6).

    Anchors are endpoints known to answer: one that accepts a TCP connection proves the family. Without
    anchors the root name servers serve as such, except where an authorisation names networks of its own:
    such a test bed or intranet is never left, and a route has to do as proof.
    """
    if anchors is None and networks:
        inside = [network.partition("/")[0] for network in networks if (":" in network) == (family == 6)]
        return any(has_route(address) for address in inside or [_ELSEWHERE[family]])
    wanted = [
        anchor for anchor in (ROOT_SERVERS if anchors is None else anchors) if (":" in anchor[0]) == (family == 6)
    ]
    return any(_accepts(address, port, timeout) for address, port in wanted)


def _accepts(address: str, port: int, timeout: float) -> bool:
    try:
        connect(address, port, timeout).close()
    except OSError:
        return False
    return True
