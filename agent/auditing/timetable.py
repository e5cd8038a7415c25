"""When each portal of an audit may be looked at: its slot, the hours of its authorisations, a look that is owed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from agent.auditing.plan import Plan
from agent.inventory import Portal
from agent.inventory.authorisation import Authorisation
from agent.store.second_looks import Owed
from checks.portal import OFFLINE

MINUTE = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
"""How long a portal waits for the hours of its authorisation where no deadline says so."""

_Allowing: TypeAlias = tuple[tuple[int, ...], ...]
"""For each check that is asked for, the authorisations that may allow it, by their places in the inventory."""


@dataclass(slots=True)
class Timetable:
    """When the portals of a plan are due in an audit that began at `started`.

    `until` is its deadline. `spread` shares the portals out evenly over a time, each always in the same slot; with
    `hours` a portal waits until its authorisations allow all that they will allow before the deadline (or within a
    day). `owed` holds the second looks. Moments carry their zone.
    """

    plan: Plan
    started: datetime
    until: datetime | None = None
    spread: timedelta | None = None
    hours: bool = False
    owed: Mapping[str, Owed] = field(default_factory=dict)
    _opened: dict[tuple[_Allowing, datetime], datetime] = field(default_factory=dict)

    def due(self, portal: Portal, now: datetime) -> datetime:
        """The first moment, from now on, at which a portal may be looked at."""
        first = max(now, self._slot(portal))
        if portal.url in self.owed:
            first = max(first, self.owed[portal.url].due)
        return self._open(portal, first) if self.hours else first

    def split(self, portals: Iterable[Portal], now: datetime) -> tuple[list[Portal], datetime | None]:
        """The portals that may be looked at now, in their order, and when the next of the others may be."""
        due = [(self.due(portal, now), portal) for portal in portals]
        return [portal for when, portal in due if when <= now], min(
            (when for when, _ in due if when > now), default=None
        )

    def _slot(self, portal: Portal) -> datetime:
        if self.spread is None:
            return self.started
        share = int.from_bytes(hashlib.sha256(portal.url.encode()).digest()[:4]) / 2**32
        return self.started + share * self.spread

    def _open(self, portal: Portal, when: datetime) -> datetime:
        """The first moment, not before `when`, at which all is allowed that will be; `when` where nothing will."""
        allowing = self._allowing(portal)
        if all(self._is_open(places, when) for places in allowing):
            return when
        minute = when.replace(second=0, microsecond=0)
        if (allowing, minute) not in self._opened:
            self._opened[allowing, minute] = self._search(allowing, minute)
        return max(when, self._opened[allowing, minute])

    def _search(self, allowing: _Allowing, minute: datetime) -> datetime:
        last = minute + LONGEST_WAIT if self.until is None else self.until
        most, best = 0, minute
        while minute < last:
            allowed = sum(self._is_open(places, minute) for places in allowing)
            if allowed > most:
                most, best = allowed, minute
            if most == len(allowing):
                break
            minute += MINUTE
        return best

    def _allowing(self, portal: Portal) -> _Allowing:
        numbered: Sequence[tuple[int, Authorisation]] = list(enumerate(self.plan.inventory.authorisations))
        return tuple(
            tuple(place for place, given in numbered if check in given.checks and given.names_host(portal.host))
            for check in self.plan.checks
            if check not in OFFLINE
        )

    def _is_open(self, places: Iterable[int], when: datetime) -> bool:
        return any(self.plan.inventory.authorisations[place].is_open(when) for place in places)
