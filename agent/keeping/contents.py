"""Collects the contents that nothing refers to any longer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, delete, exists, func, select

from agent.store.engine import Database
from agent.store.schema import audits, contents, observations, other_looks, portal_records, verdicts

_ROWS = 500
"""Rows removed in one transaction; SQLite bounds the variables of a statement."""
_REFERENCES = (
    audits.c.agencies,
    portal_records.c.context,
    portal_records.c.vantage,
    observations.c.sha256,
    other_looks.c.context,
    other_looks.c.vantage,
    verdicts.c.because,
)


def collect(database: Database) -> int:
    """Remove them; returns how many. What an audit stores in the meantime stays: it is looked for again each time."""
    counted = select(func.count()).select_from(other_looks)
    with database.reading() as connection:
        looks = connection.scalar(counted)
        named = {digest for facts in connection.scalars(select(other_looks.c.facts)) for _fact, digest in facts}
        unused = connection.scalars(select(contents.c.sha256).where(_unreferenced()))
        candidates = [digest for digest in unused if digest not in named]
    removed = 0
    for start in range(0, len(candidates), _ROWS):
        some = candidates[start : start + _ROWS]
        with database.writing() as connection:
            if connection.scalar(counted) != looks:
                break  # looks of other vantages name contents in a list, which was read before these came
            gone = connection.execute(delete(contents).where(contents.c.sha256.in_(some), _unreferenced()))
            removed += gone.rowcount
    return removed


def _unreferenced() -> ColumnElement[bool]:
    return and_(*(~exists().where(column == contents.c.sha256) for column in _REFERENCES))
