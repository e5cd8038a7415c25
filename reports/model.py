"""All that a report tells of one audit: what was looked at, what was concluded, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from checks.record import PortalRecord
from policies.changes import Change, Key
from policies.requirement import Force, Requirement
from policies.verdict import Outcome, Severity, Verdict


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency of the inventory; `parent_id` makes the tree, `contact` is `{name, phone, email}`, each optional."""

    id: str
    name: str
    kind: str
    parent_id: str | None = None
    contact: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PortalResult:
    """What was observed of one portal, and what the judge concluded from it."""

    record: PortalRecord
    verdicts: Sequence[Verdict]

    @property
    def url(self) -> str:
        """The portal's address, by which changes name it."""
        return str(self.record.portal["url"])

    @property
    def agency_id(self) -> str | None:
        """The agency it belongs to; None for a portal that is in no inventory."""
        return self.record.portal.get("agency_id") or None


@dataclass(frozen=True, slots=True)
class SystemResult:
    """What the papers of one information system show, and what the judge concluded from it."""

    record: PortalRecord
    verdicts: Sequence[Verdict]

    @property
    def id(self) -> str:
        """The system's id in the inventory."""
        return str(self.record.portal["system"])

    @property
    def name(self) -> str:
        """The system's name."""
        return str(self.record.portal["name"])

    @property
    def agency_id(self) -> str | None:
        """The agency that owns it (chủ quản)."""
        return self.record.portal.get("agency_id") or None


class Cell(NamedTuple):
    """What verdicts are counted by, for scores and trends; `agency_id` is None for portals of no listed agency."""

    agency_id: str | None
    subject: str
    layer: int
    severity: Severity
    force: Force


@dataclass(frozen=True, slots=True)
class PastAudit:
    """One finished audit of the same province, in counts: for each cell how many verdicts there were of each outcome.

    `started` is an aware time; counted as in `AuditReport.counted`, by the agencies and requirements of today.
    """

    audit_id: str
    started: datetime
    profile: str
    law_date: date
    counts: Mapping[Cell, Mapping[Outcome, int]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A failure at one portal (its URL) or system (its key) from its first sight to its fix; `fixed_at` is None while
    it is open, `reopened` says that it had been fixed once before. Times are aware."""

    place: str
    requirement: str
    first_seen: datetime
    last_seen: datetime
    fixed_at: datetime | None
    reopened: bool


@dataclass(frozen=True)
class AuditReport:
    """One audit, ready to be told.

    `province` and `profile` are names; `law_date` is the day whose law was applied; `started` and `finished`
    are aware times; `complete` is false when the audit ended before every portal was looked at;
    `vantage` as in `PortalRecord`; `requirements` holds each requirement that a verdict or a change names;
    `caused_load` counts what the audit asked of the network (the names in `reports.load`), and may be empty; `plan` is
    what was asked of the audit, plain data that its JSON hands on, and may be empty; `systems` are judged for
    themselves, whatever portals they have. `history` holds the audits of the year before this one, oldest first, and
    `findings` every failure as an interval, as known when this audit ended.
    `interruptions` are `{at, why}`: what came between (a word of `reports.words.INTERRUPTIONS`) and when, in ISO 8601;
    `missed` names what was planned and not reached: URLs of portals and keys of systems.

    Raises `ValueError` when a verdict's requirement is missing or a time has no zone.
    """

    audit_id: str
    province: str
    profile: str
    law_date: date
    started: datetime
    finished: datetime
    complete: bool
    vantage: Mapping[str, Any]
    agencies: Sequence[AgencyRow]
    portals: Sequence[PortalResult]
    requirements: Mapping[str, Requirement]
    changes: Sequence[Change] = ()
    previous_audit: str | None = None
    caused_load: Mapping[str, int] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    systems: Sequence[SystemResult] = ()
    history: Sequence[PastAudit] = ()
    findings: Sequence[Finding] = ()
    interruptions: Sequence[Mapping[str, str]] = ()
    missed: Sequence[str] = ()

    def __post_init__(self) -> None:
        missing = {verdict.requirement for verdict in self.judged()} - set(self.requirements)
        if missing:
            raise ValueError(f"verdicts name requirements that the report lacks: {', '.join(sorted(missing))}")
        if self.started.tzinfo is None or self.finished.tzinfo is None:
            raise ValueError("the times of an audit carry their zone")

    def verdicts(self) -> Iterator[tuple[PortalResult, Verdict]]:
        """Every verdict with its portal, portal by portal."""
        return ((portal, verdict) for portal in self.portals for verdict in portal.verdicts)

    def counted(self) -> Iterator[tuple[PortalResult | SystemResult, Verdict]]:
        """Every verdict where it counts: at the portals, and at a system what no portal of it was judged on."""
        yield from self.verdicts()
        told = {(portal.record.portal.get("system"), verdict.requirement) for portal, verdict in self.verdicts()}
        for system in self.systems:
            for verdict in system.verdicts:
                if (system.id, verdict.requirement) not in told:
                    yield system, verdict

    @cached_property
    def open_findings(self) -> Mapping[Key, Finding]:
        """The failures that no fresh pass has closed, each by its place and requirement."""
        return {(one.place, one.requirement): one for one in self.findings if one.fixed_at is None}

    def judged(self) -> Iterator[Verdict]:
        """Every verdict, on portals and on systems."""
        for portal in self.portals:
            yield from portal.verdicts
        for system in self.systems:
            yield from system.verdicts
