"""An audit and its tasks as rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, insert, select

from agent.store.audit import Audit, TaskStatus, new_id
from agent.store.records import keep_contents
from agent.store.schema import audits, tasks
from checks.observation import content_hash
from checks.record import SYSTEM, SYSTEM_CHECK


def insert_audit(connection: Connection, audit: Audit, subjects: Iterable[str], status: TaskStatus) -> Audit:
    """Write down an audit under a new id, with one task a portal (its URL) and check, each of that status.

    A system among the subjects (its `checks.record.system_key`) has one task: its papers.
    """
    audit_id = new_id(audit.started)
    while connection.scalar(select(audits.c.id).where(audits.c.id == audit_id)):
        audit_id = new_id(audit.started)
    agencies = [dict(agency) for agency in audit.agencies]
    agencies_hash = content_hash(agencies)
    keep_contents(connection, {agencies_hash: agencies})
    checks = sorted(audit.checks)
    connection.execute(
        insert(audits).values(
            id=audit_id,
            inventory=audit.inventory,
            inventory_digest=audit.inventory_digest,
            province=audit.province,
            profile=audit.profile,
            law_date=audit.law_date,
            checks=checks,
            status=audit.status,
            started=audit.started,
            finished=audit.finished,
            vantage=dict(audit.vantage),
            agencies=agencies_hash,
            waivers=audit.plan["waivers"],
            load=dict(audit.load),
            options={"tier": audit.tier, "asked": audit.asked, **({"group": audit.group} if audit.group else {})},
            kind=audit.kind,
            interruptions=[dict(each) for each in audit.interruptions],
        )
    )
    rows = [
        {"audit": audit_id, "portal": subject, "check": check, "position": position, "status": status}
        for position, subject in enumerate(subjects)
        for check in ([SYSTEM_CHECK] if subject.startswith(SYSTEM) else checks)
    ]
    if rows:
        connection.execute(insert(tasks), rows)
    return replace(audit, id=audit_id)
