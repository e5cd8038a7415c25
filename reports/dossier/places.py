"""What a report holds of one agency's portals and systems: its failures by requirement, what changed, what is waived.

A requirement that is judged on a system is told there, with the agency's portals that it was repeated at, and not once
more for each of them. Nothing is judged here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from policies.changes import ChangeKind, Key
from policies.requirement import Requirement
from policies.verdict import Outcome, Severity, Verdict
from reports.model import AgencyRow, AuditReport, Finding, PortalResult, SystemResult
from reports.systems import not_due

Place: TypeAlias = PortalResult | SystemResult


@dataclass(frozen=True, slots=True)
class Spot:
    """One verdict at one place. `change` is what became of it since the audit before, None where nothing was compared;
    `finding` the failure that is still open there; `portals` those of a system at which the same was concluded."""

    place: Place
    verdict: Verdict
    change: ChangeKind | None
    finding: Finding | None
    portals: tuple[PortalResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A requirement that fails, and where."""

    asked: Requirement
    severity: Severity
    spots: tuple[Spot, ...]

    @property
    def since(self) -> datetime | None:
        """When it was first seen to fail at the place where it has failed longest; None where that is on no record."""
        return min((spot.finding.first_seen for spot in self.spots if spot.finding), default=None)


@dataclass(frozen=True, slots=True)
class Owned:
    """What there is of one agency. `duties` are mandatory requirements that fail, `advice` recommendations that are not
    met, the most severe first; `again` are failures of an earlier audit that this one could not see again, `coming`
    what a deadline yet to come asks for."""

    agency: AgencyRow
    portals: tuple[PortalResult, ...]
    systems: tuple[SystemResult, ...]
    duties: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    unknown: tuple[Spot, ...]
    again: tuple[Spot, ...]
    fixed: tuple[Spot, ...]
    waived: tuple[Spot, ...]
    coming: tuple[Spot, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The portals, then the systems."""
        return (*self.portals, *self.systems)


def dossier_agencies(report: AuditReport) -> list[str]:
    """The ids of the agencies that have portals or systems in the report, in its order."""
    owners = {portal.agency_id for portal in report.portals} | {system.agency_id for system in report.systems}
    return [agency.id for agency in report.agencies if agency.id in owners]


def owned(report: AuditReport, agency_id: str) -> Owned:
    """What the report holds of an agency. Raises `ValueError` for one that it does not list."""
    agency = next((one for one in report.agencies if one.id == agency_id), None)
    if agency is None:
        raise ValueError(f"the report lists no agency {agency_id!r}")
    portals = tuple(one for one in report.portals if one.agency_id == agency_id)
    systems = tuple(one for one in report.systems if one.agency_id == agency_id)
    spots = _spots(report, portals, systems)
    by_outcome: dict[Outcome, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_outcome[spot.verdict.verdict].append(spot)
    problems = _problems(by_outcome[Outcome.FAIL], report)
    requirements = report.requirements
    return Owned(
        agency=agency,
        portals=portals,
        systems=systems,
        duties=tuple(one for one in problems if one.asked.force == "mandatory"),
        advice=tuple(one for one in problems if one.asked.force == "recommended"),
        unknown=tuple(by_outcome[Outcome.UNKNOWN]),
        again=tuple(one for one in spots if _not_seen_again(one)),
        fixed=tuple(one for one in spots if one.change is ChangeKind.FIXED and one.verdict.verdict is Outcome.PASS),
        waived=tuple(by_outcome[Outcome.WAIVED]),
        coming=tuple(
            one
            for one in by_outcome[Outcome.NOT_APPLICABLE]
            if not_due(one.verdict, requirements[one.verdict.requirement], report.law_date)
        ),
    )


def key_of(place: Place) -> str:
    """What changes and findings name a place by: a portal's URL, a system's key."""
    return str(place.record.portal["url"])


def _not_seen_again(spot: Spot) -> bool:
    """Whether it failed before and this audit could neither see that it is mended nor that it is not."""
    if spot.verdict.verdict is Outcome.UNKNOWN:
        return spot.change is ChangeKind.NOT_REOBSERVED or spot.finding is not None
    return spot.change is ChangeKind.NOT_REOBSERVED and spot.verdict.verdict is Outcome.NOT_APPLICABLE


def _spots(report: AuditReport, portals: Iterable[PortalResult], systems: Iterable[SystemResult]) -> list[Spot]:
    """Every verdict once: at the systems, then at the portals what no system of the agency tells alike."""
    listed = tuple(portals)
    of_system: dict[str, list[PortalResult]] = defaultdict(list)
    for portal in listed:
        of_system[str(portal.record.portal.get("system") or "")].append(portal)
    places = {key_of(portal) for portal in listed} | {key_of(system) for system in systems}
    changes = {(one.portal, one.requirement): one.kind for one in report.changes if one.portal in places}
    findings = report.open_findings
    found: list[Spot] = []
    told: set[tuple[int, str]] = set()
    for system in systems:
        for verdict in system.verdicts:
            alike = tuple(portal for portal in of_system[system.id] if _outcome(portal, verdict) is verdict.verdict)
            told |= {(id(portal), verdict.requirement) for portal in alike}
            keys = [(key, verdict.requirement) for key in (key_of(system), *map(key_of, alike))]
            found.append(_spot(report, system, verdict, keys, changes, findings, alike))
    for portal in listed:
        for verdict in portal.verdicts:
            if (id(portal), verdict.requirement) not in told:
                keys = [(key_of(portal), verdict.requirement)]
                found.append(_spot(report, portal, verdict, keys, changes, findings))
    return found


def _spot(
    report: AuditReport,
    place: Place,
    verdict: Verdict,
    keys: list[Key],
    changes: Mapping[Key, ChangeKind],
    findings: Mapping[Key, Finding],
    portals: tuple[PortalResult, ...] = (),
) -> Spot:
    """One verdict with what is known of its past at the place, and at the portals that it was repeated at."""
    finding = findings.get(keys[0]) or min(
        (findings[key] for key in keys if key in findings), key=lambda one: one.first_seen, default=None
    )
    kinds = {changes[key] for key in keys if key in changes}
    change = changes.get(keys[0]) or (kinds.pop() if len(kinds) == 1 else None)
    if change is None and finding is not None and verdict.verdict is Outcome.FAIL and report.previous_audit:
        change = _since(finding, report)
    return Spot(place, verdict, change, finding, portals)


def _since(finding: Finding, report: AuditReport) -> ChangeKind:
    """What an open failure that this audit saw is, where the comparison of audits does not name it."""
    if finding.first_seen < report.started:
        return ChangeKind.PERSISTING
    return ChangeKind.REOPENED if finding.reopened else ChangeKind.NEW


def _outcome(portal: PortalResult, verdict: Verdict) -> Outcome | None:
    return next((one.verdict for one in portal.verdicts if one.requirement == verdict.requirement), None)


def _problems(failing: Iterable[Spot], report: AuditReport) -> list[Problem]:
    """By requirement, the most severe first, then those at most places."""
    groups: dict[str, list[Spot]] = defaultdict(list)
    for spot in failing:
        groups[spot.verdict.requirement].append(spot)
    problems = [
        Problem(report.requirements[name], min((one.verdict.severity for one in spots), key=_rank), tuple(spots))
        for name, spots in groups.items()
    ]
    return sorted(problems, key=lambda one: (one.severity.rank, -len(one.spots), one.asked.id))


def _rank(severity: Severity) -> int:
    return severity.rank
