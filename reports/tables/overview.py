"""The sheet that sums up: what was audited, where the portals stand, the verdicts by subject, layer and agency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from policies.verdict import Outcome
from reports import summary
from reports.course import course_notes
from reports.model import AuditReport
from reports.summary import Tally
from reports.tables.rows import Rows
from reports.tables.sheet import A4, Pen, Value, height_of, lines_of, on_paper

_WIDTHS: Final = (52, 11, 11, 12, 15, 17, 15, 10, 13, 17)
_SHARED: Final = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN)
_ORDER: Final = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.NOT_APPLICABLE)


def summary_sheet(sheet: Worksheet, pen: Pen, rows: Rows) -> None:
    """The numbers of the report's first page; every percentage is of the verdicts that apply."""
    _Overview(sheet, pen, rows).write()


class _Overview:
    """Writes the sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, pen: Pen, rows: Rows) -> None:
        self._sheet = sheet
        self._pen = pen
        self._rows = rows
        self._report: AuditReport = rows.report
        self._line = 0
        self._part = pen.shape(bold=True, font_size=12, text_wrap=False)
        self._label = pen.shape(bold=True, valign="top")
        self._plain = pen.shape(valign="top")
        self._warning = pen.shape(bold=True, valign="top", border=1)

    def write(self) -> None:
        gettext, word = self._pen.wording.gettext.gettext, self._pen.wording.word
        for place, width in enumerate(_WIDTHS):
            self._sheet.set_column(place, place, width)
        self._head()
        self._standings()
        report = self._report
        total = summary.tally(verdict for _, verdict in report.counted())
        subjects = [(word("subject", name), tally) for name, tally in summary.by_subject(report).items()]
        self._table(gettext("Verdicts by subject"), gettext("Subject"), [*subjects, (gettext("All together"), total)])
        self._table(
            gettext("Verdicts by layer of Directive 14/CT-TTg"),
            gettext("Layer that must act"),
            [(word("layer", str(layer)), tally) for layer, tally in summary.by_layer(report).items()],
        )
        on_paper(self._sheet, A4, self._line + 2)
        self._table(gettext("Verdicts of each agency's own portals"), gettext("Agency"), list(self._agencies()))
        self._across(
            gettext(
                "Percentages are of the verdicts that apply, and are rounded. What is unknown counts neither as pass "
                "nor as fail."
            ),
            self._pen.shape(italic=True, valign="top"),
        )

    def _head(self) -> None:
        report, wording = self._report, self._pen.wording
        gettext, cut = wording.gettext.gettext, wording.cut
        self._sheet.set_row(self._line, 22)
        self._sheet.write_string(self._line, 0, gettext("Compliance audit of web portals"), self._pen.title)
        self._line += 1
        for label, value in (
            (gettext("Province or city"), cut(report.province, 160)),
            (gettext("Audit"), cut(report.audit_id, 80)),
            (gettext("Time (Asia/Ho_Chi_Minh)"), wording.span(report.started, report.finished)),
            (gettext("Law as of"), wording.day(report.law_date)),
            (gettext("Profile"), cut(report.profile, 80)),
            (gettext("Vantage"), cut(str(report.vantage.get("name", "")), 160)),
        ):
            self._sheet.write_string(self._line, 0, label, self._label)
            self._merged(1, value, self._plain)
            self._line += 1
        total = sum(1 for _ in report.counted())
        places = wording.places(len(report.portals), len(report.systems))
        judged = gettext("Judged: %(places)s; %(verdicts)s verdicts in all.")
        self._across(judged % {"places": places, "verdicts": wording.number(total)}, self._plain)
        if not report.complete:
            ended = gettext(
                "It ended before every portal was looked at; what was not looked at is unknown, and the numbers are of "
                "what there is."
            )
            self._across(gettext("This audit is incomplete.") + f" {ended}", self._warning)
        for note in course_notes(report, wording):
            self._across(note, self._warning)
        if not report.vantage.get("ipv6"):
            unseen = gettext("What needs IPv6 could not be observed and is unknown; no portal is failed for it.")
            self._across(gettext("The vantage had no IPv6.") + f" {unseen}", self._warning)

    def _standings(self) -> None:
        gettext, word = self._pen.wording.gettext.gettext, self._pen.wording.word
        self._heading(gettext("Where the portals stand"))
        self._row([gettext("Standing"), gettext("Number of portals")], head=True)
        for standing, count in summary.standings(self._report).items():
            self._row([word("standing", standing.value), count])
        self._across(
            gettext("A portal is compliant when no mandatory requirement fails and none is unknown."),
            self._pen.shape(italic=True, valign="top"),
        )

    def _agencies(self) -> Iterable[tuple[str, Tally]]:
        """The agencies that have portals, each below its parent."""
        tallies = summary.by_agency(self._report)
        for depth, agency in summary.agency_tree(self._report.agencies):
            if agency.id in tallies:
                yield "   " * min(depth, 4) + self._rows.agencies[agency.id], tallies[agency.id]
        if None in tallies:
            yield self._pen.wording.gettext.gettext("Portals of no listed agency"), tallies[None]

    def _table(self, title: str, first: str, rows: Sequence[tuple[str, Tally]]) -> None:
        gettext, word = self._pen.wording.gettext.gettext, self._pen.wording.word
        self._heading(title)
        words = [word("outcome", outcome.value) for outcome in _ORDER]
        shares = [f"% {word('outcome', outcome.value).lower()}" for outcome in _SHARED]
        self._row([first, gettext("Applicable"), *words, *shares], head=True)
        for label, tally in rows:
            self._row([label, tally.applicable, *(tally[outcome] for outcome in _ORDER)], tally)

    def _row(self, cells: Sequence[Value], tally: Tally | None = None, *, head: bool = False) -> None:
        self._pen.row(self._sheet, self._line, cells, _WIDTHS, self._pen.head if head else None)
        for place, outcome in enumerate(_SHARED, len(cells)):
            if tally is not None:
                self._pen.write(self._sheet, self._line, place, tally.share(outcome), self._pen.percent)
        self._line += 1

    def _heading(self, text: str) -> None:
        self._line += 1
        self._sheet.write_string(self._line, 0, text, self._part)
        self._line += 1

    def _across(self, text: str, shape: Format) -> None:
        self._merged(0, text, shape)
        self._sheet.set_row(self._line, height_of(lines_of(text, sum(_WIDTHS))))
        self._line += 1

    def _merged(self, first: int, text: str, shape: Format) -> None:
        self._sheet.merge_range(self._line, first, self._line, len(_WIDTHS) - 1, "", shape)
        self._pen.write(self._sheet, self._line, first, text, shape)
