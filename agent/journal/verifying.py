"""Tells whether the journal is whole: every entry there, unchanged, and bound to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from agent.journal.entry import FIRST, Entry, Head
from agent.store.service_schema import journal
from agent.store.signs import read_sign

SIGN = "journal"
"""The sign of life that repeats the head, so that entries cut off the end are missed."""


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
        for row in connection.execute(select(journal).order_by(journal.c.number)):
            entry = Entry(row.number, row.at, row.actor, row.act, row.details, row.previous, row.hash)
            why = _break(entry, head, noted)
            if why is not None:
                return Broken(head.number + 1, why)
            head = Head(entry.number, entry.hash)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Broken(head.number + 1, Why.UNREADABLE)
    sign = read_sign(connection, SIGN)
    told = sign.value.get("number") if sign and isinstance(sign.value, dict) else 0
    last = max([number for number in (told, *noted) if isinstance(number, int)], default=0)
    return Broken(head.number + 1, Why.CUT) if last > head.number else Verified(head)


def _break(entry: Entry, head: Head, noted: dict[int, str]) -> Why | None:
    if entry.number != head.number + 1:
        return Why.MISSING
    if entry.hash != entry.due_hash:
        return Why.CHANGED
    if entry.previous != head.hash:
        return Why.UNLINKED
    return Why.OTHER if noted.get(entry.number, entry.hash) != entry.hash else None
