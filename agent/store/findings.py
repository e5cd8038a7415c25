"""Failures as intervals: a fail opens or extends one, only a fresh pass closes it, all else leaves it alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from agent.store.schema import audits, findings, other_looks, portal_records, verdicts
from policies.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A failure of one requirement at one portal (its URL), from the first audit that saw it to the one that saw
    it fixed. `fixed_at` is None while it is open; `reopened` says that the same failure had been fixed before."""

    portal: str
    requirement: str
    first_seen: datetime
    first_audit: str
    last_seen: datetime
    last_audit: str
    fixed_at: datetime | None
    fixed_audit: str | None
    reopened: bool

    @property
    def open(self) -> bool:
        """Whether no fresh pass has closed it yet."""
        return self.fixed_at is None


def update_findings(
    connection: Connection, audit: str, portal: str, when: datetime, verdicts: Iterable[Verdict]
) -> None:
    """Carry the verdicts of one look, made at `when`, into the intervals of its portal.

    A look older than what an interval already knows changes nothing: it is not fresh. A failure that a newer look,
    stored before, saw pass was fixed by that look.
    """
    rows = connection.execute(select(findings).where(findings.c.portal == portal).order_by(findings.c.id))
    latest = {row.requirement: row for row in rows}
    opened: dict[str, dict[str, Any]] = {}
    seen: list[dict[str, Any]] = []
    fixed: list[dict[str, Any]] = []
    for verdict in verdicts:
        known = latest.get(verdict.requirement)
        if known is not None and when <= max(known.last_seen, known.fixed_at or known.last_seen):
            continue
        is_open = known is not None and known.fixed_at is None
        if verdict.verdict is Outcome.FAIL and not is_open:
            opened[verdict.requirement] = {
                "portal": portal,
                "requirement": verdict.requirement,
                "first_seen": when,
                "first_audit": audit,
                "last_seen": when,
                "last_audit": audit,
                "fixed_at": None,
                "fixed_audit": None,
            }
        elif known is not None and is_open and verdict.verdict is Outcome.FAIL:
            seen.append({"known": known.id, "last_seen": when, "last_audit": audit})
        elif known is not None and is_open and verdict.verdict is Outcome.PASS:
            fixed.append({"known": known.id, "fixed_at": when, "fixed_audit": audit})
    if opened:
        for requirement, fix in _passes_since(connection, audit, portal, when, opened).items():
            opened[requirement] |= fix
    of_known = update(findings).where(findings.c.id == bindparam("known"))
    for statement, changes in ((insert(findings), [*opened.values()]), (of_known, seen), (of_known, fixed)):
        if changes:
            connection.execute(statement, changes)


def _passes_since(
    connection: Connection, audit: str, portal: str, when: datetime, requirements: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Requirement → the first fresh pass at a portal after a moment that another audit has stored already."""
    newer = audits.c.finished.is_(None) | (audits.c.finished > when)
    others = connection.scalars(select(audits.c.id).where(newer, audits.c.id != audit)).all()
    if not others:
        return {}
    rows = connection.execute(
        select(verdicts.c.audit, verdicts.c.requirement).where(
            verdicts.c.audit.in_(others),
            verdicts.c.portal == portal,
            verdicts.c.requirement.in_(requirements),
            verdicts.c.verdict == Outcome.PASS,
        )
    ).all()
    ends = {name: ends_of_looks(connection, name, portal)[portal] for name in {row.audit for row in rows}}
    found: dict[str, dict[str, Any]] = {}
    for name, requirement in sorted(rows, key=lambda row: ends[row.audit], reverse=True):
        if ends[name] > when:
            found[requirement] = {"fixed_at": ends[name], "fixed_audit": name}
    return found


def ends_of_looks(connection: Connection, audit: str, portal: str | None = None) -> dict[str, datetime]:
    """URL of each portal that an audit looked at, or key of each system → when its last look ended; of one alone where
    it is named."""
    found: dict[str, datetime] = {}
    for table in (portal_records, other_looks):
        one = [table.c.portal == portal] if portal is not None else []
        for url, finished in connection.execute(
            select(table.c.portal, table.c.finished).where(table.c.audit == audit, *one)
        ):
            ended = datetime.fromisoformat(finished)
            found[url] = max(found.get(url, ended), ended)
    return found


def read_findings(connection: Connection) -> list[Finding]:
    """Every interval, by portal and requirement, oldest first."""
    rows = connection.execute(select(findings).order_by(findings.c.portal, findings.c.requirement, findings.c.id))
    found: list[Finding] = []
    for row in rows:
        before = found[-1] if found else None
        reopened = before is not None and (before.portal, before.requirement) == (row.portal, row.requirement)
        found.append(
            Finding(
                portal=row.portal,
                requirement=row.requirement,
                first_seen=row.first_seen,
                first_audit=row.first_audit,
                last_seen=row.last_seen,
                last_audit=row.last_audit,
                fixed_at=row.fixed_at,
                fixed_audit=row.fixed_audit,
                reopened=reopened,
            )
        )
    return found
