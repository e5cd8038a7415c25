"""What an audit has to tell of each agency, item by item, with a key by which nobody is told the same twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from policies.changes import ChangeKind
from policies.requirement import Requirement
from policies.verdict import Outcome, Severity, Verdict
from reports.dossier.places import Owned, Place, Spot, key_of, owned
from reports.model import AgencyRow, AuditReport, PortalResult, SystemResult
from reports.ranking import MendBy, mend_by
from reports.wording import ZONE


class News(StrEnum):
    """What there is to tell: a failure that is new, came back or is still there, one that is fixed, one that could not
    be looked at again, or a deadline of the law that comes near."""

    NEW = "new"
    REOPENED = "reopened"
    PERSISTING = "persisting"
    FIXED = "fixed"
    UNSEEN = "unseen"
    DEADLINE = "deadline"


FAILING = (News.NEW, News.REOPENED, News.PERSISTING)
CHANGED = (News.NEW, News.REOPENED, News.FIXED)


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement at one portal or system. `place` is the portal's URL or the system's key, `name` what people call
    it, `address` its URL (empty for a system); `since` is when the failure was first seen or was seen fixed, `days` how
    many days later, by the calendar, the audit ended; `by` is by when to mend it, None where nothing obliges to."""

    news: News
    agency: AgencyRow
    place: str
    name: str
    address: str
    asked: Requirement
    severity: Severity
    because: Mapping[str, str]
    since: datetime
    days: int
    by: MendBy | None

    @property
    def key(self) -> str:
        """The same for the same failure in every audit that sees it; another one when it comes back after a fix."""
        about = {News.FIXED: "fixed", News.DEADLINE: "deadline"}.get(self.news, "fail")
        since = str(self.by.day) if self.news is News.DEADLINE and self.by else self.since.isoformat()
        return f"{about}|{self.place}|{self.asked.id}|{since}"


def items_of(report: AuditReport, agency: AgencyRow, deadline_within: timedelta) -> list[Item]:
    """All there is to tell of an agency, the most severe first."""
    return sorted(_items(report, agency, deadline_within), key=lambda one: (one.severity.rank, one.asked.id, one.place))


def _items(report: AuditReport, agency: AgencyRow, deadline_within: timedelta) -> Iterator[Item]:
    own = owned(report, agency.id)
    for problem in (*own.duties, *own.advice):
        for spot in problem.spots:
            news = _failing(spot)
            since = spot.finding.first_seen if spot.finding else report.started
            duty = problem.asked.force == "mandatory"
            by = mend_by(problem.asked, spot.verdict.severity, since, report.finished) if duty else None
            yield _item(report, agency, spot.place, spot.verdict, news, since, by)
    for place, verdict, fixed_at in _fixed(report, own):
        yield _item(report, agency, place, verdict, News.FIXED, fixed_at, None)
    for spot in own.again:
        since = spot.finding.first_seen if spot.finding else report.started
        yield _item(report, agency, spot.place, spot.verdict, News.UNSEEN, since, None)
    today = _day(report.finished)
    for spot in own.coming:
        asked = report.requirements[spot.verdict.requirement]
        if asked.deadline is not None and today <= asked.deadline <= today + deadline_within:
            by = MendBy(asked.deadline, proposed=False, passed=False)
            yield _item(report, agency, spot.place, spot.verdict, News.DEADLINE, report.finished, by)


def _item(
    report: AuditReport,
    agency: AgencyRow,
    place: Place,
    verdict: Verdict,
    news: News,
    since: datetime,
    by: MendBy | None,
) -> Item:
    url = key_of(place)
    portal = isinstance(place, PortalResult)
    return Item(
        news=news,
        agency=agency,
        place=url,
        name=str(place.record.portal.get("name") or url),
        address=url if portal else "",
        asked=report.requirements[verdict.requirement],
        severity=verdict.severity,
        because=verdict.because,
        since=since,
        days=max((_day(report.finished) - _day(since)).days, 0),
        by=by,
    )


def _failing(spot: Spot) -> News:
    """A failure that nothing was compared with is new to everybody."""
    match spot.change:
        case ChangeKind.REOPENED:
            return News.REOPENED
        case ChangeKind.PERSISTING:
            return News.PERSISTING
    return News.NEW


def _fixed(report: AuditReport, own: Owned) -> Iterator[tuple[Place, Verdict, datetime]]:
    """What this audit was the first to see met, or a look between it and the audit before; at a system only once."""
    ends = {(one.place, one.requirement): one.fixed_at for one in report.findings if one.fixed_at is not None}
    compared = {(one.portal, one.requirement) for one in report.changes if one.kind is ChangeKind.FIXED}
    told: set[tuple[object, str]] = set()
    places: tuple[Place, ...] = (*own.systems, *own.portals)
    for place in places:
        for verdict in place.verdicts:
            key = (key_of(place), verdict.requirement)
            fixed_at = ends.get(key)
            if verdict.verdict is not Outcome.PASS or fixed_at is None:
                continue
            if fixed_at < report.started and key not in compared:
                continue
            of_system = (place.record.portal.get("system"), verdict.requirement)
            if isinstance(place, SystemResult):
                told.add(of_system)
            elif of_system in told:
                continue
            yield place, verdict, fixed_at


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
