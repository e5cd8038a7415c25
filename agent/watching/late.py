"""Which audits are late: a schedule was due, its time to run has passed, and nothing that it asked for has ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import Connection, Row, select

from agent.errors import InputError
from agent.notices.alarm import write_alarm
from agent.schedule.calendar import DaysOff, moments
from agent.schedule.entry import Entry, entry_of
from agent.service.runs import RunState
from agent.store.engine import Database
from agent.store.service_schema import runs, schedules
from reports.i18n import Language, translations
from reports.wording import Wording

if TYPE_CHECKING:
    from agent.settings import ServiceSettings

MARGIN = timedelta(hours=2)
"""Time for reports after the deadline of an audit, before it is late."""
_MOST_MOMENTS = 500
"""Moments looked through since the last audit that ended: nine years of weeks."""
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Late:
    """An audit that was due, and should have ended by `latest`, and did not."""

    schedule: str
    due: datetime
    latest: datetime

    def by(self, now: datetime) -> timedelta:
        """How long it is late."""
        return max(now - self.latest, timedelta())


@dataclass(frozen=True, slots=True)
class Expected:
    """What a schedule owes: `following` is when it is due next (None: paused, or never), `late` the audit of the last
    time that it was due, where that is late."""

    schedule: str
    paused: bool = False
    following: datetime | None = None
    late: Late | None = None


def expected_audits(connection: Connection, settings: ServiceSettings, now: datetime) -> Sequence[Expected]:
    """What each schedule owes, by name. One that can't be read (a newer version wrote it) owes nothing we know of."""
    days_off = DaysOff.of(settings.schedule)
    rows = connection.execute(select(schedules).order_by(schedules.c.name)).all()
    return [_expected(connection, row, settings, days_off, now) for row in rows]


def late_audits(database: Database, settings: ServiceSettings, now: datetime) -> Sequence[Late]:
    """The audits that are late, by schedule; raises `StoreError`."""
    with database.reading() as connection:
        return [each.late for each in expected_audits(connection, settings, now) if each.late is not None]


def tell_late(database: Database, settings: ServiceSettings, now: datetime) -> Sequence[Late]:
    """Write an alarm for each late audit, once for each schedule and time that it was due; returns what is late.

    Raises `StoreError`.
    """
    found = late_audits(database, settings, now)
    for late in found:
        texts = {lang: _text(late, lang) for lang in get_args(Language)}
        key = f"{late.schedule} {late.due.astimezone(UTC).isoformat()}"
        write_alarm(database, settings.notices, "audit-late", key, texts, now)
    return found


def _text(late: Late, lang: Language) -> str:
    _ = translations("agent", lang).gettext
    wording = Wording(lang)
    lines = (
        _("The audit of the schedule {schedule} is late"),
        _("It was due at {due} and should have ended by {latest}. It has no results yet."),
        _("See what is wrong with: tuanthu doctor --config FILE, and tuanthu schedule list."),
    )
    values = {"schedule": late.schedule, "due": wording.moment(late.due), "latest": wording.moment(late.latest)}
    return "\n".join(line.format_map(values) for line in lines)


def _expected(
    connection: Connection, row: Row[Any], settings: ServiceSettings, days_off: DaysOff, now: datetime
) -> Expected:
    if row.paused:
        return Expected(row.name, paused=True)
    try:
        entry = entry_of(row.settings)
    except InputError:
        return Expected(row.name)
    allowed = max(settings.watching.late_after, entry.jitter + entry.deadline + MARGIN)
    until = now - allowed
    asked = connection.execute(select(runs.c.due, runs.c.state).where(runs.c.schedule == row.name)).all()
    ended = max((run.due for run in asked if run.state == RunState.FINISHED), default=_EVER)
    owed = {run.due for run in asked if ended < run.due <= until}
    owed.update(_up_to(until, entry, days_off, max(row.changed, ended)))
    owed.difference_update(run.due for run in asked if run.state == RunState.DROPPED)
    last = max(owed, default=None)
    return Expected(
        row.name,
        following=next(moments(entry, days_off, now), None),
        late=Late(row.name, last, last + allowed) if last else None,
    )


def _up_to(until: datetime, entry: Entry, days_off: DaysOff, after: datetime) -> Iterator[datetime]:
    for moment in islice(moments(entry, days_off, after), _MOST_MOMENTS):
        if moment > until:
            return
        yield moment
