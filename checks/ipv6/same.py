"""The facts about sameness: do both families lead a citizen to the same service?

Every address counts. That the families differ takes something seen at an IPv4 address and something else seen at an
IPv6 address; that they are the same takes that nothing was left unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any, NamedTuple, TypeVar

from checks.access import MOST_ADDRESSES
from checks.ipv6.homes import likeness
from checks.ipv6.impression import Readings
from checks.ipv6.reach import connected
from checks.ipv6.redirects import Chain, alike, chain, unreadable, without
from checks.look import SERVICES, Look, Service
from checks.network.http import REDIRECTS
from checks.observation import Fact, Reason, Seen, Unseen

T = TypeVar("T")

_SAMENESS = ("same_ports", "same_status", "same_redirects", "same_content", "content_distance", "same_certificate")


class _Families(NamedTuple):
    """Addresses of each family that are compared; the ninth stands for those beyond that are not looked at."""

    ipv4: list[str]
    ipv6: list[str]


def sameness(look: Look) -> dict[str, Fact[Any]]:
    """The facts `same_…`, `content_distance`, `differences` and `ipv4_only_redirects` of the `ipv6` object.

    Without both families all are null and there are no differences; a redirect's host may still have but IPv4.
    """
    for fact in (look.ipv4, look.ipv6):
        if isinstance(fact, Unseen):
            return dict.fromkeys((*_SAMENESS, "differences", "ipv4_only_redirects"), fact)
    families = _Families(*(_first(fact) for fact in (look.ipv4, look.ipv6)))
    readings = Readings()
    chains = _follow_everywhere(look, [*families.ipv4, *families.ipv6], readings)
    only4 = _ipv4_only(look, chains)
    if not (families.ipv4 and families.ipv6):
        nothing: dict[str, Fact[Any]] = dict.fromkeys(_SAMENESS, Seen(None))
        return {**nothing, "differences": Seen([]), "ipv4_only_redirects": only4}
    same, distance, differences = likeness(look, *families, readings)
    return {
        "same_ports": _same_ports(look, families),
        "same_status": _same_status(look, families, readings),
        "same_redirects": _same_redirects(look, families, chains),
        "ipv4_only_redirects": only4,
        "same_content": same,
        "content_distance": distance,
        "differences": differences,
        "same_certificate": _same_certificate(look, families),
    }


def _first(addresses: Fact[list[str]]) -> list[str]:
    return addresses.value[: MOST_ADDRESSES + 1] if isinstance(addresses, Seen) else []


_Chains = dict[tuple[str, Service], Chain | None]


def _follow_everywhere(look: Look, addresses: list[str], readings: Readings) -> _Chains:
    """The redirects of each address and service, and with them every home page, side by side."""
    if not addresses:
        return {}

    def follow(address: str) -> _Chains:
        look.home(address)
        return {(address, service): chain(look, address, service, readings) for service in SERVICES}

    look.ask_everywhere()
    found: _Chains = {}
    with ThreadPoolExecutor(2 * MOST_ADDRESSES) as pool:
        for each in pool.map(follow, addresses):
            found |= each
    return found


def _all_of(replies: Iterable[Fact[bool]]) -> Fact[bool]:
    """False when one is false, unseen when one is unseen, else true (Kleene's *and*)."""
    unseen: Unseen | None = None
    for reply in replies:
        if reply == Seen(False):
            return reply
        if isinstance(reply, Unseen):
            unseen = unseen or reply
    return unseen or Seen(True)


def _equal(one: object, other: object) -> Fact[bool]:
    return Seen(one == other)


def _each_pair(over4: list[Fact[T]], over6: list[Fact[T]], same: Callable[[T, T], Fact[bool]]) -> list[Fact[bool]]:
    """What is seen at each IPv4 address held against what is seen at each IPv6 address."""
    replies: list[Fact[bool]] = []
    for one, other in product(over4, over6):
        if isinstance(other, Unseen):
            replies.append(other)
        elif isinstance(one, Unseen):
            replies.append(one)
        else:
            replies.append(same(one.value, other.value))
    return replies


def _same_ports(look: Look, families: _Families) -> Fact[bool]:
    """Whether the ports of HTTPS and HTTP are open, or seen closed, at the addresses of both families alike."""
    replies: list[Fact[bool]] = []
    for service in SERVICES:
        over4, over6 = (
            [connected(look, look.exchange(address, service)) for address in addresses] for addresses in families
        )
        replies += _each_pair(over4, over6, _equal)
    return _all_of(replies)


def _compared(
    look: Look,
    families: _Families,
    seen_at: Callable[[str, Service], Fact[T] | None],
    same: Callable[[T, T], Fact[bool]],
) -> Fact[bool]:
    """Whether what each service answers is the same over both families; `seen_at` gives None for a closed port.

    A service that answers at no address has nothing to compare, as long as the other one has.
    """
    replies: list[Fact[bool]] = []
    silent: list[Fact[bool]] = []
    for service in SERVICES:
        over4, over6 = (
            [fact for address in addresses if (fact := seen_at(address, service)) is not None] for addresses in families
        )
        answered = any(isinstance(fact, Seen) for fact in (*over4, *over6))
        (replies if answered else silent).extend(_each_pair(over4, over6, same))
    closed = Unseen(Reason.REFUSED, f"{look.target.host}: no port is open over both families")
    return _all_of(replies or silent or [closed])


def _same_status(look: Look, families: _Families, readings: Readings) -> Fact[bool]:
    """Whether the portal's URL is answered with the same HTTP status; one redirect's status is as good as another's."""

    def status(address: str, service: Service) -> Fact[int] | None:
        exchange = look.exchange(address, service)
        if connected(look, exchange) == Seen(False):
            return None
        hidden = unreadable(exchange, readings)
        if hidden is not None or isinstance(exchange.head, Unseen):
            return hidden
        told = exchange.head.value
        return Seen(REDIRECTS[0] if told.redirect is not None else told.status)

    return _compared(look, families, status, _equal)


def _same_redirects(look: Look, families: _Families, chains: _Chains) -> Fact[bool]:
    """Whether the redirects lead to the same places; false too where one family can't go where they lead."""

    def seen_chain(address: str, service: Service) -> Fact[Chain] | None:
        found = chains[address, service]
        if found is None:
            return None
        return found.end if found.end is not None and not found.places else Seen(found)

    def lead_alike(one: Chain, other: Chain) -> Fact[bool]:
        names = look.network.names
        followable = [without(names, one.hosts, "A"), without(names, other.hosts, "AAAA")]
        dead_ends = [fact if isinstance(fact, Unseen) else Seen(not fact.value) for fact in followable]
        return _all_of([*dead_ends, alike(one, other)])

    return _compared(look, families, seen_chain, lead_alike)


def _ipv4_only(look: Look, chains: _Chains) -> Fact[list[str]]:
    """Other hosts that the redirects lead to and that have no AAAA record, in the order of the redirects."""
    nothing = look.nothing_visible()
    if nothing is not None:
        return nothing
    only4 = without(look.network.names, [host for each in chains.values() if each for host in each.hosts], "AAAA")
    if isinstance(only4, Unseen) or only4.value:
        return only4
    whole = False
    broken: Unseen | None = None
    for service in SERVICES:
        told = [each for (_, asked), each in chains.items() if asked == service and each is not None]
        if any(each.end is None or each.halted for each in told):
            whole = True
        elif any(each.places for each in told):
            return next(each.end for each in told if each.places and each.end is not None)
        else:
            broken = broken or next((each.end for each in told), None)
    return only4 if whole or broken is None else broken


def _same_certificate(look: Look, families: _Families) -> Fact[bool | None]:
    """Whether both families show the same leaf certificates; None where neither has HTTPS."""

    def leaf(address: str) -> Fact[str | None]:
        exchange = look.exchange(address, "https")
        if exchange.certificate_sha256 is not None or connected(look, exchange) == Seen(False):
            return Seen(exchange.certificate_sha256)
        return exchange.tls if isinstance(exchange.tls, Unseen) else Seen(None)

    leaves4, leaves6 = ([leaf(address) for address in addresses] for addresses in families)
    unseen4, unseen6 = _first_unseen(leaves4), _first_unseen(leaves6)
    shown4, shown6 = _shown(leaves4), _shown(leaves6)
    if (shown6 - shown4 and shown4 and not unseen4) or (shown4 - shown6 and shown6 and not unseen6):
        return Seen(False)
    unseen = unseen6 or unseen4
    if unseen is not None:
        return unseen
    if bool(shown4) != bool(shown6):
        return Unseen(Reason.REFUSED, f"{look.target.host}: one family refuses port {look.target.https_port}")
    return Seen(True) if shown4 else Seen(None)


def _first_unseen(facts: Iterable[Fact[Any]]) -> Unseen | None:
    return next((fact for fact in facts if isinstance(fact, Unseen)), None)


def _shown(leaves: Iterable[Fact[str | None]]) -> set[str]:
    """The certificates that were seen; a closed port shows none."""
    return {leaf.value for leaf in leaves if isinstance(leaf, Seen) and leaf.value is not None}
