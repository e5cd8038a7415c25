"""The facts about IPv6: records, name servers, reach over each address, sameness of both families."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from checks.ipv6.content import compare
from checks.look import MOST_ADDRESSES, SERVICES, Look, Service, readable
from checks.network.http import Exchange, Page
from checks.observation import Fact, Reason, Seen, Unseen

MOST_NAME_SERVERS = 13
"""Name servers of a zone that are asked: as many as the root has."""


def observe(look: Look) -> dict[str, Fact[Any]]:
    """The `ipv6` object of the portal's record (see `checks.facts`)."""
    distance, differences = _content(look)
    return {
        "a": look.ipv4,
        "aaaa": look.ipv6,
        "name_servers": _name_servers(look),
        "reach": _reach(look),
        "same_content": distance if isinstance(distance, Unseen) else Seen(_is_same(distance.value)),
        "content_distance": distance,
        "differences": differences,
        "same_certificate": _same_certificate(look),
    }


def _name_servers(look: Look) -> Fact[list[dict[str, Any]]]:
    """Every name server of the portal's zone, asked over each family; asked once an audit."""
    names = look.network.names
    zone = names.zone(look.target.host)
    if isinstance(zone, Unseen):
        return zone
    servers = names.lookup(zone.value, "NS")
    if isinstance(servers, Unseen):
        return servers
    if len(servers.value) > MOST_NAME_SERVERS:
        return Unseen(Reason.TOO_LARGE, f"{zone.value} has {len(servers.value)} name servers")
    with ThreadPoolExecutor(MOST_NAME_SERVERS) as pool:
        return Seen(list(pool.map(lambda server: _name_server(look, server, zone.value), servers.value)))


def _name_server(look: Look, name: str, zone: str) -> dict[str, Any]:
    names = look.network.names
    ipv4, ipv6 = names.lookup(name, "A"), names.lookup(name, "AAAA")

    def answers(found: Fact[list[str]]) -> Fact[bool]:
        if isinstance(found, Unseen):
            return found
        replies: list[Fact[bool]] = []
        for address in found.value[:MOST_ADDRESSES]:
            replies.append(look.barred(address) or names.server_answers(address, zone))
            if replies[-1] == Seen(True):
                break
        else:
            if len(found.value) > MOST_ADDRESSES:
                replies.append(Unseen(Reason.TOO_LARGE, f"{name} has {len(found.value)} addresses"))
        return _any_of(replies)

    over4, over6 = answers(ipv4), answers(ipv6)
    # A refusal over one family is believed only while the other one answers: else the server is simply gone.
    if over6 == Seen(False) and over4 != Seen(True) and ipv6 != Seen([]):
        over6 = Unseen(Reason.REFUSED, f"name server {name} answers over neither family")
    if over4 == Seen(False) and over6 != Seen(True) and ipv4 != Seen([]):
        over4 = Unseen(Reason.REFUSED, f"name server {name} answers over neither family")
    return {
        "name": name.rstrip("."),
        "ipv4": ipv4,
        "ipv6": ipv6,
        "answers_ipv4": over4,
        "answers_ipv6": over6,
    }


def _any_of(replies: list[Fact[bool]]) -> Fact[bool]:
    """True when one is true, unseen when one is unseen, else false (Kleene's *or*)."""
    if Seen(True) in replies:
        return Seen(True)
    return next((reply for reply in replies if isinstance(reply, Unseen)), Seen(False))


def _reach(look: Look) -> Fact[list[dict[str, Any]]]:
    """Each address × service: connection, TLS, HTTP status, time."""
    for fact in (look.ipv4, look.ipv6):
        if isinstance(fact, Unseen):
            return fact
    return Seen([_attempt(look, address, service) for address in look.addresses for service in SERVICES])


def _attempt(look: Look, address: str, service: Service) -> dict[str, Any]:
    exchange = look.exchange(address, service)
    head = exchange.head
    return {
        "address": address,
        "family": 6 if ":" in address else 4,
        "port": look.port(service),
        "service": service,
        "tcp": _connected(look, address, exchange),
        "tls": exchange.tls,
        "http_status": Seen(head.value.status) if isinstance(head, Seen) else head,
        "ms": Seen(head.value.ms) if isinstance(head, Seen) else head,
    }


def _connected(look: Look, address: str, exchange: Exchange) -> Fact[bool]:
    """A refused connection is a closed port, but only where the portal is seen to live elsewhere."""
    refused = isinstance(exchange.tcp, Unseen) and exchange.tcp.reason is Reason.REFUSED
    if refused and any(look.alive(other) for other in look.addresses):
        return Seen(False)
    return exchange.tcp


def _pair(look: Look) -> tuple[str, str] | Unseen | None:
    """The first IPv4 and the first IPv6 address; None when the portal has but one family."""
    found: list[str] = []
    for fact in (look.ipv4, look.ipv6):
        if isinstance(fact, Unseen):
            return fact
        if not fact.value:
            return None
        found.append(fact.value[0])
    return found[0], found[1]


def _over_both(look: Look, seen_at: Callable[[str], Fact[Any]]) -> Fact[Any]:
    """`(over IPv4, over IPv6)` of something seen at an address; None when there is but one family."""
    pair = _pair(look)
    if pair is None:
        return Seen(None)
    if isinstance(pair, Unseen):
        return pair
    both = [seen_at(address) for address in pair]
    for fact in both:
        if isinstance(fact, Unseen):
            return fact
    return Seen(tuple(fact.value for fact in both if isinstance(fact, Seen)))


def _content(look: Look) -> tuple[Fact[int | None], Fact[list[str]]]:
    """How far the home pages of both families lie apart (0–100), and in what."""
    both = _over_both(look, look.home)
    if isinstance(both, Unseen):
        return both, both
    if both.value is None:
        return Seen(None), Seen([])
    unreadable = _unreadable(both.value)
    if unreadable is not None:
        return unreadable, unreadable
    over4, over6 = both.value
    comparison = compare(over4, over6)
    if not comparison.words and over4.body != over6.body:
        wordless = Unseen(Reason.PROTOCOL_ERROR, f"{over4.url}: no words to compare")
        return wordless, wordless
    return Seen(comparison.distance), Seen(comparison.differences)


def _unreadable(pages: tuple[Page, Page]) -> Unseen | None:
    """Why two answers can't be compared: one is a wall against us, or both are errors."""
    hidden = [shown for shown in (readable(Seen(page)) for page in pages) if isinstance(shown, Unseen)]
    walls = [unseen for unseen in hidden if unseen.reason is Reason.BLOCKED]
    return walls[0] if walls else hidden[0] if len(hidden) == len(pages) else None


SAME_BELOW = 20
"""Distance below which two pages count as the same: news tickers and counters move that much."""


def _is_same(distance: int | None) -> bool | None:
    if distance is None:
        return None
    return distance < SAME_BELOW


def _same_certificate(look: Look) -> Fact[bool | None]:
    """Whether both families show the same leaf certificate; None without HTTPS or without both families."""

    def leaf(address: str) -> Fact[str | None]:
        exchange = look.exchange(address, "https")
        if exchange.certificate_sha256 is not None or _connected(look, address, exchange) == Seen(False):
            return Seen(exchange.certificate_sha256)
        return exchange.tls if isinstance(exchange.tls, Unseen) else Seen(None)

    both = _over_both(look, leaf)
    if isinstance(both, Unseen) or both.value is None or both.value == (None, None):
        return both if isinstance(both, Unseen) else Seen(None)
    if None in both.value:
        return Unseen(Reason.REFUSED, f"{look.target.host}: one family refuses port {look.target.https_port}")
    over4, over6 = both.value
    return Seen(over4 == over6)
