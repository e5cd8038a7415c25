"""What a one-page card says, of the province or of one agency, every text already in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from policies.verdict import Outcome, Severity
from reports.card.first import first_by_agency
from reports.card.oldest import Oldest, OpenFindings
from reports.card.past import Trend, When, before, trend, year_ago
from reports.card.ranking_view import GroupView, RankDrawing, RankView, short
from reports.card.ranks import ranked
from reports.model import AgencyRow, AuditReport, PastAudit, PortalResult, SystemResult
from reports.ranking import mend_by, rules
from reports.score import Counts, Score, by_subject, cells, grouped, score_of
from reports.summary import Priority, Tally, standings
from reports.templating import segments
from reports.verdict_view import said
from reports.wording import ZONE, Wording

PLACES_NAMED: Final = 2
MARKS: Final[Mapping[Trend, str]] = {"up": "↑", "down": "↓", "same": "→", "none": "–"}


@dataclass(frozen=True, slots=True)
class ArrowView:
    """Which way a share went and by how many percentage points; the mark never stands without its words."""

    trend: Trend
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score: `percent` is a dash where nothing was settled; `counts` are (outcome, number, word), `bar` as in
    `reports.html.segments`; `before` and `year_ago` compare it with earlier audits."""

    name: str
    percent: str
    counts: tuple[tuple[str, str, str], ...]
    bar: tuple[tuple[str, float, float], ...]
    before: ArrowView
    year_ago: ArrowView


@dataclass(frozen=True, slots=True)
class OldestView:
    """The oldest open failure of a severity: `age` in days or a word for there being none, `lines` say where, what and
    since when."""

    severity: str
    word: str
    age: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstView:
    """One thing to do first: `where` counts (and for an agency names) the places, `by` says by when."""

    severity: str
    word: str
    force: str
    title: str
    where: str
    by: str


@dataclass(frozen=True, slots=True)
class CardView:
    """One card. `labels` are its fixed words, `notes` what a reader must know before the numbers; `rank` is None on the
    card of the province, which has `groups` and `standings` (standing, number, word) instead."""

    title: str
    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    total: ScoreView
    before: str
    year_ago: str
    subjects: tuple[ScoreView, ...]
    oldest: tuple[OldestView, ...]
    first: tuple[FirstView, ...]
    nothing_first: str
    rank: RankView | None
    groups: tuple[GroupView, ...]
    standings: tuple[tuple[str, str, str], ...]
    contact: str
    rules: tuple[str, ...]
    foot: str
    labels: Mapping[str, str]


class CardDrawing:
    """Draws the cards of one report; what they share is worked out once."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.rules = rules()
        self.agencies = {agency.id: agency for agency in report.agencies}
        self.counts = _owned(cells(report))
        self.before = before(report, self.rules)
        self.year_ago = year_ago(report, self.rules)
        self.past: dict[str, dict[str | None, Counts]] = {
            past.audit_id: _owned(past.counts) for _, past in filter(None, (self.before, self.year_ago))
        }
        self.places = ranked(self.counts[None], report.agencies, self.rules)
        self.ranks = RankDrawing(list(self.places.values()), self.rules, wording)
        self.findings = OpenFindings(report)
        self.first = first_by_agency(report)

    def judged(self) -> list[str]:
        """The ids of the agencies of which a portal or system was judged, in the order of the report."""
        portals, systems = self.report.portals, self.report.systems
        owners = {one.agency_id for one in portals if one.verdicts} | {one.agency_id for one in systems if one.verdicts}
        return [agency for agency in self.agencies if agency in owners]

    def card(self, agency_id: str | None) -> CardView:
        """The card of an agency, or with None that of the province. Raises `ValueError` for an agency that the report
        does not have."""
        if agency_id is not None and agency_id not in self.agencies:
            raise ValueError(f"the report has no agency {agency_id!r}")
        agency = None if agency_id is None else self.agencies[agency_id]
        gettext, report = self.wording.gettext.gettext, self.report
        name = short(self.wording, report.province if agency is None else agency.name, 110)
        counts = self.counts.get(agency_id, {})
        total = score_of(counts)
        kicker = gettext("Result card")
        return CardView(
            title=f"{kicker} – {name} – {self.wording.day(report.law_date)}",
            name=name,
            kind=f"{kicker} · {self._kind(agency)}",
            facts=self._facts(agency),
            notes=tuple(self._notes(agency_id, total)),
            total=self._score(gettext("All together"), agency_id, None, total),
            before=self._head(gettext("Last week"), self.before),
            year_ago=self._head(gettext("A year ago"), self.year_ago),
            subjects=tuple(
                self._score(self.wording.word("subject", subject), agency_id, subject, score)
                for subject, score in by_subject(counts).items()
            ),
            oldest=tuple(
                self._oldest(self.findings.oldest(severity, agency_id))
                for severity in (Severity.CRITICAL, Severity.HIGH)
            ),
            first=tuple(self._first(item, agency) for item in self.first.get(agency_id, ())),
            nothing_first=self._nothing_first(agency_id),
            rank=None if agency is None else self.ranks.rank(self.places[agency.id]),
            groups=self.ranks.groups() if agency is None else (),
            standings=self._standings() if agency is None else (),
            contact=self._contact(agency),
            rules=self.ranks.explained(),
            foot=gettext(
                "The results are restricted information: hand them only to the bodies that are responsible for the "
                "portals."
            ),
            labels=self._labels(),
        )

    def _kind(self, agency: AgencyRow | None) -> str:
        if agency is None:
            return self.wording.gettext.gettext("The whole province")
        return short(self.wording, self.wording.word("agency_kind", agency.kind), 60)

    def _facts(self, agency: AgencyRow | None) -> tuple[tuple[str, str], ...]:
        gettext, report = self.wording.gettext.gettext, self.report
        portals = [one for one in report.portals if agency is None or one.agency_id == agency.id]
        systems = [one for one in report.systems if agency is None or one.agency_id == agency.id]
        return (
            (gettext("Judged"), self.wording.places(len(portals), len(systems))),
            (gettext("Audit"), short(self.wording, report.audit_id, 40)),
            (gettext("Ended"), self.wording.moment(report.finished)[:16]),
            (gettext("Law as of"), self.wording.day(report.law_date)),
            (gettext("Profile"), short(self.wording, report.profile, 40)),
        )

    def _notes(self, agency_id: str | None, total: Score) -> list[str]:
        """What would mislead if it were not said."""
        gettext, ngettext = self.wording.gettext.gettext, self.wording.gettext.ngettext
        notes = []
        if not self.report.complete:
            notes.append(gettext("This audit is incomplete: the numbers are of what was looked at."))
        if not self.counts.get(agency_id):
            notes.append(gettext("No portal or system was judged here."))
        if total.unknown:
            told = ngettext(
                "%(n)s mandatory verdict is unknown (%(share)s%%): neither met nor failed.",
                "%(n)s mandatory verdicts are unknown (%(share)s%%): neither met nor failed.",
                total.unknown,
            )
            share = total.tally.share("unknown")
            notes.append(told % {"n": self.wording.number(total.unknown), "share": share})
        for _, past in filter(None, (self.before, self.year_ago)):
            if past.profile != self.report.profile:
                told = gettext("The audit of %(day)s used another profile (%(profile)s): compare with care.")
                profile = short(self.wording, past.profile, 40)
                notes.append(told % {"day": self._local(past.started), "profile": profile})
        return notes

    def _head(self, name: str, found: tuple[When, PastAudit] | None) -> str:
        """The head of a column of comparisons, with the day of the audit compared with."""
        if found is None:
            return name
        when, past = found
        named = self.wording.gettext.gettext("Audit before") if when is When.BEFORE else name
        return f"{named} ({self._local(past.started)})"

    def _score(self, name: str, agency_id: str | None, subject: str | None, score: Score) -> ScoreView:
        counts = tuple(
            (outcome, self.wording.number(score.tally[outcome]), self.wording.word("outcome", outcome))
            for outcome in ("pass", "fail", "unknown", "waived")
        )
        arrows = (self._arrow(found, agency_id, subject, score) for found in (self.before, self.year_ago))
        percent = "–" if score.percent is None else f"{score.percent}%"
        return ScoreView(name, percent, counts, tuple(segments(score.tally)), *arrows)

    def _arrow(
        self, found: tuple[When, PastAudit] | None, agency_id: str | None, subject: str | None, score: Score
    ) -> ArrowView:
        """Against the same share in an earlier audit."""
        then = None
        if found is not None:
            owned = self.past[found[1].audit_id].get(agency_id, {})
            then = score_of({cell: count for cell, count in owned.items() if subject in (None, cell.subject)}).percent
        way = trend(score.percent, then)
        gettext = self.wording.gettext.gettext
        points = self.wording.number(abs((score.percent or 0) - (then or 0)))
        text = {
            "up": gettext("up %(n)s points"),
            "down": gettext("down %(n)s points"),
            "same": gettext("unchanged"),
            "none": gettext("not known"),
        }[way]
        return ArrowView(way, MARKS[way], text % {"n": points} if way in ("up", "down") else text)

    def _oldest(self, oldest: Oldest) -> OldestView:
        gettext, wording = self.wording.gettext.gettext, self.wording
        word = wording.word("severity", oldest.severity)
        found = oldest.found
        if found is None:
            age = gettext("age not known") if oldest.undated else gettext("none on record")
            lines = (gettext("There is one, but no record since when."),) if oldest.undated else ()
            return OldestView(oldest.severity.value, word, age, lines)
        finding, asked = found.finding, self.report.requirements[found.finding.requirement]
        first, last = (self._local(when) for when in (finding.first_seen, finding.last_seen))
        since = gettext("reopened on %(day)s") if finding.reopened else gettext("since %(day)s")
        told = [since % {"day": first}]
        if asked.force == "recommended":
            told.append(wording.word("force", asked.force).lower())
        if not found.seen_again:
            told.append(gettext("not re-observed, last seen on %(day)s") % {"day": last})
        days = wording.gettext.ngettext("%(n)s day", "%(n)s days", found.days) % {"n": wording.number(found.days)}
        return OldestView(
            oldest.severity.value,
            word,
            days,
            (self._place(found.place), short(wording, said(asked.title, wording), 110), "; ".join(told)),
        )

    def _first(self, item: Priority, agency: AgencyRow | None) -> FirstView:
        gettext, wording = self.wording.gettext.gettext, self.wording
        asked = self.report.requirements[item.requirement]
        where = wording.places(len(item.portals), len(item.systems))
        if agency is not None:
            places: list[PortalResult | SystemResult] = [*item.portals, *item.systems]
            named = ", ".join(self._place(place) for place in places[:PLACES_NAMED])
            where = f"{where}: {named}{', …' if len(places) > PLACES_NAMED else ''}"
        by = mend_by(asked, item.severity, self._first_seen(item), self.report.finished, self.rules)
        match by.proposed, by.passed:
            case False, True:
                told = gettext("overdue since %(day)s")
            case True, True:
                told = gettext("proposed day passed: %(day)s")
            case True, False:
                told = gettext("proposed: by %(day)s")
            case _:
                told = gettext("deadline: %(day)s")
        return FirstView(
            item.severity.value,
            wording.word("severity", item.severity),
            wording.word("force", asked.force),
            short(wording, said(asked.title, wording), 110),
            where,
            told % {"day": wording.day(by.day)},
        )

    def _first_seen(self, item: Priority) -> datetime | None:
        """When something was first seen to fail where it has failed longest; None where that is on no record."""
        places: list[PortalResult | SystemResult] = [*item.portals, *item.systems]
        known, keys = self.report.open_findings, [(str(one.record.portal["url"]), item.requirement) for one in places]
        return min((known[key].first_seen for key in keys if key in known), default=None)

    def _nothing_first(self, agency_id: str | None) -> str:
        gettext = self.wording.gettext.gettext
        if not self.counts.get(agency_id):
            return gettext("No portal or system was judged here.")
        outcomes = _tally(self.counts[agency_id])
        if outcomes["unknown"]:
            return gettext("No requirement fails. What is unknown still has to be found out.")
        return gettext("No requirement fails.")

    def _standings(self) -> tuple[tuple[str, str, str], ...]:
        found = standings(self.report)
        return tuple(
            (kind.value, self.wording.number(count), self.wording.word("standing", kind))
            for kind, count in found.items()
        )

    def _contact(self, agency: AgencyRow | None) -> str:
        roots = (one for one in self.report.agencies if one.kind == "province" and one.parent_id not in self.agencies)
        owner = agency or next(roots, None)
        given = (owner.contact if owner else None) or {}
        parts = [short(self.wording, given[part], 60) for part in ("name", "phone", "email") if given.get(part)]
        return " · ".join(parts) or self.wording.gettext.gettext("The inventory names no contact.")

    def _place(self, place: PortalResult | SystemResult) -> str:
        return short(self.wording, str(place.record.portal.get("name") or place.record.portal["url"]), 70)

    def _local(self, when: datetime) -> str:
        return self.wording.day(when.astimezone(ZONE))

    def _labels(self) -> dict[str, str]:
        gettext = self.wording.gettext.gettext
        return {
            "score": gettext("Mandatory requirements met"),
            "score_told": gettext("of what was settled, weighted by severity"),
            "rank": gettext("Rank in its group"),
            "standings": gettext("Portals by standing"),
            "oldest": gettext("Oldest open problem"),
            "subjects": gettext("By subject"),
            "subject": gettext("Subject"),
            "met": gettext("Met"),
            "shares": gettext("Shares"),
            "first": gettext("To do first"),
            "groups": gettext("Ranking"),
            "group_rank": gettext("Rank"),
            "group_name": gettext("Agency"),
            "group_failed": gettext("Not met"),
            "contact": gettext("Contact"),
            "rules": gettext("How this is counted"),
        }


def _owned(counts: Counts) -> dict[str | None, Counts]:
    """The cells of each listed agency, and with None all of them."""
    found: dict[str | None, Counts] = {**grouped(counts, lambda cell: cell.agency_id)}
    return {**found, None: counts}


def _tally(counts: Counts) -> Tally:
    """All the cells together, recommendations included."""
    total: Counter[Outcome] = Counter()
    for outcomes in counts.values():
        total.update(outcomes)
    return Tally(total)
