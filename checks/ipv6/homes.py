"""Holds the home pages of all addresses against the one that the first IPv4 address shows."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from checks.ipv6.content import Comparison, compare
from checks.ipv6.differences import Difference, in_words
from checks.ipv6.impression import Readings
from checks.ipv6.reach import connected
from checks.look import Look, readable
from checks.network.http import Page
from checks.observation import Fact, Reason, Seen, Unseen

MOST_DIFFERENCES = 30
"""Differences that are told, of all addresses together."""

Likeness: TypeAlias = tuple[Fact[bool], Fact[int], Fact[list[str]]]


class _Home(NamedTuple):
    address: str
    page: Fact[Page]


class _Held(NamedTuple):
    address: str
    comparison: Fact[Comparison]


def likeness(look: Look, over4: list[str], over6: list[str], readings: Readings) -> Likeness:
    """Whether every address shows the same home page, how far the pages lie apart (0–100), and in what, in Vietnamese.

    The distance is the largest one. Differences are told of those addresses alone whose page is not the same.
    An address whose port is seen closed shows none; a wall against us hides what it shows.
    """
    homes4, homes6 = _serving(look, over4, readings), _serving(look, over6, readings)
    for homes, addresses in ((homes4, over4), (homes6, over6)):
        if not homes:
            page = look.home(addresses[0])
            why = page if isinstance(page, Unseen) else Unseen(Reason.REFUSED, addresses[0])
            return why, why, why
    first = _reference(homes4)
    if isinstance(first.page, Unseen):
        return first.page, first.page, first.page
    held6 = [_hold(first.page.value, home, readings) for home in homes6]
    held4 = [_hold(first.page.value, home, readings) for home in homes4 if home != first]
    seen6 = [each for each in held6 if isinstance(each.comparison, Seen)]
    unseen = next((each.comparison for each in (*held6, *held4) if isinstance(each.comparison, Unseen)), None)
    if not seen6 and unseen is not None:
        return unseen, unseen, unseen
    seen = [(each.address, each.comparison.value) for each in (*held6, *held4) if isinstance(each.comparison, Seen)]
    others = [(address, comparison) for address, comparison in seen if not comparison.same]
    if unseen is not None and not others:
        return unseen, unseen, unseen
    distance = max(comparison.distance for _, comparison in seen)
    origin = "IPv4" if len(over4) == 1 else f"IPv4 ({first.address})"
    return Seen(not others), Seen(distance), Seen(_in_words(others, origin))


def _serving(look: Look, addresses: list[str], readings: Readings) -> list[_Home]:
    """What each address shows, without those whose port is seen closed."""
    homes = []
    for address in addresses:
        page = look.home(address)
        if isinstance(page, Unseen):
            if connected(look, look.exchange(address, look.main_service)) == Seen(False):
                continue
        elif (kind := readings.kind(page.value)).kind == "wall":
            page = Unseen(Reason.BLOCKED, f"{page.value.url}: {kind.words}")
        homes.append(_Home(address, page))
    return homes


def _reference(homes: list[_Home]) -> _Home:
    """The first page that can be read, else the first error page, else the first that was not seen."""
    shown = [home for home in homes if isinstance(home.page, Seen)]
    return next((home for home in shown if isinstance(readable(home.page), Seen)), (shown or homes)[0])


def _hold(first: Page, home: _Home, readings: Readings) -> _Held:
    """What comes of holding a page against the first one; two errors, or pages that tell nothing, leave it open."""
    if isinstance(home.page, Unseen):
        return _Held(home.address, home.page)
    one, other = readable(Seen(first)), readable(home.page)
    if isinstance(one, Unseen) and isinstance(other, Unseen):
        return _Held(home.address, one)
    comparison = compare(first, home.page.value, readings)
    if not comparison.telling:
        url = home.page.value.url
        return _Held(home.address, Unseen(Reason.PROTOCOL_ERROR, f"{url}: no words to compare at {home.address}"))
    return _Held(home.address, Seen(comparison))


def _in_words(others: list[tuple[str, Comparison]], origin: str) -> list[str]:
    """The differences with their addresses, those that several addresses share told once."""
    places: dict[tuple[Difference, ...], list[str]] = {}
    for address, comparison in others:
        places.setdefault(comparison.found, []).append(address)
    told = []
    for found, addresses in places.items():
        over = ", ".join(f"{'IPv6' if ':' in address else 'IPv4'} {address}" for address in addresses)
        told += [in_words(difference, "vi", origin, over) for difference in found]
    return told[:MOST_DIFFERENCES]
