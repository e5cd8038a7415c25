"""Reads the sheets of a filled workbook into rows of named cells; formulas are refused and never evaluated."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import openpyxl
from openpyxl.utils import get_column_letter

from agent.inventory.problems import nearest, shown
from agent.inventory.workbook import broken, refuse_bomb
from agent.texts import _
from agent.workbook.cells import CellError, Plain, cell_text, read_cell
from agent.workbook.columns import SHEETS, Column, Sheet
from agent.workbook.problems import CellProblem, Place, WorkbookError
from checks.trust_label.folding import folded

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100
HEAD_ROWS: Final = 10
"""Rows in which the headings are looked for."""
MOST_PROBLEMS: Final = 2_000
"""Problems of one sheet after which it is not read on."""
_LONGEST_SHEET: Final = 200_000
"""Rows that are looked at, empty ones among them."""


@dataclass(slots=True)
class Row:
    """One row that holds anything: its cells by the key of their columns, where each lies, and what is wrong in it.

    `places` has every column, `values` only cells that hold something and could be read.
    """

    place: Place
    values: dict[str, Plain] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)

    def text(self, key: str) -> str | None:
        """The text of a cell, None where it is empty or could not be read."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def wrong(self, key: str, message: str) -> None:
        """Note a problem at the cell of a column."""
        self.problems.append(CellProblem(self.places[key], message))


def read_rows(file: str, data: bytes) -> dict[str, list[Row]]:
    """The rows of every sheet, by the name of the sheet.

    Raises `InventoryError` for what is no workbook, `WorkbookError` where sheets or columns are not as they must be.
    """
    refuse_bomb(file, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that are of no concern here
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            return _sheets(book)
        except WorkbookError:
            raise
        except Exception as error:  # openpyxl says in no way of its own that a part is not what it should be
            raise broken(file, error) from None


def _sheets(book: Any) -> dict[str, list[Row]]:
    there = {folded(sheet.title): sheet for sheet in book.worksheets}
    rows: dict[str, list[Row]] = {}
    problems: list[CellProblem] = []
    for sheet in SHEETS:
        found = there.get(folded(sheet.name))
        if found is None:
            message = _("the sheet is missing; give it its name back, or copy the rows into a new template")
            problems.append(CellProblem(Place(sheet.name), message))
            continue
        try:
            rows[sheet.name] = list(_rows(sheet, found))
        except WorkbookError as error:
            problems += error.problems
    if problems:
        raise WorkbookError(problems)
    return rows


def _rows(sheet: Sheet, cells: Any) -> Iterator[Row]:
    cells.reset_dimensions()  # what the sheet says of its own size can be anything
    rows = enumerate(islice(cells.iter_rows(max_col=MOST_COLUMNS), _LONGEST_SHEET), start=1)
    columns = _headings(sheet, rows)
    problems: list[CellProblem] = []
    for count, row in enumerate(_filled(sheet, columns, rows), start=1):
        problems += row.problems
        if len(problems) > MOST_PROBLEMS:
            raise WorkbookError(problems)
        if count > MOST_ROWS:
            message = _("the sheet has more than {limit} rows; split the workbook").format(limit=MOST_ROWS)
            raise WorkbookError([CellProblem(row.place, message)])
        yield row


def _headings(sheet: Sheet, rows: Iterator[tuple[int, Sequence[Any]]]) -> dict[int, Column]:
    """The index of every column, from the row in which most of the headings stand."""
    best: tuple[int, int, Sequence[Any]] = (0, 1, ())
    for number, cells in islice(rows, HEAD_ROWS):
        known = sum(1 for cell in cells if cell.value is not None and sheet.headed(cell_text(cell.value)))
        if known > best[0]:
            best = (known, number, cells)
        if best[0] > 1 or best[0] == len(sheet.columns):
            break
    _known, number, cells = best
    columns: dict[int, Column] = {}
    problems: list[CellProblem] = []
    for index, cell in enumerate(cells):
        heading = cell_text(cell.value)
        column = sheet.headed(heading)
        place = Place(sheet.name, number, get_column_letter(index + 1), heading)
        if column is not None and column in columns.values():
            problems.append(CellProblem(place, _("the column is there twice; delete one of the two")))
        elif column is not None:
            columns[index] = column
        elif heading:
            problems.append(CellProblem(place, _unknown(sheet, heading)))
    for column in sheet.columns:
        if column not in columns.values():
            message = _("the column {heading} is missing; put it back from a new template, in any place").format(
                heading=shown(column.heading)
            )
            problems.append(CellProblem(Place(sheet.name), message))
    if problems:
        raise WorkbookError(problems)
    return columns


def _unknown(sheet: Sheet, heading: str) -> str:
    message = _("the heading isn't one of the template; correct it or delete the column")
    close = nearest(heading, [column.heading for column in sheet.columns])
    if not close:
        return message
    return _("{message} (did you mean {nearest}?)").format(message=message, nearest=close["nearest"])


def _filled(sheet: Sheet, columns: Mapping[int, Column], rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[Row]:
    for number, cells in rows:
        if all(cell.value is None or not cell_text(cell.value) for cell in cells):
            continue
        row = Row(Place(sheet.name, number))
        for index, column in columns.items():
            row.places[column.key] = Place(sheet.name, number, get_column_letter(index + 1), column.heading)
        for index, cell in enumerate(cells):
            _read(row, columns.get(index), cell, number, index)
        for column in columns.values():
            if column.required and column.key not in row.values and not _told(row, column.key):
                row.wrong(column.key, _("the cell is empty; fill it in"))
        yield row


def _read(row: Row, column: Column | None, cell: Any, number: int, index: int) -> None:
    if cell.value is None or not cell_text(cell.value):
        return
    place = row.places[column.key] if column else Place(row.place.sheet, number, get_column_letter(index + 1))
    if cell.data_type == "f":
        row.problems.append(CellProblem(place, _("the cell holds a formula; put its value in its place")))
    elif cell.data_type == "e":
        row.problems.append(CellProblem(place, _("the cell holds an error; put a value in its place")))
    elif column is None:
        row.problems.append(CellProblem(place, _("the column has no heading; delete what is in it")))
    else:
        try:
            row.values[column.key] = read_cell(cell.value, column)
        except CellError as mistake:
            row.problems.append(CellProblem(place, str(mistake)))


def _told(row: Row, key: str) -> bool:
    return any(problem.place == row.places[key] for problem in row.problems)
