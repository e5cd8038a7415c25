"""What a store answers for: audits, what they saw, concluded and still owe, and the course of a province."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self

from sqlalchemy import select

from agent.store.audit import Audit, Kind, TaskStatus
from agent.store.engine import Database
from agent.store.errors import StoreError, Text
from agent.store.findings import Finding, read_findings
from agent.store.history import (
    Cell,
    Past,
    findings_as_of,
    keep_counts,
    last_verdicts,
    once_fixed,
    parts,
    previous_id,
    summed,
    uncounted,
    weekly_ids,
)
from agent.store.other_looks import read_other_looks
from agent.store.records import read_outcomes, read_records, read_verdicts
from agent.store.rows import read_audit, read_subjects
from agent.store.schema import audits, tasks
from agent.store.second_looks import Owed, read_owed
from checks.record import PortalRecord
from policies.changes import Key
from policies.verdict import Outcome, Verdict

LATEST = "latest"
"""What people may write for the id of the newest audit."""


class Archive:
    """A database of audits, to be read. Every method raises `StoreError` when the database can't do its part.

    Several threads may use it; each call is a transaction of its own.
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

    def audit(self, name: str) -> Audit:
        """The audit with an id, with an id that begins so, or the newest for `latest`.

        What an audit here was combined from is not the newest: the combined one stands for it; nor is one that looked
        again at some portals. Raises `StoreError`
        where there is none, or more than one.
        """
        with self.database.reading() as connection:
            newest = select(audits.c.id).order_by(audits.c.started.desc(), audits.c.id.desc())
            if name == LATEST:
                combined = parts(connection)
                whole = connection.scalars(newest.where(audits.c.kind == Kind.WHOLE))
                found = [id_ for id_ in whole if id_ not in combined][:1]
                if not found:
                    raise StoreError(Text.NO_AUDITS)
            else:
                found = list(connection.scalars(newest.where(audits.c.id.startswith(name, autoescape=True)).limit(2)))
                found = [name] if name in found else found
            if len(found) != 1:
                raise StoreError(Text.MANY_AUDITS if found else Text.NO_AUDIT, audit=name)
            return read_audit(connection, found[0])

    def audits(self) -> list[Audit]:
        """Every audit, the newest first."""
        with self.database.reading() as connection:
            newest = select(audits.c.id).order_by(audits.c.started.desc(), audits.c.id.desc())
            return [read_audit(connection, found) for found in list(connection.scalars(newest))]

    def previous_audit(self, audit_id: str) -> Audit | None:
        """The last finished audit of the same province that began before this one.

        One of the same inventory file goes before one of another; what an audit here was combined from is left out.
        """
        with self.database.reading() as connection:
            found = previous_id(connection, read_audit(connection, audit_id))
            return read_audit(connection, found) if found else None

    def history(self, audit_id: str, weeks: int, cell_of: Callable[[str | None, str], Cell | None]) -> list[Past[Cell]]:
        """At most one finished audit of the same province for each week before this one, oldest first, with its
        verdicts counted by what `cell_of` makes of agency (None for portals of none) and requirement."""
        with self.database.reading() as connection:
            chosen = weekly_ids(connection, read_audit(connection, audit_id), weeks)
            left = uncounted(connection, chosen)
        if left:
            with self.database.writing() as connection:
                for name in left:
                    keep_counts(connection, name)
        with self.database.reading() as connection:
            return [Past(read_audit(connection, name), summed(connection, name, cell_of)) for name in chosen]

    def findings_as_of(self, audit_id: str) -> list[Finding]:
        """Every failure in the audit's province as it was known when this audit ended: a later fix is not known yet."""
        with self.database.reading() as connection:
            return findings_as_of(connection, read_audit(connection, audit_id))

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

    def outcomes(self, audit_id: str) -> dict[Key, Outcome]:
        """URL of every portal that was looked at and id of each requirement → what was concluded, without why."""
        with self.database.reading() as connection:
            return read_outcomes(connection, audit_id)

    def systems(self, audit_id: str) -> list[tuple[PortalRecord, list[Verdict]]]:
        """What the papers of every information system showed, and what was concluded, in the order of the plan."""
        with self.database.reading() as connection:
            judged = read_verdicts(connection, audit_id, of_systems=True)
            records = read_records(connection, audit_id, of_systems=True)
        return [(record, judged[record.portal["url"]]) for record in records]

    def last_verdicts(self, province: str, portals: Collection[str], checks: Collection[str]) -> dict[Key, Outcome]:
        """URL of a portal and id of a requirement → what was last concluded there, by any finished audit, of what rests
        on some checks."""
        with self.database.reading() as connection:
            return last_verdicts(connection, province, portals, checks)

    def findings(self) -> list[Finding]:
        """Every failure ever seen, as intervals, by portal and requirement, oldest first."""
        with self.database.reading() as connection:
            return read_findings(connection)

    def once_fixed(self, audit_id: str, since: str | None = None) -> set[Key]:
        """The failures at the portals of this audit that had been seen fixed when it looked there; with `since` only
        those seen fixed after that audit had looked."""
        with self.database.reading() as connection:
            return once_fixed(connection, audit_id, since)

    def remaining(self, audit_id: str) -> list[str]:
        """What is not concluded yet, in the order of the plan: URLs of portals, keys of systems."""
        over = (TaskStatus.DONE, TaskStatus.MISSED)
        with self.database.reading() as connection:
            return read_subjects(connection, audit_id, tasks.c.status.not_in(over))

    def missed(self, audit_id: str) -> list[str]:
        """What was planned and not reached, in the order of the plan: URLs of portals, keys of systems."""
        with self.database.reading() as connection:
            return read_subjects(connection, audit_id, tasks.c.status == TaskStatus.MISSED)

    def owed(self, audit_id: str) -> Mapping[str, Owed]:
        """URL of every portal of an audit that is owed another look → that look."""
        with self.database.reading() as connection:
            return read_owed(connection, audit_id)

    def looked(self, audit_id: str, portal: str) -> PortalRecord:
        """What was seen so far of a portal that is owed another look, all looks together."""
        with self.database.reading() as connection:
            (record,) = read_records(connection, audit_id, looked=portal)
            return replace(record, also=read_other_looks(connection, audit_id).get(portal, ()))
