"""Where name servers live in the world: one pair of addresses for every way in which a name server can behave.

Every address of the two networks is local to the namespace (AnyIP), so whatever listens nowhere refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

IPV4_NETWORKS = ("203.0.114.0/24", "203.1.0.0/16")
IPV6_NETWORK = "2400:cafe::/32"


@dataclass(frozen=True, slots=True)
class Home:
    """The addresses of one name server; a family that it lacks is None."""

    ipv4: str | None
    ipv6: str | None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Those that there are, IPv4 first."""
        return tuple(address for address in (self.ipv4, self.ipv6) if address is not None)

    @property
    def only_ipv4(self) -> Home:
        """The same server, published without its IPv6 address."""
        return replace(self, ipv6=None)

    @property
    def only_ipv6(self) -> Home:
        """The same server, published without its IPv4 address."""
        return replace(self, ipv4=None)


def _home(number: int) -> Home:
    return Home(f"203.0.114.{number}", f"2400:cafe:0:53::{number}")


RESOLVER = _home(53)
"""unbound, without validation; it asks the others from these addresses."""
OLD_RESOLVER = _home(54)
"""Asks the resolver on behalf of others, and knows nothing of DNSSEC."""

ROOT, TLD, GOV = _home(1), _home(2), _home(3)
"""NSD with the root; with `test` and `vn`; with `gov.test` and `gov.vn`: three, so that referrals are real."""

FIRST, SECOND = _home(11), _home(12)
"""NSD with all other zones as they should be."""
THIRD = _home(13)
"""The same NSD, at an address that nothing else uses: what is asked there is asked for one zone only."""
NO_TCP, NO_UDP = _home(14), _home(15)
"""The same NSD behind a firewall that refuses one of the two transports."""
NO_IPV6 = _home(16)
"""The same NSD behind a firewall that drops IPv6 without a word."""

STALE = _home(21)
"""Knot with older copies of the zones that name it."""
LAME = _home(22)
"""NSD that knows none of the zones: it answers REFUSED."""
SLOW = _home(31)
"""Answers as FIRST does, but only after everybody has given up."""
SILENT = _home(32)
"""Every packet is dropped."""
CLOSED = _home(33)
"""Nothing listens."""
EVERYBODY = _home(41)
"""unbound that serves the zones that name it with authority, and recurses for the whole world besides."""


def ipv4(number: int) -> str:
    """The IPv4 address of the portal's door with a number below 60,000."""
    return f"203.1.{number // 250}.{number % 250 + 1}"


def ipv6(number: int) -> str:
    """The IPv6 address of the portal's door with a number."""
    return f"2400:cafe:0:80::{number + 1:x}"
