"""Stores with years of audits, and what is in them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from agent.store import Audit, Store
from agent.store.schema import contents, observations, other_looks, portal_records, tasks, verdicts
from policies.verdict import Outcome
from tests.agent.store.made import WEEK, WWW, planned, record, verdict

NOW = dt.datetime(2026, 11, 23, 3, 30, tzinfo=dt.UTC)


def weekly(store: Store, weeks: int, newest: dt.datetime = NOW) -> list[Audit]:
    """An audit for each of some weeks up to `newest`, oldest first; each sees something that no other does, and the
    portal fails in all but the last."""
    found = []
    for week in reversed(range(weeks)):
        when = newest - week * WEEK
        audit = planned(store, when)
        outcome = Outcome.FAIL if week else Outcome.PASS
        store.save_portal(audit.id, record(WWW, when, week=f"{when:%d/%m/%Y}"), [verdict(outcome)])
        found.append(store.finish_audit(audit.id, complete=True, load={"connections": 1}))
    return found


def rows(store: Store, audit: Audit) -> int:
    """How many rows of details an audit has."""
    tables = (tasks, portal_records, observations, other_looks, verdicts)
    with store.database.reading() as connection:
        return sum(
            connection.scalar(select(func.count()).select_from(table).where(table.c.audit == audit.id)) or 0
            for table in tables
        )


def stored_contents(store: Store) -> set[str]:
    """The hash of every content in the store."""
    with store.database.reading() as connection:
        return set(connection.scalars(select(contents.c.sha256)))
