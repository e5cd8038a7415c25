"""When an audit is due: the moments that a form names, moved or dropped for days off and hours of the day."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from agent.inventory.fields import Hours
from agent.schedule.when import WEEKDAYS
from reports.wording import ZONE

if TYPE_CHECKING:
    from agent.schedule.entry import Entry
    from agent.schedule.settings import ScheduleSettings

HolidayPolicy = Literal["run", "shift", "skip"]
"""On days off: audit nevertheless, on the next day that isn't one, or not at all."""
LONGEST_SHIFT = timedelta(days=31)
"""A moment that would be moved further is dropped."""
_FURTHEST = timedelta(days=5 * 366)
"""How far ahead a moment is looked for; every form has one in any five years, or never."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Vietnam's public holidays, days named as days off, and days that are worked all the same."""

    more: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @classmethod
    def of(cls, settings: ScheduleSettings) -> DaysOff:
        """The days that the settings name."""
        return cls(frozenset(settings.days_off), frozenset(settings.working_days))

    def include(self, day: date) -> bool:
        """Whether a day is off."""
        return day not in self.worked and (day in self.more or day in _public_holidays())


def moments(entry: Entry, days_off: DaysOff, after: datetime) -> Iterator[datetime]:
    """The moments (in Vietnamese time) at which an entry is due, those after a moment, in order and each once.

    Ends where none comes in the next five years. Raises `ValueError` for a moment without a zone.
    """
    if after.tzinfo is None:
        raise ValueError("a moment without a time zone is no moment")
    end = after + _FURTHEST
    found: list[datetime] = []
    last = after
    nominal = _next(entry.trigger, after - LONGEST_SHIFT)
    while nominal is not None and nominal < end:
        moved = _moved(nominal, entry, days_off)
        if moved is not None and moved > last:
            heapq.heappush(found, moved)
        nominal = _next(entry.trigger, nominal)
        while found and (nominal is None or found[0] < nominal):
            moment = heapq.heappop(found)
            if moment > last:
                last = moment
                yield moment


def beginning(entry: Entry, days_off: DaysOff, moment: datetime) -> datetime | None:
    """The moment itself where a run of an entry may begin then, else the next at which it may; None where none comes
    within `LONGEST_SHIFT`."""
    begins, latest = moment.astimezone(ZONE), moment + LONGEST_SHIFT
    while begins <= latest:
        opens = opening(entry.hours, begins)
        if _is_off(begins.date(), entry, days_off):
            begins += timedelta(days=1)
        elif opens == begins:
            return begins
        else:
            begins = opens
    return None


def opening(hours: Hours, moment: datetime) -> datetime:
    """The moment itself where the hours include it, else the next at which they begin."""
    local = moment.astimezone(ZONE)
    if hours.includes(60 * local.hour + local.minute):
        return local
    begins = datetime.combine(local.date(), time(hours.start // 60, hours.start % 60), ZONE)
    return begins if begins > local else begins + timedelta(days=1)


def closing(hours: Hours, moment: datetime) -> datetime | None:
    """When the hours that include a moment end; None where they never do."""
    local = moment.astimezone(ZONE)
    if hours.end - hours.start == 24 * 60:
        return None
    midnight = datetime.combine(local.date(), time(), ZONE)
    ends = midnight + timedelta(minutes=hours.end)
    return ends if ends > local else ends + timedelta(days=1)


def _next(trigger: Any, after: datetime) -> datetime | None:
    """The first moment of a trigger after another one; the library's own answers may be that moment itself."""
    found: datetime | None = trigger.get_next_fire_time(None, after.astimezone(ZONE) + timedelta(microseconds=1))
    return found


def _moved(nominal: datetime, entry: Entry, days_off: DaysOff) -> datetime | None:
    """A nominal moment, moved on until it lies in a day and an hour that are right; None where it is dropped."""
    if entry.holidays == "skip":
        opens = opening(entry.hours, nominal)
        return None if any(_is_off(each.date(), entry, days_off) for each in (nominal, opens)) else opens
    return beginning(entry, days_off, nominal)


def _is_off(day: date, entry: Entry, days_off: DaysOff) -> bool:
    if WEEKDAYS[day.weekday()] in entry.quiet_days or day.isoformat() in entry.quiet_days:
        return True
    return entry.holidays != "run" and days_off.include(day)


@lru_cache(maxsize=1)
def _public_holidays() -> Any:
    """Vietnam's, by day; each year is worked out when it is first asked for."""
    import holidays

    return holidays.country_holidays("VN")
