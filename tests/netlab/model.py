"""What a situation is made of: zones with their servers, doors with what answers behind them, and what must be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.netlab import pages
from tests.netlab.homes import FIRST, SECOND, Home


@dataclass(frozen=True, slots=True)
class Server:
    """A name server as the zone names it. A name without a final dot lies in the zone.

    `glue` is what the parent tells of its addresses; None: the same as the zone does.
    """

    name: str
    home: Home
    glue: Home | None = None


Damage = Literal["expired", "not_yet_valid", "changed_address", "no_signature", "no_denial", "unsigned"]
"""What went wrong after the zone was signed: `changed_address` alters every A record that says 203.1.255.1,
`no_signature` takes the signatures of A records away, `no_denial` the NSEC records, `unsigned` everything."""


@dataclass(frozen=True, slots=True)
class Signing:
    """How a zone is signed. `ds` is what the parent holds of it."""

    algorithm: str = "ECDSAP256SHA256"
    denial: Literal["nsec", "nsec3", "opt_out"] = "nsec"
    ds: Literal["right", "wrong", "none", "unknown"] = "right"
    damage: Damage | None = None


UNSIGNED = None
PAIR = (Server("ns1", FIRST), Server("ns2", SECOND))


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with its servers. `records` are lines of its file, relative to the zone.

    `delegated_to` are the servers that the parent names, when they are others. `stale` are the lines in the copy that
    STALE serves, with a lower serial. `transfers` allows AXFR to everybody; `loaded` is False where the servers know
    the zone but have lost its file (SERVFAIL).
    """

    name: str
    records: tuple[str, ...] = ()
    servers: tuple[Server, ...] = PAIR
    delegated_to: tuple[Server, ...] | None = None
    signing: Signing | None = field(default_factory=Signing)
    stale: tuple[str, ...] | None = None
    stale_serial: int = 2026100101
    transfers: bool = False
    loaded: bool = True


Port = Literal["served", "closed", "silent"]


@dataclass(frozen=True, slots=True)
class Door:
    """What answers at one address. `headers` are nginx' directives of the server, `files` further pages by path.

    `http` may also be `redirect`, to HTTPS at the same host, and `to` sends everybody elsewhere. `certificate` names
    which of the world's certificates is shown; `cut_after` drops what comes after so many connections, and
    `largest_packet` what the door sends in packets of more bytes.
    """

    page: str = pages.OFFICE
    status: int = 200
    https: Port = "served"
    http: Port | Literal["redirect"] = "redirect"
    headers: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    to: str = ""
    certificate: Literal["first", "second"] = "first"
    http2: bool = False
    content_type: str = "text/html; charset=utf-8"
    cut_after: int | None = None
    largest_packet: int | None = None


DOOR = Door()
TINH = "tinh.gov.test"
"""The zone of every situation that is not about its zone."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One portal with its known truth.

    The host is `name.tinh.gov.test`, or `www` in the situation's own `zone`, or `host`. It has an A record for every
    door of `ipv4` and an AAAA record for every one of `ipv6`, and `records` besides: lines of a zone file relative
    to the zone, where `{host}` is the host's name with a final dot. `facts` maps paths (`ipv6.reach`,
    `dns.dnssec.status`) to what `tests.netlab.expect` compares; `{ipv4}`, `{ipv6}` and `{ipv6_2}` in it are addresses
    of doors. `without_ipv6` is the truth where the vantage has no IPv6; empty where nothing is said of it.
    """

    name: str
    told: str
    facts: Mapping[str, Any]
    ipv4: tuple[Door, ...] = (DOOR,)
    ipv6: tuple[Door, ...] = (DOOR,)
    records: tuple[str, ...] = ()
    zone: Zone | None = None
    host: str = ""
    scheme: Literal["https", "http"] = "https"
    without_ipv6: Mapping[str, Any] = field(default_factory=dict)

    @property
    def portal(self) -> str:
        """The portal's host, without a final dot."""
        if self.host:
            return self.host
        return f"www.{self.zone.name}" if self.zone else f"{self.name}.{TINH}"

    @property
    def in_zone(self) -> str:
        """The name of the zone that the host's records are written in."""
        return self.zone.name if self.zone else TINH
