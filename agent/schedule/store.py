"""The entries of the schedule in the database, as people add, change and pause them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Row, delete, insert, select, update

from agent.errors import InputError
from agent.journal import write_entry
from agent.schedule.entry import Entry, entry_of
from agent.service.runs import drop_runs
from agent.store.engine import Database
from agent.store.service_schema import schedules
from agent.texts import _

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An entry as it is kept; `changed` is when it was last added, changed, paused or resumed."""

    entry: Entry
    paused: bool
    changed: datetime


class NoEntryError(InputError):
    """There is no entry of a name."""


class Schedules:
    """The entries of one store. Every method raises `StoreError` when the database can't do its part."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told: set[tuple[str, datetime]] = set()

    def all(self) -> list[Scheduled]:
        """Every entry that can be read, by name; one that can't (of another version) is told in the log, once."""
        found = []
        with self._database.reading() as connection:
            rows = connection.execute(select(schedules).order_by(schedules.c.name)).all()
        for row in rows:
            try:
                found.append(_scheduled(row))
            except InputError as error:
                if (row.name, row.changed) in self._told:
                    continue
                self._told.add((row.name, row.changed))
                log.error("the schedule entry %s cannot be used: %s", row.name, error, extra={"schedule": row.name})
        return found

    def get(self, name: str) -> Scheduled:
        """The entry of a name; raises `NoEntryError` where there is none, `InputError` where it can't be read."""
        with self._database.reading() as connection:
            row = connection.execute(select(schedules).where(schedules.c.name == name)).one_or_none()
        if row is None:
            raise _nobody(name)
        return _scheduled(row)

    def add(self, entry: Entry, *, replace: bool = False) -> None:
        """Keep an entry; raises `InputError` where its name is taken, unless it is to `replace` that one."""
        with self._database.writing() as connection:
            known = connection.scalar(select(schedules.c.name).where(schedules.c.name == entry.name))
            if known and not replace:
                raise InputError(
                    _("there is an entry {name} already; name another, or change it with --replace").format(
                        name=entry.name
                    )
                )
            now = datetime.now(UTC)
            values = {"settings": entry.as_json(), "changed": now}
            if known:
                connection.execute(update(schedules).where(schedules.c.name == entry.name).values(values))
            else:
                connection.execute(insert(schedules).values(name=entry.name, paused=False, **values))
            write_entry(connection, "schedule.add", entry.as_json(), now=now)

    def remove(self, name: str) -> None:
        """Forget an entry and drop its runs that wait; one under way is finished, or dropped once it would wait.

        Raises `NoEntryError` for a stranger.
        """
        with self._database.writing() as connection:
            if not connection.execute(delete(schedules).where(schedules.c.name == name)).rowcount:
                raise _nobody(name)
            now = datetime.now(UTC)
            drop_runs(connection, name, now, _("its entry was removed from the schedule"))
            write_entry(connection, "schedule.remove", {"name": name}, now=now)

    def pause(self, name: str, paused: bool = True) -> None:
        """Let no run of an entry be due until it is resumed; what would have been due meanwhile is not made up for.

        Raises `NoEntryError` for a stranger.
        """
        with self._database.writing() as connection:
            now = datetime.now(UTC)
            chosen = update(schedules).where(schedules.c.name == name)
            if not connection.execute(chosen.values(paused=paused, changed=now)).rowcount:
                raise _nobody(name)
            write_entry(connection, "schedule.pause", {"name": name, "paused": paused}, now=now)


def _scheduled(row: Row[tuple[object, ...]]) -> Scheduled:
    return Scheduled(entry_of(row.settings), row.paused, row.changed)


def _nobody(name: str) -> NoEntryError:
    return NoEntryError(_("there is no entry {name}; 'tuanthu schedule list' names them all").format(name=name))
