"""The runs of the schedule: each time that an entry was due or was asked for, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.journal import SERVICE, write_entry
from agent.schedule.settings import ScheduleSettings
from agent.store.engine import Database
from agent.store.service_schema import runs

LONGEST_TOLD = 500
"""Characters kept of what is told of a run."""
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class RunState(StrEnum):
    """How far a run has come. `waiting` goes on at its `not_before`: after a rest, a failure or the service's end."""

    PLANNED = "planned"
    RUNNING = "running"
    WAITING = "waiting"
    FINISHED = "finished"
    FAILED = "failed"
    MISSED = "missed"
    DROPPED = "dropped"


OPEN = (RunState.PLANNED, RunState.RUNNING, RunState.WAITING)
"""The states of runs that are still to come to an end."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an entry of the schedule.

    `due` is its time, `not_before` when it may begin or go on; `asked_by` is `tuanthu` or who asked for it;
    `attempts` counts the failures in a row; `audit` is known once it has begun; `told` says what came of it.
    """

    id: int
    schedule: str
    due: datetime
    asked_by: str
    state: RunState
    audit: str | None
    attempts: int
    not_before: datetime | None
    started: datetime | None
    finished: datetime | None
    told: str | None

    @property
    def ready(self) -> datetime:
        """When it may begin or go on."""
        return self.not_before or self.due


class Runs:
    """The runs of one store. Every method raises `StoreError` when the database can't do its part."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, run_id: int) -> Run:
        """The run with an id, which must be there."""
        with self._database.reading() as connection:
            return _run(connection.execute(select(runs).where(runs.c.id == run_id)).one())

    def newest(self, limit: int = 50, schedule: str | None = None) -> list[Run]:
        """The runs that were due last, the newest first; of one entry where it is named."""
        chosen = select(runs).where(*([runs.c.schedule == schedule] if schedule else []))
        with self._database.reading() as connection:
            rows = connection.execute(chosen.order_by(runs.c.due.desc(), runs.c.id.desc()).limit(limit)).all()
        return [_run(row) for row in rows]

    def open(self) -> list[Run]:
        """The runs that have not come to an end, in the order in which they may go on.

        Of the runs of one entry only the oldest is among them: it comes to its end before the next begins.
        """
        with self._database.reading() as connection:
            rows = connection.execute(select(runs).where(runs.c.state.in_(OPEN)).order_by(runs.c.due, runs.c.id)).all()
        oldest: dict[str, Run] = {}
        for row in rows:
            oldest.setdefault(row.schedule, _run(row))
        return sorted(oldest.values(), key=lambda run: (run.ready, run.id))

    def under_way(self) -> list[int]:
        """The ids of the runs that are said to be under way."""
        with self._database.reading() as connection:
            return list(connection.scalars(select(runs.c.id).where(runs.c.state == RunState.RUNNING)))

    def audits_of_others(self, run_id: int) -> set[str]:
        """The audits that runs but this one work on, or worked on."""
        others = select(runs.c.audit).where(runs.c.id != run_id, runs.c.audit.is_not(None))
        with self._database.reading() as connection:
            return set(connection.scalars(others))

    def ask(self, schedule: str, asked_by: str | None = None) -> Run:
        """Ask for a run of an entry now; another one asked for in the same second is that one."""
        with self._database.writing() as connection:
            now = datetime.now(UTC).replace(microsecond=0)
            if plan_run(connection, schedule, now, asked_by=asked_by or SERVICE):
                write_entry(connection, "schedule.run", {"name": schedule}, asked_by, now)
            chosen = select(runs).where(runs.c.schedule == schedule, runs.c.due == now)
            return _run(connection.execute(chosen).one())

    def begin(self, run_id: int) -> Run:
        """Note that a run is under way, from now or again."""
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            before = _run(connection.execute(select(runs).where(runs.c.id == run_id)).one())
            changes = {"state": RunState.RUNNING, "started": before.started or now, "not_before": None}
            return _changed(connection, run_id, changes)

    def note_audit(self, run_id: int, audit: str) -> None:
        """Note which audit a run works on."""
        with self._database.writing() as connection:
            _changed(connection, run_id, {"audit": audit})

    def rest(self, run_id: int, until: datetime, told: str) -> Run:
        """A run rests until a moment; that is no failure."""
        with self._database.writing() as connection:
            changes = {"state": RunState.WAITING, "not_before": until, "told": told[:LONGEST_TOLD], "attempts": 0}
            return _changed(connection, run_id, changes)

    def finish(self, run_id: int, told: str | None = None) -> Run:
        """A run came to its end."""
        with self._database.writing() as connection:
            changes = {"state": RunState.FINISHED, "finished": datetime.now(UTC), "told": told, "attempts": 0}
            return _changed(connection, run_id, changes)

    def fail(self, run_id: int, told: str, settings: ScheduleSettings) -> Run:
        """A run failed: it is tried again after a while, or given up after too many failures in a row."""
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            before = _run(connection.execute(select(runs).where(runs.c.id == run_id)).one())
            attempts = before.attempts + 1
            changes: dict[str, Any] = {"attempts": attempts, "told": told[:LONGEST_TOLD]}
            if attempts >= settings.attempts:
                changes |= {"state": RunState.FAILED, "finished": now}
            else:
                changes |= {"state": RunState.WAITING, "not_before": now + settings.pause_after(attempts)}
            return _changed(connection, run_id, changes)

    def take_over(self, told: str, mine: Collection[int] = ()) -> list[int]:
        """Runs that are said to be under way, though whoever saw to them is gone, are to go on; their ids.

        `mine` are those that really are.
        """
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            orphans = runs.c.state == RunState.RUNNING, runs.c.id.not_in(mine)
            found = list(connection.scalars(select(runs.c.id).where(*orphans)))
            changes = {"state": RunState.WAITING, "not_before": now, "told": told}
            connection.execute(update(runs).where(*orphans).values(changes))
            return found


def plan_run(
    connection: Connection,
    schedule: str,
    due: datetime,
    *,
    asked_by: str = SERVICE,
    not_before: datetime | None = None,
    missed: str | None = None,
) -> bool:
    """Write a run down, once for each entry and time; whether it was not there yet.

    One that is written down as `missed` (why) is not going to run.
    """
    over = {"state": RunState.MISSED, "finished": datetime.now(UTC), "told": missed}
    new = {"state": RunState.PLANNED} if missed is None else over
    row = _INSERTS[connection.dialect.name](runs).values(
        schedule=schedule, due=due, asked_by=asked_by, attempts=0, not_before=not_before, **new
    )
    once = row.on_conflict_do_nothing(index_elements=["schedule", "due"]).returning(runs.c.id)
    return connection.scalar(once) is not None


def miss_unbegun(connection: Connection, schedule: str, before: datetime, told: str) -> None:
    """Note that runs which the service planned before a moment and never began are missed."""
    unbegun = (
        runs.c.schedule == schedule,
        runs.c.due < before,
        runs.c.state == RunState.PLANNED,
        runs.c.asked_by == SERVICE,
    )
    over = {"state": RunState.MISSED, "finished": datetime.now(UTC), "told": told}
    connection.execute(update(runs).where(*unbegun).values(over))


def drop_runs(connection: Connection, schedule: str, now: datetime, told: str) -> None:
    """Give up the runs of an entry that are planned or wait."""
    idle = runs.c.schedule == schedule, runs.c.state.in_((RunState.PLANNED, RunState.WAITING))
    over = {"state": RunState.DROPPED, "finished": now, "told": told}
    connection.execute(update(runs).where(*idle).values(over))


def hasten_runs(connection: Connection, now: datetime) -> None:
    """Let the runs that wait go on now; one that has nothing to do yet rests again."""
    later = runs.c.state == RunState.WAITING, runs.c.not_before > now
    connection.execute(update(runs).where(*later).values(not_before=now))


def _changed(connection: Connection, run_id: int, changes: dict[str, Any]) -> Run:
    connection.execute(update(runs).where(runs.c.id == run_id).values(changes))
    return _run(connection.execute(select(runs).where(runs.c.id == run_id)).one())


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)
    return Run(**{**values, "state": RunState(row.state)})
