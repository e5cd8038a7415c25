"""Audits as rows are read: what one says of itself, and what it planned."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from agent.store.audit import Audit, AuditStatus, Kind
from agent.store.errors import StoreError, Text
from agent.store.records import read_contents
from agent.store.schema import audits, tasks
from checks.facts import Tier
from policies.judge import Waiver


def read_audit(connection: Connection, audit_id: str) -> Audit:
    row = connection.execute(select(audits).where(audits.c.id == audit_id)).one_or_none()
    if row is None:
        raise StoreError(Text.NO_AUDIT, audit=audit_id)
    return Audit(
        id=row.id,
        inventory=row.inventory,
        inventory_digest=row.inventory_digest,
        province=row.province,
        profile=row.profile,
        law_date=row.law_date,
        checks=tuple(row.checks),
        status=AuditStatus(row.status),
        started=row.started,
        finished=row.finished,
        vantage=row.vantage,
        agencies=read_contents(connection, [row.agencies])[row.agencies],
        waivers=[Waiver(**{**waiver, "until": date.fromisoformat(waiver["until"])}) for waiver in row.waivers],
        load=row.load,
        tier=tier_of(row),
        asked=row.options.get("asked", ""),
        kind=Kind(row.kind),
        interruptions=tuple(row.interruptions),
        group=row.options.get("group", ""),
    )


def tier_of(row: Any) -> Tier:
    """Audits from before there were tiers looked at the versions and one cipher suite of each: they were quick."""
    tier: Tier = row.options.get("tier", "quick")
    return tier


def read_subjects(connection: Connection, audit_id: str, *which: ColumnElement[bool]) -> list[str]:
    """What an audit planned, in that order: all, or that of which the tasks are so."""
    planned = select(tasks.c.portal, tasks.c.position).where(tasks.c.audit == audit_id, *which)
    return list(connection.scalars(planned.distinct().order_by(tasks.c.position)))
