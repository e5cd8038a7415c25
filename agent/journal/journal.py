"""Adds to the journal and reads it. Nothing in it is ever changed; the database refuses that, too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from agent.journal.actors import actor as this_actor
from agent.journal.entry import FIRST, Entry, Head, bounded, bounded_text, hash_of
from agent.journal.verifying import SIGN, Broken, Verified, verify_journal
from agent.store.engine import Database
from agent.store.service_schema import journal
from agent.store.signs import keep_sign


class Journal:
    """The journal in a database. Every method raises `StoreError` when the database can't do its part."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, act: str, details: Mapping[str, Any], actor: str | None = None) -> Entry:
        """Add what was just done; `actor` is who did it (`agent.journal.actor` unless told)."""
        with self._database.writing() as connection:
            return write_entry(connection, act, details, actor)

    def head(self) -> Head:
        """The last entry's number and hash."""
        with self._database.reading() as connection:
            return read_head(connection)

    def entries(self, last: int | None = None, act: str = "") -> list[Entry]:
        """The `last` entries (all of them by default) whose act begins with `act`, the oldest first."""
        with self._database.reading() as connection:
            newest = select(journal).where(journal.c.act.startswith(act, autoescape=True))
            rows = connection.execute(newest.order_by(journal.c.number.desc()).limit(last)).all()
            return [entry_of(row) for row in reversed(rows)]

    def verify(self, known: Head | None = None) -> Verified | Broken:
        """Whether the chain is whole, up to a head that was noted elsewhere too; see `verify_journal`."""
        with self._database.reading() as connection:
            return verify_journal(connection, known)


def write_entry(
    connection: Connection,
    act: str,
    details: Mapping[str, Any],
    actor: str | None = None,
    now: datetime | None = None,
) -> Entry:
    """Add an entry within an open `Database.writing()` transaction: it is there exactly when the act is.

    Hostile details are cut (`agent.journal.entry.bounded`); whoever shows them escapes them.
    """
    head = read_head(connection)
    number, at = head.number + 1, now or datetime.now(UTC)
    who, kept = bounded_text(actor or this_actor()), bounded(dict(details))
    digest = hash_of(number, at, who, act, kept, head.hash)
    entry = Entry(number, at, who, act, kept, head.hash, digest)
    connection.execute(
        insert(journal).values(number=number, at=at, actor=who, act=act, details=kept, previous=head.hash, hash=digest)
    )
    keep_sign(connection, SIGN, at, {"number": number, "hash": digest})
    return entry


def read_head(connection: Connection) -> Head:
    """The head as this transaction sees it."""
    last = select(journal.c.number, journal.c.hash).order_by(journal.c.number.desc()).limit(1)
    row = connection.execute(last).one_or_none()
    return Head(row.number, row.hash) if row else Head(0, FIRST)


def entry_of(row: Row[Any]) -> Entry:
    """The entry that a row of the table holds."""
    return Entry(row.number, row.at, row.actor, row.act, row.details, row.previous, row.hash)
