"""Sections III and IV: what changed since the audit before, and which agencies have had failures open the longest.

Only what failed again in this audit, at a requirement that binds, is held against an agency: what could not be seen
again is not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from policies.verdict import Outcome
from reports.model import AuditReport, PortalResult, SystemResult
from reports.official.shape import ChangeRow, LateRow, Section, Table, table_of
from reports.summary import CHANGE_KINDS
from reports.verdict_view import said
from reports.wording import ZONE, Wording

AGENCIES_LISTED: Final = 30
"""The most agencies that section IV lists; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A requirement that binds and fails in this audit; `since` is when it was first seen to, where that is known."""

    place: PortalResult | SystemResult
    requirement: str
    since: datetime | None
    overdue: bool


def changes(report: AuditReport, wording: Wording) -> Section:
    """What the changes are counted against, and what counts as fixed."""
    gettext = wording.gettext.gettext
    title = "III. " + gettext("Changes since the audit before").upper()
    if report.previous_audit is None:
        return Section(title, (gettext("There is no earlier audit to compare with."),))
    return Section(
        title,
        (
            gettext("Compared with audit %(audit)s; each requirement at each portal or system is counted.")
            % {"audit": wording.cut(report.previous_audit, 80)},
            gettext("A problem counts as fixed only when a fresh observation passes.")
            + " "
            + gettext("What could not be observed again is told as that: neither as fixed nor as persisting."),
        ),
    )


def changes_table(report: AuditReport, wording: Wording) -> Table[ChangeRow] | None:
    """How many failures came, went and stayed; None without an earlier audit."""
    if report.previous_audit is None:
        return None
    gettext = wording.gettext.gettext
    found: Counter[tuple[str, bool]] = Counter()
    for change in report.changes:
        asked = report.requirements.get(change.requirement)
        found[str(change.kind), asked is not None and asked.force == "mandatory"] += 1
    rows = tuple(
        ChangeRow(
            wording.word("change", kind),
            wording.number(found[kind, True] + found[kind, False]),
            wording.number(found[kind, True]),
            wording.number(found[kind, False]),
        )
        for kind in CHANGE_KINDS
    )
    heads = (gettext("Change"), gettext("All together"), gettext("Mandatory"), gettext("Recommended"))
    return table_of(ChangeRow, heads, rows)


def late(report: AuditReport, wording: Wording) -> Section:
    """By what the agencies are listed, or why none is."""
    gettext = wording.gettext.gettext
    title = "IV. " + gettext("Agencies with failures that stay open").upper()
    agencies = len(_by_agency(report))
    if not agencies:
        return Section(title, (_none(report, wording),))
    told = [
        gettext(
            "The agencies below have portals or systems that fail a mandatory requirement, the longest open first. "
            "Days are counted from the first sight of the failure to the end of this audit. A failure is past its "
            "deadline only where the law or an instruction names a day. A dash: it is not known since when."
        )
    ]
    if agencies > AGENCIES_LISTED:
        left = agencies - AGENCIES_LISTED
        more = wording.gettext.ngettext(
            "%(n)s more agency with failures of later date is not listed.",
            "%(n)s more agencies with failures of later date are not listed.",
            left,
        )
        told.append(more % {"n": wording.number(left)})
    return Section(title, tuple(told))


def late_table(report: AuditReport, wording: Wording) -> Table[LateRow] | None:
    """The agencies with failures that are open from an earlier audit or past a deadline, the oldest first."""
    found = _by_agency(report)
    if not found:
        return None
    gettext = wording.gettext.gettext
    heads = (
        gettext("No."),
        gettext("Agency"),
        gettext("Failures"),
        gettext("Past the deadline"),
        gettext("Days open"),
        gettext("Open since"),
        gettext("The oldest failure"),
    )
    names = {agency.id: agency.name for agency in report.agencies}
    ordered = sorted(
        found.items(), key=lambda item: (_oldest(item[1])[0], -_overdue(item[1]), names.get(item[0], item[0]))
    )
    rows = tuple(
        _late(number, names.get(agency, agency), failures, report, wording)
        for number, (agency, failures) in enumerate(ordered[:AGENCIES_LISTED], 1)
    )
    return table_of(LateRow, heads, rows)


def failures(report: AuditReport) -> list[Failure]:
    """Every mandatory requirement that fails, at the place where it counts."""
    known = report.open_findings
    return [
        Failure(
            place,
            verdict.requirement,
            found.first_seen if (found := known.get((_key(place), verdict.requirement))) else None,
            report.requirements[verdict.requirement].deadline is not None,
        )
        for place, verdict in report.counted()
        if verdict.verdict is Outcome.FAIL and report.requirements[verdict.requirement].force == "mandatory"
    ]


def _key(place: PortalResult | SystemResult) -> str:
    return place.url if isinstance(place, PortalResult) else str(place.record.portal["url"])


def _by_agency(report: AuditReport) -> dict[str, list[Failure]]:
    """The failures of the agencies that are late: with one past its deadline, or seen before this audit began. Places
    of no listed agency are nobody's delay."""
    found: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures(report):
        if failure.place.agency_id:
            found[failure.place.agency_id].append(failure)
    return {
        agency: listed
        for agency, listed in found.items()
        if any(one.overdue or (one.since is not None and one.since < report.started) for one in listed)
    }


def _oldest(listed: list[Failure]) -> tuple[float, Failure | None]:
    """The failure that has been open the longest, with what sorts it; those of unknown age come last."""
    known = [(one.since.timestamp(), one) for one in listed if one.since is not None]
    return min(known, key=lambda item: (item[0], item[1].requirement), default=(float("inf"), None))


def _overdue(listed: list[Failure]) -> int:
    return sum(one.overdue for one in listed)


def _late(number: int, agency: str, listed: list[Failure], report: AuditReport, wording: Wording) -> LateRow:
    _, oldest = _oldest(listed)
    days = since = told = "–"
    if oldest is not None and oldest.since is not None:
        days = wording.number(max(0, (report.finished - oldest.since).days))
        since = wording.day(oldest.since.astimezone(ZONE).date())
        told = f"{said(report.requirements[oldest.requirement].title, wording)} – {_name(oldest.place, wording)}"
    return LateRow(
        number=str(number),
        agency=wording.cut(agency, 160),
        failures=wording.number(len(listed)),
        overdue=wording.number(_overdue(listed)),
        days=days,
        since=since,
        oldest=told,
    )


def _name(place: PortalResult | SystemResult, wording: Wording) -> str:
    portal = place.record.portal
    return wording.cut(str(portal.get("name") or portal["url"]), 160)


def _none(report: AuditReport, wording: Wording) -> str:
    gettext = wording.gettext.gettext
    if report.findings or not failures(report):
        return gettext("No agency is known to have a failure of a mandatory requirement open from an earlier audit.")
    return gettext("It is not known yet since when the failures of this audit have been open.")
