"""The looks that are owed: portals of an audit that were looked at, and are looked at again before they are judged.

Nothing of them is told until then: their records are kept, and are read by `read_looked` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, delete, insert, select

from agent.store.schema import observations, other_looks, portal_records
from agent.store.service_schema import second_looks


@dataclass(frozen=True, slots=True)
class Owed:
    """Another look that is owed. `why` is `confirm` (a failure) or `unreached`; it is not taken before `due`, and
    `attempt` counts the looks that were owed for the same reason, this one included."""

    why: str
    due: datetime
    attempt: int


def write_owed(connection: Connection, audit: str, portal: str, owed: Owed) -> None:
    """Note that a portal, whose record is stored, is owed another look."""
    row = {"audit": audit, "portal": portal, "why": owed.why, "due": owed.due, "attempt": owed.attempt}
    connection.execute(insert(second_looks), row)


def read_owed(connection: Connection, audit: str) -> Mapping[str, Owed]:
    """URL of every portal that is owed another look → that look."""
    rows = connection.execute(select(second_looks).where(second_looks.c.audit == audit))
    return {row.portal: Owed(row.why, row.due, row.attempt) for row in rows}


def forget_looked(connection: Connection, audit: str, portal: str) -> None:
    """Remove what is stored of a portal that was owed another look: all of its looks are about to be stored as one."""

    def forgotten(table: Table) -> int:
        return connection.execute(delete(table).where(table.c.audit == audit, table.c.portal == portal)).rowcount

    if forgotten(second_looks):
        for table in (other_looks, observations, portal_records):
            forgotten(table)
