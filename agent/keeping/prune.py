"""Removes the details of audits: what was seen of each portal, and the verdicts. Their counts and findings stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from agent.journal import SERVICE, write_entry
from agent.store.audit import AuditStatus, Kind
from agent.store.engine import Database
from agent.store.history import keep_counts, parts, uncounted
from agent.store.schema import audits, observations, other_looks, portal_records, tasks, verdicts
from agent.store.service_schema import second_looks
from reports.wording import ZONE

_PORTALS = 50
"""Portals whose rows are removed in one transaction, for an audit may be waiting to save."""


def too_old(connection: Connection, before: datetime) -> list[str]:
    """Ids of the audits that began before a moment and whose details are to go.

    The last finished audit of each month in Vietnam keeps them, and so does the newest of each province.
    """
    combined = parts(connection)
    lasting: dict[tuple[str, str], str] = {}
    old = []
    for row in connection.execute(
        select(audits).where(audits.c.pruned.is_(None)).order_by(audits.c.started, audits.c.id)
    ):
        if row.status == AuditStatus.FINISHED and row.kind == Kind.WHOLE and row.id not in combined:
            lasting[row.province, f"{row.started.astimezone(ZONE):%Y-%m}"] = row.id
        if row.started < before:
            old.append(row.id)
    return [audit for audit in old if audit not in set(lasting.values())]


def left_behind(connection: Connection) -> list[str]:
    """Ids of the audits whose details are gone in part: whoever removed them was killed."""
    left = select(tasks.c.audit).join(audits, audits.c.id == tasks.c.audit).where(audits.c.pruned.is_not(None))
    return list(connection.scalars(left.distinct()))


def prune_audit(database: Database, audit: str, now: datetime) -> None:
    """Remove the details of one audit; from the first step on it says that they are gone."""
    with database.writing() as connection:
        row = connection.execute(select(audits).where(audits.c.id == audit)).one()
        if row.pruned is None:
            if row.status == AuditStatus.FINISHED and uncounted(connection, [audit]):
                keep_counts(connection, audit)
            connection.execute(update(audits).where(audits.c.id == audit).values(pruned=now))
            write_entry(connection, "keep.prune", {"audit": audit}, SERVICE, now)
    while _remove_some(database, audit):
        pass
    with database.writing() as connection:
        connection.execute(delete(tasks).where(tasks.c.audit == audit))


def _remove_some(database: Database, audit: str) -> bool:
    with database.writing() as connection:
        some = select(portal_records.c.portal).where(portal_records.c.audit == audit).limit(_PORTALS)
        portals = list(connection.scalars(some))
        for table in (second_looks, verdicts, observations, other_looks, portal_records):
            connection.execute(delete(table).where(table.c.audit == audit, table.c.portal.in_(portals)))
    return bool(portals)
