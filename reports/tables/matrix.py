"""The sheet of all portals by all requirements: a verdict a cell, in words and in colour."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from reports import summary
from reports.tables.rows import Rows
from reports.tables.sheet import A3, Pen, Value, height_of, lines_of, on_paper

_NAMES: Final = (24, 30)
"""Widths of the columns that name the agency and the portal."""
_CELL: Final = 11
"""Width of a requirement's column."""
_HEADS: Final = 3
"""The row of the requirements' titles; the one above it names their subjects."""
_TALL: Final = 235.0
"""Points of the titles, which stand upright."""
_SCALE: Final = 70
_A_PAGE: Final = 15
"""Requirements that a page of A3 takes in that scale, in percent, beside the names."""


def matrix_sheet(sheet: Worksheet, pen: Pen, rows: Rows) -> None:
    """One row a portal, one column a requirement that was judged at a portal; blank where it was not judged."""
    asked = _asked(rows)
    sheet.write_string(0, 0, sheet.get_name(), pen.title)
    note = pen.wording.gettext.gettext("A blank cell: the requirement was not judged at that portal.")
    sheet.write_string(1, 0, note, pen.note)
    _headings(sheet, pen, rows, asked)
    widths = (*_NAMES, *(_CELL for _ in asked))
    portals = rows.portals()
    for line, portal in enumerate(portals, _HEADS + 1):
        place = rows.place(portal)
        found = {verdict.requirement: verdict.verdict for verdict in portal.verdicts}
        cells: list[Value] = [place.agency, place.named]
        pen.row(sheet, line, cells + [found.get(name) for name in asked], widths)
    sheet.freeze_panes(_HEADS + 1, len(_NAMES))
    sheet.autofilter(_HEADS, 0, _HEADS + max(len(portals), 1), len(widths) - 1)
    on_paper(sheet, A3, _HEADS)
    sheet.repeat_rows(_HEADS - 1, _HEADS)
    sheet.repeat_columns(0, len(_NAMES) - 1)
    sheet.set_print_scale(_SCALE)
    sheet.set_v_pagebreaks(list(range(len(_NAMES) + _A_PAGE, len(widths), _A_PAGE)))


def _headings(sheet: Worksheet, pen: Pen, rows: Rows, asked: list[str]) -> None:
    gettext, word = pen.wording.gettext.gettext, pen.wording.word
    names = (gettext("Agency"), gettext("Portal"))
    for place, (heading, width) in enumerate(zip(names, _NAMES, strict=True)):
        sheet.set_column(place, place, width)
        pen.write(sheet, _HEADS - 1, place, None, pen.head)
        pen.write(sheet, _HEADS, place, heading, pen.head)
    upright = pen.shape(rotation=90, border=1, align="center", valign="bottom", bg_color="#E7E6E6")
    most = 1
    for place, name in enumerate(asked, len(_NAMES)):
        requirement = rows.requirements[name]
        subject = word("subject", requirement.subject)
        most = max(most, lines_of(subject, _CELL - 1))
        sheet.set_column(place, place, _CELL)
        pen.write(sheet, _HEADS - 1, place, subject, pen.head)
        pen.write(sheet, _HEADS, place, f"{requirement.title} ({requirement.force})\n{name}", upright)
    sheet.set_row(_HEADS - 1, height_of(most))
    sheet.set_row(_HEADS, _TALL)


def _asked(rows: Rows) -> list[str]:
    """The requirements that were judged at a portal, in the order of the subjects."""
    judged = {verdict.requirement for _, verdict in rows.report.verdicts()}
    return sorted(judged, key=lambda name: (summary.SUBJECTS.index(rows.requirements[name].subject), name))
