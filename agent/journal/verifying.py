"""Tells whether the journal is whole: every entry there, unchanged, and bound to the one before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import DataError, DBAPIError

from agent.journal.entry import FIRST, Entry, Head
from agent.store.service_schema import journal
from agent.store.signs import read_sign

SIGN = "journal"
"""The sign of life that repeats the head, so that entries cut off the end are missed."""


_UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)
_AT_ONCE = 500
"""Entries read at once; where they can't be, one by one, so that the one at fault is told."""


class Why(StrEnum):
    """What is wrong with the journal at an entry."""

    MISSING = "missing"
    CHANGED = "changed"
    UNLINKED = "unlinked"
    UNREADABLE = "unreadable"
    CUT = "cut"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verified:
    """The chain is whole, up to this head."""

    head: Head


@dataclass(frozen=True, slots=True)
class Broken:
    """The chain is whole before the entry `number`, and not there: the entry is `missing`, was `changed`, is `unlinked`
    from the one before or `unreadable`; the journal was `cut` off there; or the entry is an `other` one than was noted.
    """

    number: int
    why: Why


def verify_journal(connection: Connection, known: Head | None = None) -> Verified | Broken:
    """Recompute the chain from the first entry; the first break is told.

    `known` is a head that was noted elsewhere (a backup, a paper): whoever can write to the database can make a new
    chain, but not one that leads through it. Within the database only a cut without care is found.
    """
    head, noted = Head(0, FIRST), {known.number: known.hash} if known and known.number else {}
    try:
        for row in _rows(connection):
            entry = Entry(row.number, row.at, row.actor, row.act, row.details, row.previous, row.hash)
            why = _break(entry, head, noted)
            if why is not None:
                return Broken(head.number + 1, why)
            head = Head(entry.number, entry.hash)
        sign = read_sign(connection, SIGN)
    except _UNREADABLE:
        return Broken(head.number + 1, Why.UNREADABLE)
    told = sign.value.get("number") if sign and isinstance(sign.value, dict) else 0
    last = max([number for number in (told, *noted) if isinstance(number, int)], default=0)
    return Broken(head.number + 1, Why.CUT) if last > head.number else Verified(head)


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    """Every entry in order; raises `ValueError` and the like at one that can't be read, after those before it."""
    at_once, query = _AT_ONCE, select(journal).order_by(journal.c.number)
    asked = query
    while True:
        try:
            rows = connection.execute(asked.limit(at_once)).all()
        except (DBAPIError, *_UNREADABLE) as error:
            if isinstance(error, DBAPIError) and not _is_of_a_row(error):
                raise
            if at_once == 1:
                raise ValueError("an entry that the driver can't read") from error
            at_once = 1
            continue
        yield from rows
        if len(rows) < at_once:
            return
        asked = query.where(journal.c.number > rows[-1].number)


def _is_of_a_row(error: DBAPIError) -> bool:
    """Whether the driver was given something that no value of ours can be: a time beyond all years, a broken text."""
    told = error.orig
    return isinstance(error, DataError) or (isinstance(told, sqlite3.Error) and not hasattr(told, "sqlite_errorname"))


def _break(entry: Entry, head: Head, noted: dict[int, str]) -> Why | None:
    if entry.number != head.number + 1:
        return Why.MISSING
    if entry.hash != entry.due_hash:
        return Why.CHANGED
    if entry.previous != head.hash:
        return Why.UNLINKED
    return Why.OTHER if noted.get(entry.number, entry.hash) != entry.hash else None
