"""What is wrong with a filled workbook: in which cell, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.errors import InputError
from agent.texts import _

MOST_TOLD = 200
"""Problems that one message lists."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: sheet, row (1 is the first), letter of the column and its heading. Row 0 is a whole sheet, an empty
    letter a whole row."""

    sheet: str
    row: int = 0
    letter: str = ""
    heading: str = ""

    def __str__(self) -> str:
        if not self.row:
            return _("sheet {sheet}").format(sheet=self.sheet)
        if not self.letter:
            return _("sheet {sheet}, row {row}").format(sheet=self.sheet, row=self.row)
        cell = f"{self.letter}{self.row}"
        if not self.heading:
            return _("sheet {sheet}, cell {cell}").format(sheet=self.sheet, cell=cell)
        return _("sheet {sheet}, cell {cell} ({heading})").format(sheet=self.sheet, cell=cell, heading=self.heading)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One mistake: its place, what is wrong and how to mend it, in the language of the command."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class WorkbookError(InputError):
    """A workbook that can't be imported; `problems` holds every mistake found, at least one."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        self.problems = tuple(problems)
        told = [str(problem) for problem in self.problems[:MOST_TOLD]]
        more = len(self.problems) - len(told)
        if more:
            told.append(_("... and {count} more").format(count=more))
        super().__init__("\n".join(told))
