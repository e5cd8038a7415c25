"""Signs of life: when something was last so, with what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from agent.store.service_schema import signs_of_life

_UPSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Sign:
    """What was last told under a name, and when."""

    at: datetime
    value: Any


def keep_sign(connection: Connection, name: str, at: datetime, value: object) -> None:
    """Write a sign down in place of the one before."""
    row = _UPSERTS[connection.dialect.name](signs_of_life).values(name=name, at=at, value=value)
    new = {"at": row.excluded.at, "value": row.excluded.value}
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=new))


def read_sign(connection: Connection, name: str) -> Sign | None:
    """The last sign of a name; None before the first."""
    row = connection.execute(select(signs_of_life).where(signs_of_life.c.name == name)).one_or_none()
    return Sign(row.at, row.value) if row else None
