"""The store: plans audits, and keeps what was seen and concluded of each portal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from agent.auditing.load import joined
from agent.store.archive import Archive
from agent.store.audit import Audit, AuditStatus, Interruption, Kind, TaskStatus
from agent.store.errors import StoreError, Text
from agent.store.findings import update_findings
from agent.store.history import (
    keep_counts,
)
from agent.store.other_looks import write_other_looks
from agent.store.planning import insert_audit
from agent.store.records import (
    write_record,
    write_verdicts,
)
from agent.store.rows import read_audit, read_subjects, tier_of
from agent.store.schema import audits, tasks
from agent.store.second_looks import Owed, forget_looked, write_owed
from checks.facts import Tier
from checks.record import PortalRecord
from policies.judge import Waiver
from policies.verdict import Verdict

if TYPE_CHECKING:
    from agent.auditing.plan import Plan
    from checks.vantage import Vantage


class Store(Archive):
    """A database of audits, to be added to."""

    def begin(
        self,
        plan: Plan,
        vantage: Vantage,
        *,
        resume: bool = False,
        any_law_date: bool = False,
        any_tier: bool = False,
        kind: Kind = Kind.WHOLE,
    ) -> Audit:
        """The audit to work on, not taken up yet: with `resume` the newest unfinished one that asks the same of the
        same, else a new one.

        With `any_law_date` the one to go on with may judge by the law of another day than the plan, with `any_tier`
        it may look in another tier.
        """
        inventory, profile = plan.inventory, plan.profile.name
        law_date, tier = None if any_law_date else plan.law_date, None if any_tier else plan.tier
        asked = (inventory.digest, profile, law_date, plan.checks, tier, plan.subjects)
        audit = self.unfinished_audit(*asked, kind=kind, group=plan.group) if resume else None
        return audit or self.plan_audit(
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
            kind=kind,
            group=plan.group,
        )

    def take_up(
        self, audit_id: str, note: Callable[[Connection, Audit], object] = lambda connection, audit: None
    ) -> Audit:
        """Work on an audit from now on; one that ended without a word says from now on that it did.

        `note` is given the audit as it was, and writes down within the same transaction that it is taken up.
        """
        with self.database.writing() as connection:
            audit = read_audit(connection, audit_id)
            note(connection, audit)
            if audit.status is AuditStatus.RUNNING:
                _interrupted(connection, audit, Interruption.KILLED)
            return _changed(connection, audit_id, status=AuditStatus.RUNNING, finished=None)

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
        kind: Kind = Kind.WHOLE,
        group: str = "",
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
            kind=kind,
            group=group,
        )
        with self.database.writing() as connection:
            return read_audit(connection, insert_audit(connection, audit, subjects, TaskStatus.PLANNED).id)

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
            return read_audit(connection, kept.id)

    def unfinished_audit(
        self,
        inventory_digest: str,
        profile: str,
        law_date: date | None,
        checks: Collection[str],
        tier: Tier | None,
        subjects: Collection[str] | None = None,
        *,
        kind: Kind = Kind.WHOLE,
        group: str = "",
    ) -> Audit | None:
        """The newest audit of that kind and group that asks exactly this and did not finish; None stands for any law
        date, any tier and any portals and systems."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(audits)
                .where(
                    audits.c.status != AuditStatus.FINISHED,
                    audits.c.kind == kind,
                    audits.c.pruned.is_(None),
                    audits.c.inventory_digest == inventory_digest,
                    audits.c.profile == profile,
                    *([audits.c.law_date == law_date] if law_date else []),
                )
                .order_by(audits.c.started.desc(), audits.c.id.desc())
            ).all()
            alike = (row for row in rows if row.checks == sorted(checks) and row.options.get("group", "") == group)
            same = (row.id for row in alike if tier in (None, tier_of(row)))
            of_these = (id_ for id_ in same if subjects is None or set(read_subjects(connection, id_)) == set(subjects))
            found = next(of_these, None)
            return read_audit(connection, found) if found else None

    def miss(self, audit_id: str, subjects: Collection[str]) -> None:
        """Note of portals and systems that they are not reached in this audit."""
        with self.database.writing() as connection:
            for subject in subjects:
                _set_task(connection, audit_id, subject, status=TaskStatus.MISSED, finished=datetime.now(UTC))

    def interrupt(self, audit_id: str, why: Interruption) -> None:
        """Note what came between in an audit, at this moment; it goes on."""
        with self.database.writing() as connection:
            _interrupted(connection, read_audit(connection, audit_id), why)

    def save_look(self, audit_id: str, record: PortalRecord, owed: Owed) -> None:
        """Store what was seen of a portal that is owed another look, in place of what was stored of it; all or nothing.

        Raises `StoreError` as `save_portal` does.
        """
        with self.database.writing() as connection:
            self._write(connection, audit_id, record, TaskStatus.LOOKED)
            write_owed(connection, audit_id, record.portal["url"], owed)

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
        with self.database.writing() as connection:
            finished = self._write(connection, audit_id, record, TaskStatus.DONE)
            write_verdicts(connection, audit_id, portal, verdicts)
            update_findings(connection, audit_id, portal, finished, verdicts)

    def _write(self, connection: Connection, audit_id: str, record: PortalRecord, status: TaskStatus) -> datetime:
        """Store all looks at a portal; returns when the last of them ended."""
        portal = record.portal["url"]
        finished = max(datetime.fromisoformat(look.finished) for look in record.looks)
        started = min(datetime.fromisoformat(look.started) for look in record.looks)
        _set_task(connection, audit_id, portal, status=status, started=started, finished=finished, error=None)
        forget_looked(connection, audit_id, portal)
        write_record(connection, audit_id, record)
        write_other_looks(connection, audit_id, record)
        return finished

    def finish_audit(
        self,
        audit_id: str,
        *,
        complete: bool,
        load: Mapping[str, int],
        why: Interruption | None = None,
        waits: bool = False,
    ) -> Audit:
        """Close an audit: finished when `complete`, else interrupted (or waiting, when it `waits`) and ready to be
        resumed. `why` is noted as what came between.

        `load` is what this run asked of the network; a resumed audit adds it to what the runs before did.
        """
        unfinished = AuditStatus.WAITING if waits else AuditStatus.INTERRUPTED
        status = AuditStatus.FINISHED if complete else unfinished
        with self.database.writing() as connection:
            audit = read_audit(connection, audit_id)
            total = joined(audit.load, load)
            if why:
                _interrupted(connection, audit, why)
            if complete:
                keep_counts(connection, audit_id)
            return _changed(connection, audit_id, status=status, finished=datetime.now(UTC), load=total)


def _set_task(connection: Connection, audit_id: str, portal: str, **values: Any) -> None:
    """Change the tasks of a portal or system; raises `StoreError` where it has none, or has them done."""
    mine = (tasks.c.audit == audit_id) & (tasks.c.portal == portal)
    changed = connection.execute(update(tasks).where(mine, tasks.c.status != TaskStatus.DONE).values(values))
    if changed.rowcount == 0:
        planned = connection.scalar(select(tasks.c.status).where(mine).limit(1))
        raise StoreError(Text.SAVED_TWICE if planned else Text.NOT_PLANNED, portal=portal, audit=audit_id)


def _interrupted(connection: Connection, audit: Audit, why: Interruption) -> None:
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "why": why.value}
    _changed(connection, audit.id, interruptions=[*audit.interruptions, told])


def _changed(connection: Connection, audit_id: str, **values: Any) -> Audit:
    connection.execute(update(audits).where(audits.c.id == audit_id).values(values))
    return read_audit(connection, audit_id)
