"""Where the portal's redirects lead at each address, and whether a client without IPv4 can go there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.ipv6 import normalise
from checks.ipv6.impression import Readings
from checks.ipv6.reach import connected
from checks.look import SERVICES, Look, Service
from checks.network.http import BARRED, Exchange
from checks.network.names import Names
from checks.network.place import place_of
from checks.observation import Fact, Reason, Seen, Unseen


@dataclass(frozen=True, slots=True)
class Chain:
    """The redirects from the portal's URL on, at one address.

    `places` are the URLs without what is passing in them, `hosts` the other hosts among them. `end` is None where the
    last answer redirects no more, else why it was not seen; `halted` when nobody was asked, for there was nowhere
    to go: out of the scope, too many redirects, a host without such an address.
    """

    places: tuple[str, ...]
    hosts: tuple[str, ...]
    end: Unseen | None
    halted: bool = False


def chain(look: Look, address: str, service: Service, readings: Readings) -> Chain | None:
    """The redirects at one address, as far as they may be followed; None where the port is seen closed."""
    if connected(look, look.exchange(address, service)) == Seen(False):
        return None
    places: list[str] = []
    hosts: list[str] = []
    for hop in _hops(look, address, service):
        where = _redirect(hop)
        if where is not None:
            places.append(normalise.place(where))
            hosts += _other_host(look, where)
    end = unreadable(hop, readings)
    reasons = (Reason.NOT_AUTHORISED, Reason.PROTOCOL_ERROR, Reason.UNREACHABLE)
    halted = bool(places) and isinstance(end, Unseen) and hop.attempts == 0 and end.reason in reasons
    return Chain(tuple(places), tuple(hosts), end, halted)


def redirect_hosts(look: Look) -> list[str]:
    """Other hosts that the portal's redirects lead to, at any address, in the order in which they are met."""
    hosts: dict[str, None] = {}
    for address in look.visible:
        for service in SERVICES:
            for hop in _hops(look, address, service):
                if (where := _redirect(hop)) is not None:
                    hosts |= dict.fromkeys(_other_host(look, where))
    return list(hosts)


def _hops(look: Look, address: str, service: Service) -> Iterator[Exchange]:
    """`Look.trail`, which goes on as that of HTTPS once plain HTTP leads to the front door of HTTPS: it was asked."""
    for hop in look.trail(address, service):
        yield hop
        if service == "http" and (where := _redirect(hop)) is not None and _is_front_door(look, where):
            yield from look.trail(address, "https")
            return


def _redirect(hop: Exchange) -> str | None:
    return hop.head.value.redirect if isinstance(hop.head, Seen) else None


def _other_host(look: Look, url: str) -> list[str]:
    place = place_of(url)
    return [place.host] if place is not None and place.host != look.target.host else []


def unreadable(exchange: Exchange, readings: Readings) -> Unseen | None:
    """Why an answer shows nothing of the portal: it did not come, or it is a wall against us. An error page is seen."""
    if isinstance(exchange.head, Unseen):
        return exchange.head
    if exchange.head.value.status in BARRED:
        return Unseen(Reason.BLOCKED, f"{exchange.head.value.url}: HTTP {exchange.head.value.status}")
    page = exchange.page
    if isinstance(page, Seen) and (kind := readings.kind(page.value)).kind == "wall":
        return Unseen(Reason.BLOCKED, f"{page.value.url}: {kind.words}")
    return None


def alike(one: Chain, other: Chain) -> Fact[bool]:
    """Whether two chains lead to the same places; unseen where one breaks off before that is decided."""
    for this, that in zip(one.places, other.places, strict=False):
        if this != that:
            return Seen(False)
    shorter, longer = sorted((one, other), key=lambda chain: len(chain.places))
    if len(shorter.places) < len(longer.places):
        return shorter.end or Seen(False)
    if one.halted and other.halted:
        return Seen(True)
    return one.end or other.end or Seen(True)


def without(names: Names, hosts: Iterable[str], kind: str) -> Fact[list[str]]:
    """Those of the hosts that have addresses, but none of this kind (`A` or `AAAA`)."""
    found: list[str] = []
    unseen: Unseen | None = None
    for host in dict.fromkeys(hosts):
        these, others = names.addresses(host, kind), names.addresses(host, "A" if kind == "AAAA" else "AAAA")
        if these == Seen([]) and others != Seen([]):
            if isinstance(others, Unseen):
                unseen = unseen or others
            else:
                found.append(host)
        elif isinstance(these, Unseen):
            unseen = unseen or these
    return unseen if unseen is not None and not found else Seen(found)


def _is_front_door(look: Look, url: str) -> bool:
    """Whether a URL is what `Look.exchange` asks over HTTPS."""
    place = place_of(url)
    if place is None or (place.scheme, place.host, place.port) != ("https", look.target.host, look.target.https_port):
        return False
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return path == look.target.path
