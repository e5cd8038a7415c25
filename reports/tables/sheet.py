"""How cells are shaped and written: words with colours, rows as high as their texts, sheets ready to be printed.

Landscape, in Times New Roman. No text becomes a formula, a number or a link, and none does when a person edits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from textwrap import wrap
from typing import Any, Final, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from policies.verdict import Outcome
from reports.wording import Wording

Value: TypeAlias = str | int | date | Outcome | None

A3: Final = 8
A4: Final = 9
LINE: Final = 15.0
"""Points of a line of text."""
HIGHEST: Final = 400.0
"""Points of a row; Excel takes 409."""
_FONT: Final = "Times New Roman"
_NARROW: Final = 1.15
"""Letters of that font in the width of one digit of the standard font, by which widths are counted."""
_COLOURS: Final[dict[Outcome, dict[str, Any]]] = {
    Outcome.PASS: {"bg_color": "#DDEFDC", "font_color": "#14532D"},
    Outcome.FAIL: {"bg_color": "#B42318", "font_color": "#FFFFFF", "bold": True},
    Outcome.UNKNOWN: {"bg_color": "#FFF1C2", "font_color": "#5C4300", "italic": True},
    Outcome.WAIVED: {"bg_color": "#DCE6F7", "font_color": "#1E3A6E"},
    Outcome.NOT_APPLICABLE: {"font_color": "#595959"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its heading in words and its width in characters."""

    heading: str
    width: int


class Pen:
    """Writes cells of one workbook in one language."""

    def __init__(self, book: Workbook, wording: Wording) -> None:
        self.book = book
        self.wording = wording
        self.title = self.shape(bold=True, font_size=14, text_wrap=False)
        self.note = self.shape(italic=True, text_wrap=False)
        self.head = self.shape(bold=True, align="center", border=1, bg_color="#E7E6E6")
        self.text = self.shape(border=1, valign="top", align="left", indent=1)
        self.number = self.shape(border=1, valign="top", align="right", num_format="#,##0_)")
        self.percent = self.shape(border=1, valign="top", align="right", num_format='0"%"_)')
        self._day = self.shape(border=1, valign="top", align="center", num_format="dd/mm/yyyy")
        self._outcomes = {
            outcome: self.shape(border=1, valign="top", align="center", **colour)
            for outcome, colour in _COLOURS.items()
        }
        self._words = {outcome: wording.word("outcome", outcome.value) for outcome in Outcome}

    def shape(self, **properties: Any) -> Format:
        """A shape of cells. The quote prefix keeps a text that begins with = + - @ a text when a person edits it."""
        common = {"font_name": _FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True, "quote_prefix": True}
        return self.book.add_format({**common, **properties})

    def write(self, sheet: Worksheet, line: int, place: int, value: Value, shape: Format | None = None) -> str:
        """Writes one cell, blank where there is nothing to say; returns the text that it shows, empty for a number."""
        match value:
            case Outcome():
                sheet.write_string(line, place, self._words[value], shape or self._outcomes[value])
                return self._words[value]
            case int():
                sheet.write_number(line, place, value, shape or self.number)
            case date():
                sheet.write_datetime(line, place, value, shape or self._day)
            case str() if value:
                sheet.write_string(line, place, value, shape or self.text)
                return value
            case _:
                sheet.write_blank(line, place, None, shape or self.text)
        return ""

    def row(
        self, sheet: Worksheet, line: int, cells: Sequence[Value], widths: Sequence[int], shape: Format | None = None
    ) -> None:
        """Writes a row as high as its longest text needs: not every program finds that out by itself."""
        most = 1
        for place, value in enumerate(cells):
            text = self.write(sheet, line, place, value, shape)
            most = max(most, lines_of(text, widths[place] - 1))
        sheet.set_row(line, height_of(most))

    def list(self, sheet: Worksheet, line: int, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
        """A list that can be filtered, its headings at `line`."""
        widths = [column.width for column in columns]
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        self.row(sheet, line, [column.heading for column in columns], [width - 2 for width in widths], self.head)
        last = line + 1
        for last, row in enumerate(rows, line + 1):
            self.row(sheet, last, row, widths)
        sheet.autofilter(line, 0, last, len(columns) - 1)


def on_paper(sheet: Worksheet, paper: int, heads: int | None) -> None:
    """Landscape, as wide as the page, pages numbered; the row `heads` is repeated on every page."""
    sheet.set_paper(paper)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    sheet.set_header(f'&L&"{_FONT}"&10&A&R&"{_FONT}"&10&P/&N')
    if heads is not None:
        sheet.repeat_rows(heads)


@lru_cache(maxsize=100_000)
def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of that many characters."""
    letters = int(width * _NARROW)
    if len(text) <= letters and "\n" not in text:
        return 1
    return sum(len(wrap(part, letters)) or 1 for part in text.split("\n"))


def height_of(lines: int) -> float:
    """The height of a row with so many lines, in points."""
    return min(LINE * lines + 2, HIGHEST)
