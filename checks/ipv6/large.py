"""Do large answers come over IPv6, or only small ones?

A router that may not pass on a packet too large for the next link tells the sender so by ICMPv6 (RFC 8200 §5,
RFC 8201). Where a firewall drops that word, the portal connects and says nothing more: a black hole (RFC 2923 §2.1).
What shows one without doubt is the same request twice over, once as usual and once with segments so small that no
link of IPv6 is too narrow for their packets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.ipv6.reach import connected
from checks.look import SERVICES, Look, Service
from checks.network.http import Exchange
from checks.network.place import place_of
from checks.observation import Fact, Reason, Seen, Unseen

LARGE = 1280
"""Bytes of a packet that every link of IPv6 carries (RFC 8200 §5); an answer of more may need a larger one."""
_NARROW = LARGE - 40 - 20
"""Bytes of a TCP segment in such a packet: less the headers of IPv6 and TCP (RFC 9293 §3.7.1)."""
_BESIDE = 512
"""Bytes at most of what a server sends besides its flight until TLS is agreed: its last words, a ticket."""


def large_answers(look: Look) -> Fact[bool | None]:
    """Whether whole large answers come from every IPv6 address; None without IPv6, and where all answers are small.

    False is seen only where an answer stalls as usual, comes whole in small segments, stalls again, comes again so,
    and comes whole over IPv4 where the portal has that. A stall without this proof is unseen.
    """
    if isinstance(look.ipv6, Unseen):
        return look.ipv6
    found = [_at(look, address) for address in look.ipv6.value]
    unseen = [fact for fact in found if isinstance(fact, Unseen)]
    return _first_of(found, (Seen(False), *unseen, Seen(True)))


def _at(look: Look, address: str) -> Fact[bool | None]:
    found = [
        _answer(look, address, service, url, hop)
        for service in _services(look)
        for url, hop in _hops(look, address, service)
    ]
    unseen = [fact for fact in found if isinstance(fact, Unseen)]
    return _first_of(found, (Seen(False), Seen(True), *unseen))


def _first_of(found: list[Fact[bool | None]], order: Iterable[Fact[bool | None]]) -> Fact[bool | None]:
    nothing: Fact[bool | None] = Seen(None)
    return next((fact for fact in order if fact in found), nothing)


def _services(look: Look) -> Iterator[Service]:
    main = look.main_service
    yield main
    yield from (service for service in SERVICES if service != main)


def _hops(look: Look, address: str, service: Service) -> Iterator[tuple[str, Exchange]]:
    """What is asked for at an address, and how far that came: over the main service all that redirects within the
    portal's host lead to, over the other one the first request."""
    url = look.url(service)
    for hop in look.trail(address, service):
        yield url, hop
        where = hop.head.value.redirect if isinstance(hop.head, Seen) else None
        place = place_of(where) if where is not None else None
        if where is None or place is None or place.host != look.target.host or service != look.main_service:
            return
        url = where


def _answer(look: Look, address: str, service: Service, url: str, hop: Exchange) -> Fact[bool | None]:
    if came_large(hop):
        return Seen(True)
    if not isinstance(hop.page, Unseen) or (isinstance(hop.head, Seen) and hop.head.value.redirect is not None):
        return Seen(None)
    if connected(look, hop) == Seen(False):
        return Seen(None)
    proved = _stalls(hop) and _comes_over_ipv4(look, service) and _comes_in_small_segments_only(look, url, address)
    return Seen(False) if proved else hop.page


def came_large(exchange: Exchange) -> bool:
    """Whether a page, or the handshake's flight, came whole and was larger than a packet that passes everywhere."""
    if exchange.flight_bytes is not None and exchange.flight_bytes > LARGE + _BESIDE:
        return True
    if not isinstance(exchange.head, Seen) or "content-encoding" in exchange.head.value.headers:
        return False  # on its way it may have been small
    page = exchange.page
    return page.reason is Reason.TOO_LARGE if isinstance(page, Unseen) else len(page.value.body) > LARGE


def _comes_over_ipv4(look: Look, service: Service) -> bool:
    """Whether an IPv4 address gives a large answer; where the portal has none, nothing speaks against it."""
    over_ipv4 = [address for address in look.visible if ":" not in address]
    return not over_ipv4 or any(came_large(hop) for address in over_ipv4 for _, hop in _hops(look, address, service))


def _comes_in_small_segments_only(look: Look, url: str, address: str) -> bool:
    """Whether an answer that stalled once comes whole in small segments, stalls as usual, and comes again so."""
    return (
        _is_whole(look.ask_afresh(url, address, _NARROW))
        and _stalls(look.ask_afresh(url, address))
        and _is_whole(look.ask_afresh(url, address, _NARROW))
    )


def _is_whole(exchange: Exchange) -> bool:
    return isinstance(exchange.head, Seen) and not exchange.is_unanswered


def _stalls(exchange: Exchange) -> bool:
    return exchange.tcp == Seen(True) and isinstance(exchange.page, Unseen) and exchange.page.reason is Reason.TIMEOUT
