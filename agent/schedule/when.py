"""The forms in which people say when an audit is due, in Vietnamese time."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from agent.texts import _
from reports.wording import ZONE

WEEKLY = "weekly MON 01:00"
"""When an audit is due where nothing else is said."""
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_FIRST_DAY = date(2024, 1, 1)
"""A Monday: where counting begins for `every N days`, so that 7 and 14 days fall on Mondays."""
_AT = "01:00"
_CLOCK = r"(?:\s+([01]?\d|2[0-3]):([0-5]\d))?"


def trigger_of(text: str) -> Any:
    """The APScheduler trigger that a text means.

    Forms: `weekly MON 01:00`, `daily 01:00`, `every 3 days 01:00` (counted from a fixed Monday; the time may be left
    out: 01:00), or the five fields of cron (minute, hour, day, month, weekday; 0 and 7 are Sunday; where both day and
    weekday are given, both must hold). Raises `ValueError` with what is wrong for any other text.
    """
    words = " ".join(text.split())
    if found := re.fullmatch(rf"weekly(?:\s+({'|'.join(WEEKDAYS)}))?{_CLOCK}", words, re.IGNORECASE | re.ASCII):
        at = _clock(found[2], found[3])
        day = (found[1] or WEEKDAYS[0]).lower()
        return CronTrigger(day_of_week=day, hour=at.hour, minute=at.minute, timezone=ZONE)
    if found := re.fullmatch(rf"daily{_CLOCK}", words, re.IGNORECASE | re.ASCII):
        at = _clock(found[1], found[2])
        return CronTrigger(hour=at.hour, minute=at.minute, timezone=ZONE)
    if found := re.fullmatch(rf"every\s+([1-9]\d{{0,2}})\s+days?{_CLOCK}", words, re.IGNORECASE | re.ASCII):
        start = datetime.combine(_FIRST_DAY, _clock(found[2], found[3]), ZONE)
        return IntervalTrigger(days=int(found[1]), start_date=start, timezone=ZONE)
    try:
        minute, hour, day_of_month, month, weekday = words.split(" ")
        return CronTrigger(
            minute=minute,
            hour=hour,
            day=day_of_month,
            month=month,
            day_of_week=_weekday_names(weekday),
            timezone=ZONE,
        )
    except (ValueError, KeyError):
        raise ValueError(
            _("write 'weekly MON 01:00', 'daily 01:00', 'every 3 days 01:00' or five fields of cron: '0 1 * * 1'")
        ) from None


def _clock(hour: str | None, minute: str | None) -> time:
    return time(int(hour), int(minute)) if hour and minute else time.fromisoformat(_AT)


def _weekday_names(field: str) -> str:
    """Cron counts weekdays from Sunday, 0; the library from Monday, so they are written as names.

    A range is written out as a list, as one from or to Sunday would end before it begins.
    """
    return ",".join(_each_weekday(part) for part in field.lower().replace("*/", "0-6/").split(","))


def _each_weekday(part: str) -> str:
    found = re.fullmatch(r"([0-7])(?:-([0-7]))?(?:/([1-7]))?", part)
    if found is None:
        return part
    first = int(found[1])
    last = int(found[2]) if found[2] else 6 if found[3] else first
    days = range(first, last + 1, int(found[3] or 1))
    if not days:
        raise ValueError(part)
    return ",".join(WEEKDAYS[(day - 1) % 7].lower() for day in days)
