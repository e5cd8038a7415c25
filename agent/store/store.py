"""The store: plans audits, keeps what was seen and concluded of each portal, and answers for all of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, select, update

from agent.store.audit import Audit, AuditStatus, Kind, TaskStatus
from agent.store.engine import Database
from agent.store.errors import StoreError, Text
from agent.store.findings import Finding, read_findings, update_findings
from agent.store.history import (
    Cell,
    Past,
    findings_as_of,
    keep_counts,
    parts,
    previous_id,
    summed,
    uncounted,
    weekly_ids,
)
from agent.store.other_looks import read_other_looks, write_other_looks
from agent.store.planning import insert_audit
from agent.store.records import (
    read_contents,
    read_records,
    read_verdicts,
    write_record,
    write_verdicts,
)
from agent.store.schema import audits, findings, tasks
from checks.facts import Tier
from checks.record import PortalRecord
from policies.changes import Key
from policies.judge import Waiver
from policies.verdict import Verdict

if TYPE_CHECKING:
    from agent.auditing.plan import Plan
    from checks.vantage import Vantage

LATEST = "latest"
"""What people may write for the id of the newest audit."""


class Store:
    """Audits in a database. Every method raises `StoreError` when the database can't do its part.

    One store may be used by several threads; each call is a transaction of its own.
    """

    def __init__(self, url: str, create: bool = True) -> None:
        """Open `sqlite:///path` or `postgresql://…`; without `create` a missing SQLite file is an error."""
        self.database = Database(url, create)
        """What other parts of the service keep their own tables in."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back."""
        self.database.close()

    def begin(
        self,
        plan: Plan,
        vantage: Vantage,
        *,
        resume: bool = False,
        any_law_date: bool = False,
        any_tier: bool = False,
    ) -> Audit:
        """The audit to work on: with `resume` the newest unfinished one that asks the same, else a new one.

        With `any_law_date` the one to go on with may judge by the law of another day than the plan, with `any_tier`
        it may look in another tier.
        """
        inventory, profile = plan.inventory, plan.profile.name
        law_date, tier = None if any_law_date else plan.law_date, None if any_tier else plan.tier
        audit = self.unfinished_audit(inventory.digest, profile, law_date, plan.checks, tier) if resume else None
        audit = audit or self.plan_audit(
            inventory=str(inventory.path),
            inventory_digest=inventory.digest,
            province=inventory.province.name,
            profile=profile,
            law_date=plan.law_date,
            checks=plan.checks,
            tier=plan.tier,
            subjects=plan.subjects,
            vantage=vantage.as_json(),
            agencies=[
                {
                    "id": agency.id,
                    "name": agency.name,
                    "kind": agency.kind,
                    "parent_id": parent.id if parent else None,
                    "contact": agency.contact.model_dump(exclude_none=True) if agency.contact else None,
                }
                for agency in inventory.all_agencies
                for parent in [inventory.parent(agency.id)]
            ],
            now=datetime.now(UTC),
            waivers=plan.waivers,
            asked=inventory.asked,
        )
        with self.database.writing() as connection:
            return _changed(connection, audit.id, status=AuditStatus.RUNNING, finished=None)

    def plan_audit(
        self,
        *,
        inventory: str,
        inventory_digest: str,
        province: str,
        profile: str,
        law_date: date,
        checks: Collection[str],
        tier: Tier,
        subjects: Sequence[str],
        vantage: Mapping[str, Any],
        agencies: Sequence[Mapping[str, Any]],
        now: datetime,
        waivers: Sequence[Waiver] = (),
        asked: str = "",
    ) -> Audit:
        """Write down what is to be looked at (`agent.auditing.plan.Plan.subjects`), one task for each and check, before
        anything is."""
        audit = Audit(
            id="",
            inventory=inventory,
            inventory_digest=inventory_digest,
            province=province,
            profile=profile,
            law_date=law_date,
            checks=tuple(checks),
            status=AuditStatus.PLANNED,
            started=now,
            finished=None,
            vantage=vantage,
            agencies=agencies,
            waivers=waivers,
            load={},
            tier=tier,
            asked=asked,
        )
        with self.database.writing() as connection:
            return _audit(connection, insert_audit(connection, audit, subjects, TaskStatus.PLANNED).id)

    def keep_audit(self, audit: Audit, judged: Sequence[tuple[PortalRecord, Sequence[Verdict]]]) -> Audit:
        """Store an audit that is complete as it stands, with all of its portals, under an id of its own.

        All or nothing: a reader, and an audit that is resumed, never meets a part of it.
        """
        with self.database.writing() as connection:
            urls = [record.portal["url"] for record, _verdicts in judged]
            finished = replace(audit, status=AuditStatus.FINISHED)
            kept = insert_audit(connection, finished, urls, TaskStatus.DONE)
            for record, verdicts in judged:
                write_record(connection, kept.id, record)
                write_other_looks(connection, kept.id, record)
                write_verdicts(connection, kept.id, record.portal["url"], verdicts)
                latest = max(datetime.fromisoformat(look.finished) for look in record.looks)
                update_findings(connection, kept.id, record.portal["url"], latest, verdicts)
            keep_counts(connection, kept.id)
            return _audit(connection, kept.id)

    def unfinished_audit(
        self, inventory_digest: str, profile: str, law_date: date | None, checks: Collection[str], tier: Tier | None
    ) -> Audit | None:
        """The newest audit that asks exactly this and did not finish; None stands for any law date and any tier."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(audits)
                .where(
                    audits.c.status != AuditStatus.FINISHED,
                    audits.c.inventory_digest == inventory_digest,
                    audits.c.profile == profile,
                    *([audits.c.law_date == law_date] if law_date else []),
                )
                .order_by(audits.c.started.desc(), audits.c.id.desc())
            ).all()
            same = (row.id for row in rows if row.checks == sorted(checks) and tier in (None, _tier(row)))
            found = next(same, None)
            return _audit(connection, found) if found else None

    def remaining(self, audit_id: str) -> list[str]:
        """What is not stored yet, in the order of the plan: URLs of portals, keys of systems."""
        with self.database.reading() as connection:
            left = (
                select(tasks.c.portal, tasks.c.position)
                .where(tasks.c.audit == audit_id, tasks.c.status != TaskStatus.DONE)
                .distinct()
                .order_by(tasks.c.position)
            )
            return list(connection.scalars(left))

    def fail_portal(self, audit_id: str, portal: str, error: str) -> None:
        """Note that we failed at a portal; it remains to be looked at."""
        readable = error.replace("\0", "�").encode("utf-8", "replace").decode()
        with self.database.writing() as connection:
            now = datetime.now(UTC)
            _set_task(connection, audit_id, portal, status=TaskStatus.FAILED, finished=now, error=readable)

    def save_portal(self, audit_id: str, record: PortalRecord, verdicts: Sequence[Verdict]) -> None:
        """Store a portal's record, its verdicts and what they mean for its findings, all or nothing.

        Raises `StoreError` for a portal that is not planned or is stored already.
        """
        portal = record.portal["url"]
        finished = datetime.fromisoformat(record.finished)
        with self.database.writing() as connection:
            _set_task(
                connection,
                audit_id,
                portal,
                status=TaskStatus.DONE,
                started=datetime.fromisoformat(record.started),
                finished=finished,
                error=None,
            )
            write_record(connection, audit_id, record)
            write_verdicts(connection, audit_id, portal, verdicts)
            update_findings(connection, audit_id, portal, finished, verdicts)

    def finish_audit(self, audit_id: str, *, complete: bool, load: Mapping[str, int]) -> Audit:
        """Close an audit: finished when `complete`, else interrupted and ready to be resumed.

        `load` is what this run asked of the network; a resumed audit adds it to what the runs before did.
        """
        status = AuditStatus.FINISHED if complete else AuditStatus.INTERRUPTED
        with self.database.writing() as connection:
            before = _audit(connection, audit_id).load
            total = {name: before.get(name, 0) + load.get(name, 0) for name in [*before, *load]}
            if complete:
                keep_counts(connection, audit_id)
            return _changed(connection, audit_id, status=status, finished=datetime.now(UTC), load=total)

    def audit(self, name: str) -> Audit:
        """The audit with an id, with an id that begins so, or the newest for `latest`.

        What an audit here was combined from is not the newest: the combined one stands for it. Raises `StoreError`
        where there is none, or more than one.
        """
        with self.database.reading() as connection:
            newest = select(audits.c.id).order_by(audits.c.started.desc(), audits.c.id.desc())
            if name == LATEST:
                combined = parts(connection)
                found = [id_ for id_ in connection.scalars(newest) if id_ not in combined][:1]
                if not found:
                    raise StoreError(Text.NO_AUDITS)
            else:
                found = list(connection.scalars(newest.where(audits.c.id.startswith(name, autoescape=True)).limit(2)))
                found = [name] if name in found else found
            if len(found) != 1:
                raise StoreError(Text.MANY_AUDITS if found else Text.NO_AUDIT, audit=name)
            return _audit(connection, found[0])

    def audits(self) -> list[Audit]:
        """Every audit, the newest first."""
        with self.database.reading() as connection:
            newest = select(audits.c.id).order_by(audits.c.started.desc(), audits.c.id.desc())
            return [_audit(connection, found) for found in list(connection.scalars(newest))]

    def previous_audit(self, audit_id: str) -> Audit | None:
        """The last finished audit of the same province that began before this one.

        One of the same inventory file goes before one of another; what an audit here was combined from is left out.
        """
        with self.database.reading() as connection:
            found = previous_id(connection, _audit(connection, audit_id))
            return _audit(connection, found) if found else None

    def history(self, audit_id: str, weeks: int, cell_of: Callable[[str | None, str], Cell | None]) -> list[Past[Cell]]:
        """At most one finished audit of the same province for each week before this one, oldest first, with its
        verdicts counted by what `cell_of` makes of agency (None for portals of none) and requirement."""
        with self.database.reading() as connection:
            chosen = weekly_ids(connection, _audit(connection, audit_id), weeks)
            left = uncounted(connection, chosen)
        if left:
            with self.database.writing() as connection:
                for name in left:
                    keep_counts(connection, name)
        with self.database.reading() as connection:
            return [Past(_audit(connection, name), summed(connection, name, cell_of)) for name in chosen]

    def findings_as_of(self, audit_id: str) -> list[Finding]:
        """Every failure in the audit's province as it was known when this audit ended: a later fix is not known yet."""
        with self.database.reading() as connection:
            return findings_as_of(connection, _audit(connection, audit_id))

    def records(self, audit_id: str) -> list[PortalRecord]:
        """What was seen of every portal that was looked at, as it was saved, in the order of the plan."""
        with self.database.reading() as connection:
            others = read_other_looks(connection, audit_id)
            records = read_records(connection, audit_id)
        return [replace(record, also=others[record.portal["url"]]) for record in records] if others else records

    def verdicts(self, audit_id: str) -> dict[str, list[Verdict]]:
        """URL of every portal that was looked at → what was concluded, as it was saved."""
        with self.database.reading() as connection:
            return read_verdicts(connection, audit_id)

    def systems(self, audit_id: str) -> list[tuple[PortalRecord, list[Verdict]]]:
        """What the papers of every information system showed, and what was concluded, in the order of the plan."""
        with self.database.reading() as connection:
            judged = read_verdicts(connection, audit_id, of_systems=True)
            records = read_records(connection, audit_id, of_systems=True)
        return [(record, judged[record.portal["url"]]) for record in records]

    def findings(self) -> list[Finding]:
        """Every failure ever seen, as intervals, by portal and requirement, oldest first."""
        with self.database.reading() as connection:
            return read_findings(connection)

    def once_fixed(self, audit_id: str) -> set[Key]:
        """The failures that this audit, or one that began before it, saw fixed."""
        with self.database.reading() as connection:
            until = _audit(connection, audit_id).started
            rows = connection.execute(
                select(findings.c.portal, findings.c.requirement)
                .join(audits, audits.c.id == findings.c.fixed_audit)
                .where(audits.c.started <= until)
            )
            return {(row.portal, row.requirement) for row in rows}


def _set_task(connection: Connection, audit_id: str, portal: str, **values: Any) -> None:
    """Change the tasks of a portal; raises `StoreError` where it has none, or has them done."""
    mine = (tasks.c.audit == audit_id) & (tasks.c.portal == portal)
    changed = connection.execute(update(tasks).where(mine, tasks.c.status != TaskStatus.DONE).values(values))
    if changed.rowcount == 0:
        planned = connection.scalar(select(tasks.c.status).where(mine).limit(1))
        raise StoreError(Text.SAVED_TWICE if planned else Text.NOT_PLANNED, portal=portal, audit=audit_id)


def _changed(connection: Connection, audit_id: str, **values: Any) -> Audit:
    connection.execute(update(audits).where(audits.c.id == audit_id).values(values))
    return _audit(connection, audit_id)


def _audit(connection: Connection, audit_id: str) -> Audit:
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
        tier=_tier(row),
        asked=row.options.get("asked", ""),
        kind=Kind(row.kind),
        interruptions=row.interruptions,
    )


def _tier(row: Any) -> Tier:
    """Audits from before there were tiers looked at the versions and one cipher suite of each: they were quick."""
    tier: Tier = row.options.get("tier", "quick")
    return tier
