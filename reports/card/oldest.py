"""The oldest failure that is still open, by severity: how long citizens have lived with it."""

from __future__ import annotations

from dataclasses import dataclass

from policies.verdict import Outcome, Severity, Verdict
from reports.model import AuditReport, Finding, PortalResult, SystemResult
from reports.wording import ZONE

Place = PortalResult | SystemResult


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A failure that no fresh pass has closed, `days` old when the audit ended; `seen_again` is false where this audit
    could not see whether it is still there."""

    finding: Finding
    place: Place
    severity: Severity
    days: int
    seen_again: bool


@dataclass(frozen=True, slots=True)
class Oldest:
    """The oldest open failure of one severity. Where `found` is None, `undated` tells whether there is a failure of
    which it is not known since when, else there is none."""

    severity: Severity
    found: OpenFinding | None
    undated: bool


class OpenFindings:
    """The open failures of a report, by agency.

    Left out is what the audit does not judge, or finds waived or not applicable: nobody is pressed for that.
    """

    def __init__(self, report: AuditReport) -> None:
        self._failing: set[tuple[str | None, Severity]] = set()
        self._oldest: dict[tuple[str | None, Severity], OpenFinding] = {}
        places: dict[str, tuple[Place, dict[str, Verdict]]] = {}
        judged: list[Place] = [*report.portals, *report.systems]
        for place in judged:
            places[str(place.record.portal["url"])] = (place, {one.requirement: one for one in place.verdicts})
            failing = {one.severity for one in place.verdicts if one.verdict is Outcome.FAIL}
            self._failing |= {(owner, severity) for severity in failing for owner in (None, place.agency_id)}
        ended = report.finished.astimezone(ZONE).date()
        for finding in sorted(report.findings, key=lambda one: (one.first_seen, one.place, one.requirement)):
            if finding.fixed_at is not None or finding.place not in places:
                continue
            place, verdicts = places[finding.place]
            verdict = verdicts.get(finding.requirement)
            if verdict is None or verdict.verdict not in (Outcome.FAIL, Outcome.UNKNOWN):
                continue
            days = max(0, (ended - finding.first_seen.astimezone(ZONE).date()).days)
            found = OpenFinding(finding, place, verdict.severity, days, verdict.verdict is Outcome.FAIL)
            for owner in (None, place.agency_id):
                self._oldest.setdefault((owner, verdict.severity), found)

    def oldest(self, severity: Severity, agency_id: str | None = None) -> Oldest:
        """The oldest of a severity at the portals and systems of an agency, or at all of them."""
        found = self._oldest.get((agency_id, severity))
        return Oldest(severity, found, found is None and (agency_id, severity) in self._failing)
