"""How the shares of verdicts went over 12 and 52 weeks, by subject, layer and group of agencies.

At most one audit a week counts: of several, that nearest to a whole number of weeks before the audit at hand. A week
without an audit is a gap. Where audits were not judged alike, the week is marked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from policies.requirement import Requirement
from policies.verdict import Outcome
from reports.i18n import N_
from reports.mending import MendingView, mending_view
from reports.model import AuditReport, PastAudit
from reports.score import cells
from reports.summary import LAYERS, SUBJECTS, Tally
from reports.trend_chart import Chart, lines_of, share_y, week_x
from reports.wording import ZONE, Wording
from reports.words import AGENCY_KINDS

SPANS: Final = (12, 52)
"""Weeks that the charts go back."""
DRAWN: Final = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN)
FAMILIES: Final = {
    "total": N_("All together"),
    "subject": N_("By subject"),
    "layer": N_("By layer of Directive 14/CT-TTg"),
    "group": N_("By group of agencies"),
}
MARKS_NAMED: Final = 12
SCOPE_DIFFERS: Final = 0.1
"""Audits whose numbers of verdicts differ by more than this share did not ask the same."""

_WEEK: Final = timedelta(days=7)
_TICKS: Final = {12: (12, 8, 4, 0), 52: (52, 26, 0)}
_LEVELS: Final = (0, 50, 100)
_Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judging:
    """One audit as it counts in a trend: how many weeks before the audit at hand, when, by what, and the verdicts of
    each (family, name)."""

    ago: int
    started: datetime
    profile: str
    law_date: date
    tallies: Mapping[_Key, Tally]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One audit in words: percent of the verdicts that apply ("–" where none does), and how many these are."""

    ago: int
    day: str
    shares: tuple[str, ...]
    applicable: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One outcome's share now and as many weeks ago as `SPANS` says; "–" where nothing is known."""

    outcome: str
    name: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """The course of one subject, layer or group; `number` runs through the report."""

    number: int
    name: str
    rows: tuple[ShareRow, ...]
    charts: tuple[Chart, ...]
    weeks: tuple[WeekRow, ...]


@dataclass(frozen=True, slots=True)
class MarkView:
    """Since a day, audits are judged otherwise than before, and how."""

    number: int
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class TrendsView:
    """The trends of one report; `families` are (title, series) and empty where there is no earlier audit. `outcomes`
    are (key, word) in the order of all shares, `heads` say how long ago each share of a `ShareRow` was. `more_marks`
    counts those that are drawn and not named."""

    families: tuple[tuple[str, tuple[SeriesView, ...]], ...]
    outcomes: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    coverage: str
    marks: tuple[MarkView, ...]
    more_marks: int
    mending: MendingView | None


def judgings(report: AuditReport) -> list[Judging]:
    """The audits that a trend is made of, oldest first, the last is the one at hand."""
    nearest: dict[int, tuple[timedelta, PastAudit]] = {}
    for past in report.history:
        before = report.started - past.started
        ago = round(before / _WEEK)
        off = abs(before - ago * _WEEK)
        if 0 < ago <= max(SPANS) and (ago not in nearest or off < nearest[ago][0]):
            nearest[ago] = (off, past)
    kinds = {agency.id: agency.kind for agency in report.agencies}
    now = PastAudit(report.audit_id, report.started, report.profile, report.law_date, cells(report))
    chosen = [(ago, nearest[ago][1]) for ago in sorted(nearest, reverse=True)] + [(0, now)]
    return [Judging(ago, past.started, past.profile, past.law_date, _tallies(past, kinds)) for ago, past in chosen]


def _tallies(past: PastAudit, kinds: Mapping[str, str]) -> dict[_Key, Tally]:
    """The verdicts of one audit by (family, name); an agency that is not listed has the empty kind."""
    counts: dict[_Key, Counter[Outcome]] = defaultdict(Counter)
    for cell, outcomes in past.counts.items():
        kind = kinds.get(cell.agency_id or "", "")
        for key in (("total", ""), ("subject", cell.subject), ("layer", str(cell.layer)), ("group", kind)):
            of_key = counts[key]
            for outcome, count in outcomes.items():
                of_key[outcome] += count
    return {key: Tally(found) for key, found in counts.items()}


def trends_view(report: AuditReport, wording: Wording) -> TrendsView:
    """The trends in words and drawings of one language."""
    return _Trends(report, wording).view()


class _Trends:
    """Draws the trends of one report."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.judgings = judgings(report)
        self.marks = list(self._marks())
        self.words = {outcome.value: wording.word("outcome", outcome) for outcome in DRAWN}

    def view(self) -> TrendsView:
        """All of it."""
        gettext, ngettext = self.wording.gettext.gettext, self.wording.gettext.ngettext
        before = len(self.judgings) - 1
        heads = [ngettext("%(n)s week ago", "%(n)s weeks ago", weeks) % {"n": weeks} for weeks in SPANS]
        coverage = ngettext(
            "%(n)s of the %(weeks)s weeks before this audit has an audit.",
            "%(n)s of the %(weeks)s weeks before this audit have an audit.",
            before,
        )
        return TrendsView(
            families=self._families() if before else (),
            outcomes=tuple(self.words.items()),
            heads=(gettext("Now"), *heads),
            coverage=coverage % {"n": before, "weeks": max(SPANS)},
            marks=tuple(mark for _, mark in self.marks[:MARKS_NAMED]),
            more_marks=len(self.marks[MARKS_NAMED:]),
            mending=mending_view(self.report, self.wording),
        )

    def _families(self) -> tuple[tuple[str, tuple[SeriesView, ...]], ...]:
        found = {key for one in self.judgings for key, tally in one.tallies.items() if tally.applicable}
        listed = {
            "total": [""],
            "subject": list(SUBJECTS),
            "layer": [str(layer) for layer in LAYERS],
            "group": [
                *AGENCY_KINDS,
                *sorted({name for family, name in found if family == "group"} - set(AGENCY_KINDS)),
            ],
        }
        keys = [(family, name) for family, names in listed.items() for name in names if (family, name) in found]
        numbered = [(key, self._series(number, key)) for number, key in enumerate(keys, 1)]
        return tuple(
            (self.wording.gettext.gettext(title), tuple(series for key, series in numbered if key[0] == family))
            for family, title in FAMILIES.items()
        )

    def _name(self, key: _Key) -> str:
        family, name = key
        if family == "total":
            return self.wording.gettext.gettext("All together")
        if family == "group":
            unlisted = self.wording.gettext.gettext("Portals of no listed agency")
            return self.wording.word("agency_kind", name) if name else unlisted
        return self.wording.word(family, name)

    def _series(self, number: int, key: _Key) -> SeriesView:
        applying = [(one, tally) for one in self.judgings if (tally := one.tallies.get(key)) and tally.applicable]
        shares = {
            outcome.value: {one.ago: share for one, tally in applying if (share := tally.share(outcome)) is not None}
            for outcome in DRAWN
        }
        return SeriesView(
            number=number,
            name=self._name(key),
            rows=tuple(
                ShareRow(outcome, self.words[outcome], tuple(_percent(course.get(ago)) for ago in (0, *SPANS)))
                for outcome, course in shares.items()
            ),
            charts=tuple(self._chart(self._name(key), shares, weeks) for weeks in SPANS),
            weeks=tuple(
                WeekRow(
                    one.ago,
                    self._day(one.started),
                    tuple(_percent(tally.share(outcome)) for outcome in DRAWN),
                    self.wording.number(tally.applicable),
                )
                for one, tally in applying
            ),
        )

    def _chart(self, name: str, shares: Mapping[str, Mapping[int, int]], weeks: int) -> Chart:
        ngettext = self.wording.gettext.ngettext
        latest = {outcome: course[min(course)] for outcome, course in shares.items() if course}
        labels = {outcome: f"{self.words[outcome]} {_percent(percent)}" for outcome, percent in latest.items()}
        title = ngettext("%(name)s, %(n)s week", "%(name)s, %(n)s weeks", weeks) % {"name": name, "n": weeks}
        return Chart(
            weeks=weeks,
            title=title,
            description=self._told(shares, weeks),
            levels=tuple((share_y(level), f"{level}%") for level in _LEVELS),
            ticks=tuple((week_x(ago, weeks), self._tick(ago, weeks)) for ago in _TICKS[weeks]),
            marks=tuple((week_x(ago, weeks), mark.number) for ago, mark in self.marks if ago <= weeks),
            lines=lines_of(shares, labels, weeks),
        )

    def _told(self, shares: Mapping[str, Mapping[int, int]], weeks: int) -> str:
        """What a chart shows, for those who hear it: where each line begins and ends."""
        days = {one.ago: self._day(one.started) for one in self.judgings}
        told = []
        for outcome, course in shares.items():
            if drawn := [ago for ago in course if ago <= weeks]:
                ends = [f"{_percent(course[ago])} ({days[ago]})" for ago in dict.fromkeys((max(drawn), min(drawn)))]
                told.append(f"{self.words[outcome]}: {' → '.join(ends)}")
        if not told:
            return self.wording.gettext.gettext("nothing applies")
        return "; ".join(told) + "."

    def _day(self, moment: datetime) -> str:
        return self.wording.day(moment.astimezone(ZONE))

    def _tick(self, ago: int, weeks: int) -> str:
        """Day and month below a short course, month and year below a long one."""
        day = (self.report.started - ago * _WEEK).astimezone(ZONE)
        return f"{day:%d/%m}" if weeks == min(SPANS) else f"{day:%m/%Y}"

    def _marks(self) -> Iterator[tuple[int, MarkView]]:
        """The audits that were judged otherwise than the one before: (weeks ago, what differs)."""
        number = 0
        for before, after in zip(self.judgings, self.judgings[1:], strict=False):
            if text := "; ".join(self._differences(before, after)):
                number += 1
                yield after.ago, MarkView(number, self._day(after.started), text)

    def _differences(self, before: Judging, after: Judging) -> Iterator[str]:
        gettext, cut, number = self.wording.gettext.gettext, self.wording.cut, self.wording.number
        alike = True
        if before.profile != after.profile:
            alike = False
            named = {"before": cut(before.profile, 80), "after": cut(after.profile, 80)}
            yield gettext("profile %(after)s, before that %(before)s") % named
        begun, ended = _law_changes(self.report.requirements.values(), before.law_date, after.law_date)
        if begun or ended:
            alike = False
            told = gettext("law as of %(day)s: requirements newly in force %(begun)s, no longer in force %(ended)s")
            yield told % {"day": self.wording.day(after.law_date), "begun": number(begun), "ended": number(ended)}
        first, second = (one.tallies.get(("total", ""), Tally({})).total for one in (before, after))
        if alike and abs(second - first) > SCOPE_DIFFERS * max(first, second):
            told = gettext("%(after)s verdicts, before that %(before)s: the scope differs")
            yield told % {"before": number(first), "after": number(second)}


def _law_changes(requirements: Iterable[Requirement], before: date, after: date) -> tuple[int, int]:
    """How many requirements came into force between two dates of law, and how many went out of it."""
    if before == after:
        return 0, 0
    states = [(asked.in_force(before), asked.in_force(after)) for asked in requirements]
    return states.count((False, True)), states.count((True, False))


def _percent(share: int | None) -> str:
    return "–" if share is None else f"{share}%"
