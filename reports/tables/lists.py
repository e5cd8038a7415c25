"""The sheets that are lists: what is wrong or unknown, the information systems, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from policies.verdict import Outcome
from reports.summary import LAYERS
from reports.tables.rows import Place, Rows
from reports.tables.sheet import A3, A4, Column, Pen, Value, on_paper

_HEADS: Final = 2
"""The row of the headings, below the name of the sheet and what to know of it."""
_WIDE: Final = 180
"""Characters beside each other that A4 no longer shows in a size one can read."""


def findings_sheet(sheet: Worksheet, pen: Pen, rows: Rows) -> None:
    """One row a failure or unknown, worst first."""
    gettext, word = pen.wording.gettext.gettext, pen.wording.word
    columns = [
        Column(gettext("No."), 6),
        Column(gettext("Agency"), 20),
        Column(gettext("Portal or system"), 28),
        Column(gettext("Subject"), 12),
        Column(gettext("Requirement"), 28),
        Column(gettext("Force"), 12),
        Column(gettext("Severity"), 12),
        Column(gettext("Verdict"), 12),
        Column(gettext("Why"), 36),
        Column(gettext("Open since"), 12),
        Column(gettext("Legal basis"), 40),
        Column(gettext("What to do, in short"), 34),
    ]
    listed = (
        (
            number,
            *_of(found.place),
            word("subject", found.requirement.subject),
            f"{found.requirement.title}\n{found.requirement.id}",
            found.requirement.force,
            word("severity", found.severity.value),
            found.outcome,
            found.because,
            found.since,
            found.law,
            found.to_do,
        )
        for number, found in enumerate(rows.findings(), 1)
    )
    _list(
        sheet,
        pen,
        gettext(
            "What fails and what is unknown, the most severe first. What is unknown is no failure; a recommendation "
            "that is not met is no breach of duty."
        ),
        columns,
        listed,
    )


def systems_sheet(sheet: Worksheet, pen: Pen, rows: Rows) -> None:
    """One row a system: its level, its plan and the four layers of Chỉ thị 14/CT-TTg."""
    gettext, word = pen.wording.gettext.gettext, pen.wording.word
    unjudged = gettext("not judged")
    columns = [
        Column(gettext("No."), 6),
        Column(gettext("Owner"), 26),
        Column(gettext("Information system"), 36),
        Column(gettext("Operator"), 26),
        Column(gettext("Level"), 12),
        Column(gettext("Level approved"), 16),
        Column(gettext("Plan deployed"), 16),
        *(Column(word("layer", str(layer)), 19) for layer in LAYERS),
        Column(word("outcome", "fail"), 12),
        Column(word("outcome", "unknown"), 12),
        Column(gettext("Number of portals"), 10),
    ]
    listed = (
        (
            number,
            system.place.agency,
            system.place.named,
            system.operator,
            Outcome.UNKNOWN if system.level is None else system.level,
            system.approved or unjudged,
            system.deployed or unjudged,
            *(state.outcome or unjudged for state in system.layers),
            system.tally[Outcome.FAIL],
            system.tally[Outcome.UNKNOWN],
            system.portals,
        )
        for number, system in enumerate(rows.systems(), 1)
    )
    _list(
        sheet,
        pen,
        gettext(
            "Information systems by what their documents prove. A layer is judged by its worst mandatory requirement; "
            "without a document it is unknown."
        ),
        columns,
        listed,
    )


def changes_sheet(sheet: Worksheet, pen: Pen, rows: Rows) -> None:
    """One row a failure that came, went or stayed since the audit before."""
    gettext, word = pen.wording.gettext.gettext, pen.wording.word
    columns = [
        Column(gettext("No."), 6),
        Column(gettext("Change"), 16),
        Column(gettext("Agency"), 28),
        Column(gettext("Portal or system"), 44),
        Column(gettext("Requirement"), 44),
        Column(gettext("Force"), 13),
    ]
    listed = (
        (
            number,
            word("change", change.kind),
            *_of(change.place),
            f"{change.requirement.title}\n{change.requirement_id}" if change.requirement else change.requirement_id,
            change.requirement.force if change.requirement else "",
        )
        for number, change in enumerate(rows.changes(), 1)
    )
    previous = rows.report.previous_audit
    note = gettext("There is no earlier audit to compare with.")
    if previous is not None:
        compared = gettext("Compared with audit %(audit)s.") % {"audit": pen.wording.cut(previous, 80)}
        note = f"{compared} " + gettext("A problem counts as fixed only when a fresh observation passes.")
    _list(sheet, pen, note, columns, listed)


def _list(sheet: Worksheet, pen: Pen, note: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    """The name of the sheet and what to know of it, then the list."""
    sheet.write_string(0, 0, sheet.get_name(), pen.title)
    sheet.write_string(1, 0, note, pen.note)
    pen.list(sheet, _HEADS, columns, rows)
    on_paper(sheet, A3 if sum(column.width for column in columns) > _WIDE else A4, _HEADS)
    sheet.freeze_panes(_HEADS + 1, 3)


def _of(place: Place) -> tuple[str, str]:
    """The agency, and below the name of the place its address or id."""
    return place.agency, place.named
