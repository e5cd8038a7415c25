"""How long failures stay: from the first audit that saw one to the first that saw it pass, and the oldest still there.

Failures are told where they count: at a system only where no portal of it was judged on the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

from checks.record import system_key
from policies.changes import Key
from policies.verdict import Outcome, Severity
from reports.model import AuditReport, Finding, PortalResult
from reports.wording import ZONE, Wording

YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Mending:
    """The failures of one severity (None: of all): how long those fixed within the year took, those that the audit saw
    again, oldest first, and those that it could not observe again."""

    severity: Severity | None
    fixed: tuple[timedelta, ...]
    open: tuple[Finding, ...]
    unseen: tuple[Finding, ...]

    @property
    def median(self) -> timedelta | None:
        """The median time to fix; None when nothing was fixed."""
        return timedelta(seconds=median(one.total_seconds() for one in self.fixed)) if self.fixed else None


@dataclass(frozen=True, slots=True)
class MendingRow:
    """One severity in words ("–" for what there is none of); `url` leads to the portal of the oldest failure and is
    empty for a system, `place` and `requirement` are empty where none is open."""

    severity: str
    name: str
    fixed: str
    median: str
    open: str
    oldest: str
    place: str
    url: str
    requirement: str


@dataclass(frozen=True, slots=True)
class MendingView:
    """The table of all severities that failed; `unseen` tells of failures that were not observed again, or is empty."""

    rows: tuple[MendingRow, ...]
    unseen: str


def mendings(report: AuditReport) -> list[Mending]:
    """One for each severity that there are failures of, worst first, and one of all together; none when nothing failed
    within the year."""
    portals = {
        (system_key(str(portal.record.portal.get("system"))), verdict.requirement)
        for portal, verdict in report.verdicts()
    }
    today: dict[Key, Outcome] = {
        (place.url if isinstance(place, PortalResult) else system_key(place.id), verdict.requirement): verdict.verdict
        for place, verdict in report.counted()
    }
    fixed: dict[Severity, list[timedelta]] = defaultdict(list)
    still: dict[Severity, list[Finding]] = defaultdict(list)
    unseen: dict[Severity, list[Finding]] = defaultdict(list)
    for finding in sorted(report.findings, key=lambda one: (one.first_seen, one.place, one.requirement)):
        key = (finding.place, finding.requirement)
        asked = report.requirements.get(finding.requirement)
        if asked is None or key in portals:
            continue
        if finding.fixed_at is not None:
            if finding.fixed_at > report.finished - YEAR:
                fixed[asked.severity].append(finding.fixed_at - finding.first_seen)
        elif today.get(key) is Outcome.FAIL:
            still[asked.severity].append(finding)
        elif today.get(key) is Outcome.UNKNOWN:
            unseen[asked.severity].append(finding)
    found = [severity for severity in Severity if fixed[severity] or still[severity] or unseen[severity]]
    told = [Mending(one, tuple(fixed[one]), tuple(still[one]), tuple(unseen[one])) for one in found]
    return [*told, _together(told)] if told else []


def _together(told: Iterable[Mending]) -> Mending:
    every = list(told)
    return Mending(
        None,
        tuple(taken for one in every for taken in one.fixed),
        tuple(sorted((left for one in every for left in one.open), key=lambda left: left.first_seen)),
        tuple(left for one in every for left in one.unseen),
    )


def mending_view(report: AuditReport, wording: Wording) -> MendingView | None:
    """The times to fix in words; None when no failure is known."""
    told = mendings(report)
    if not told:
        return None
    count = len(told[-1].unseen)
    unseen = wording.gettext.ngettext(
        "%(n)s more failure was not observed again, so it is not known whether it is fixed.",
        "%(n)s more failures were not observed again, so it is not known whether they are fixed.",
        count,
    )
    return MendingView(
        tuple(_row(one, report, wording) for one in told), unseen % {"n": wording.number(count)} if count else ""
    )


def _row(told: Mending, report: AuditReport, wording: Wording) -> MendingRow:
    oldest = told.open[0] if told.open else None
    place, url = _place(oldest.place, report, wording) if oldest else ("", "")
    return MendingRow(
        severity=told.severity.value if told.severity else "",
        name=wording.word("severity", told.severity) if told.severity else wording.gettext.gettext("All together"),
        fixed=wording.number(len(told.fixed)),
        median=_days(told.median, wording) if told.median is not None else "–",
        open=wording.number(len(told.open)),
        oldest=_since(oldest, report, wording) if oldest else "–",
        place=place,
        url=url,
        requirement=_title(oldest, report, wording) if oldest else "",
    )


def _days(taken: timedelta, wording: Wording) -> str:
    """Whole days, rounded."""
    days = round(taken / timedelta(days=1))
    return wording.gettext.ngettext("%(n)s day", "%(n)s days", days) % {"n": wording.number(days)}


def _since(oldest: Finding, report: AuditReport, wording: Wording) -> str:
    since = wording.gettext.gettext("%(days)s, since %(day)s")
    age = max(report.finished - oldest.first_seen, timedelta())
    return since % {"days": _days(age, wording), "day": wording.day(oldest.first_seen.astimezone(ZONE))}


def _title(oldest: Finding, report: AuditReport, wording: Wording) -> str:
    asked = report.requirements[oldest.requirement]
    title = asked.title.vi if wording.lang == "vi" else asked.title.en
    return f"{wording.cut(title, 200)} ({wording.word('force', asked.force).lower()})"


def _place(name: str, report: AuditReport, wording: Wording) -> tuple[str, str]:
    """The name of a portal with its address, or of a system with none."""
    for portal in report.portals:
        if portal.url == name:
            return wording.cut(str(portal.record.portal.get("name") or name), 160), wording.cut(name, 200)
    named = {system_key(system.id): system.name for system in report.systems}
    return wording.cut(named.get(name, name), 160), ""
