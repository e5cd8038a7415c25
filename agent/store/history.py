"""The audits before one, and how many verdicts of each outcome they came to: counted once, when an audit is finished.

A year of weekly audits has millions of verdicts; of each audit their counts are kept, by requirement and agency.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeAlias, TypeVar

from sqlalchemy import Connection, Select, case, delete, insert, select

from agent.store.audit import Audit, AuditStatus, Kind
from agent.store.findings import Finding, ends_of_looks, read_findings
from agent.store.schema import audits, contents, findings, portal_records, verdict_counts, verdicts
from checks.record import SYSTEM, system_key
from policies.changes import Key
from policies.verdict import Outcome

WEEK: Final = timedelta(days=7)

Counts: TypeAlias = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Requirement → outcome → agency ("" for portals of none) → how many verdicts."""

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Past(Generic[Cell]):
    """One earlier audit with its verdicts counted by cells of the asker's own making."""

    audit: Audit
    counts: Mapping[Cell, Mapping[Outcome, int]]


def parts(connection: Connection) -> set[str]:
    """Ids of the audits that another one here was combined from."""
    vantages = connection.scalars(select(audits.c.vantage))
    return {look["audit"] for vantage in vantages for look in vantage.get("vantages", ())}


def previous_id(connection: Connection, audit: Audit) -> str | None:
    """The last finished audit of the same province that began before this one; one of the same inventory file goes
    before one of another. It is of the same group of portals; what an audit here was combined from is left out, and so
    is one whose details went."""
    same_file = case((audits.c.inventory == audit.inventory, 0), else_=1)
    earlier = connection.execute(_earlier(audit).order_by(same_file, audits.c.started.desc()))
    combined = parts(connection)
    whole = (row for row in earlier if row.id not in combined and row.pruned is None)
    return next((row.id for row in whole if row.options.get("group", "") == audit.group), None)


def weekly_ids(connection: Connection, audit: Audit, weeks: int) -> list[str]:
    """One finished audit for each of the weeks before this one, oldest first; a week without any has none.

    Weeks are told by the nearest whole number of them before the start of `audit`. Of several in one week it is the
    one that asked most alike (profile, then inventory file, then checks), and of those the nearest to the week.
    """
    since = audit.started - (weeks + 0.5) * WEEK
    combined = parts(connection)
    chosen: dict[int, tuple[tuple[bool, bool, bool, timedelta], datetime, str]] = {}
    for row in connection.execute(_earlier(audit).where(audits.c.started > since).order_by(audits.c.id)):
        if row.id in combined or row.options.get("group", "") != audit.group:
            continue
        week = round((audit.started - row.started) / WEEK)
        unlike = (
            row.profile != audit.profile,
            row.inventory != audit.inventory,
            sorted(row.checks) != sorted(audit.checks),
            abs(audit.started - row.started - week * WEEK),
        )
        chosen[week] = min(chosen.get(week, (unlike, row.started, row.id)), (unlike, row.started, row.id))
    return [name for _, _, name in sorted(chosen.values(), key=lambda one: one[1:])]


def _earlier(audit: Audit) -> Select[tuple[Any, ...]]:
    """The finished audits of the same province that began before this one, without those that looked again at some."""
    return select(audits).where(
        audits.c.province == audit.province,
        audits.c.status == AuditStatus.FINISHED,
        audits.c.kind == Kind.WHOLE,
        audits.c.started < audit.started,
    )


def last_verdicts(
    connection: Connection, province: str, portals: Collection[str], checks: Collection[str]
) -> dict[Key, Outcome]:
    """What was last concluded of some portals by what rests on some checks: of each requirement in whichever finished
    audit of the province judged it there last, back to one that made all of the checks."""
    finished = (audits.c.province == province, audits.c.status == AuditStatus.FINISHED, audits.c.pruned.is_(None))
    newest = select(audits.c.id, audits.c.checks).where(*finished).order_by(audits.c.started.desc(), audits.c.id.desc())
    left = set(portals)
    found: dict[Key, Outcome] = {}
    for name, made in connection.execute(newest).all():
        rows = connection.execute(
            select(verdicts.c.portal, verdicts.c.requirement, verdicts.c.verdict).where(verdicts.c.audit == name)
        )
        seen = {(row.portal, row.requirement): Outcome(row.verdict) for row in rows if row.portal in left}
        found = seen | found
        if set(checks) <= set(made):
            left -= {portal for portal, _requirement in seen}
        if not left:
            break
    return found


def keep_counts(connection: Connection, audit_id: str) -> None:
    """Count the verdicts of an audit, each where `reports.model.AuditReport.counted` counts it, and keep the counts.

    That is at the portals, and at a system what no portal of it was judged on.
    """
    owner: dict[str, str] = {}
    system: dict[str, str] = {}
    places = select(portal_records.c.portal, contents.c.body).join(
        contents, contents.c.sha256 == portal_records.c.context
    )
    for row in connection.execute(places.where(portal_records.c.audit == audit_id)):
        owner[row.portal] = row.body.get("agency_id") or ""
        if row.body.get("system") and not row.portal.startswith(SYSTEM):
            system[row.portal] = system_key(row.body["system"])
    judged = connection.execute(
        select(verdicts.c.portal, verdicts.c.requirement, verdicts.c.verdict).where(verdicts.c.audit == audit_id)
    ).all()
    told = {(system.get(row.portal), row.requirement) for row in judged}
    counts: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for place, requirement, outcome in judged:
        if (place, requirement) not in told:
            counts[requirement][outcome][owner[place]] += 1
    connection.execute(delete(verdict_counts).where(verdict_counts.c.audit == audit_id))
    kept = json.dumps(counts, sort_keys=True, separators=(",", ":"))
    connection.execute(insert(verdict_counts), {"audit": audit_id, "counts": kept})


def uncounted(connection: Connection, audit_ids: Collection[str]) -> list[str]:
    """Those of the audits that were finished before counts were kept."""
    known = set(connection.scalars(select(verdict_counts.c.audit).where(verdict_counts.c.audit.in_(audit_ids))))
    return [name for name in audit_ids if name not in known]


def summed(
    connection: Connection, audit_id: str, cell_of: Callable[[str | None, str], Cell | None]
) -> dict[Cell, dict[Outcome, int]]:
    """The kept counts of an audit by what `cell_of` makes of agency and requirement; its None leaves them out."""
    counts: Counts = json.loads(
        connection.execute(select(verdict_counts.c.counts).where(verdict_counts.c.audit == audit_id)).scalar_one()
    )
    found: dict[Cell, dict[Outcome, int]] = {}
    for requirement, outcomes in counts.items():
        for told, agencies in outcomes.items():
            outcome = Outcome(told)
            for agency, count in agencies.items():
                cell = cell_of(agency or None, requirement)
                if cell is not None:
                    of_cell = found.setdefault(cell, {})
                    of_cell[outcome] = of_cell.get(outcome, 0) + count
    return found


def findings_as_of(connection: Connection, audit: Audit) -> list[Finding]:
    """The failures in the audit's province as this audit (with those that it was combined from), and those that began
    before it, saw them; of audits whose details went it is known when a failure was first seen.

    One that they saw again was fixed before, even where a re-check saw that which began later.
    """
    own = audits.c.id.in_([look["audit"] for look in audit.vantage.get("vantages", ())])
    began = select(audits.c.id).where(audits.c.province == audit.province, (audits.c.started <= audit.started) | own)
    known = list(connection.scalars(began.order_by(audits.c.started.desc(), audits.c.id.desc())))
    then = set(known)
    found = [one for one in read_findings(connection) if one.first_audit in then]
    seen_since = {(one.portal, one.requirement) for one in found if one.last_audit not in then}
    last = _last_seen(connection, known, seen_since) if seen_since else {}
    told = []
    back: set[Key] = set()
    for one in reversed(found):
        key = (one.portal, one.requirement)
        if key not in back:
            if one.last_audit not in then:
                when, name = last.get(key, (one.first_seen, one.first_audit))
                one = replace(one, last_seen=when, last_audit=name)
            if one.fixed_audit not in then:
                one = replace(one, fixed_at=None, fixed_audit=None)
        told.append(one)
        back.add(key)
    return told[::-1]


def once_fixed(connection: Connection, audit_id: str, since: str | None = None) -> set[Key]:
    """The failures of the portals that an audit looked at that were seen fixed by then; with `since` only what was seen
    fixed after the look of that audit. What counts is when the looks were taken: other audits may have come between."""
    looked = ends_of_looks(connection, audit_id)
    before = ends_of_looks(connection, since) if since else {}
    never = datetime.min.replace(tzinfo=UTC)
    rows = connection.execute(
        select(findings.c.portal, findings.c.requirement, findings.c.fixed_at).where(findings.c.fixed_at.is_not(None))
    )
    return {
        (portal, requirement)
        for portal, requirement, fixed in rows
        if portal in looked and before.get(portal, never) < fixed <= looked[portal]
    }


def _last_seen(
    connection: Connection, newest_first: Collection[str], wanted: set[Key]
) -> dict[Key, tuple[datetime, str]]:
    """When each of the failures was last seen in some audits, and in which."""
    left = set(wanted)
    found: dict[Key, tuple[datetime, str]] = {}
    fails = select(verdicts.c.portal, verdicts.c.requirement, portal_records.c.finished).join(
        portal_records,
        (portal_records.c.audit == verdicts.c.audit) & (portal_records.c.portal == verdicts.c.portal),
    )
    for name in newest_first:
        for row in connection.execute(fails.where(verdicts.c.audit == name, verdicts.c.verdict == Outcome.FAIL)):
            if (key := (row.portal, row.requirement)) in left:
                found[key] = (datetime.fromisoformat(row.finished), name)
                left.discard(key)
        if not left:
            break
    return found
