"""Makes the workbook that clerks fill: headings, notes, lists to pick from, an example, and filled rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from agent.workbook.cells import Shown
from agent.workbook.columns import AGENCIES, SHEETS, SYSTEM, SYSTEMS, Column, Kind, Sheet
from agent.workbook.example import EXAMPLE, GUIDE
from agent.workbook.rows import Rows, register_rows
from agent.workbook.words import LISTS

GUIDE_SHEET: Final = "Hướng dẫn"
EXAMPLE_SHEET: Final = "Ví dụ"
LIST_SHEET: Final = "Danh sách"
FIRST_ROW: Final = 2
"""Index of the first row that is filled: above it stand the blocks and the headings."""
SPARE_ROWS: Final = 1000
"""Rows below the filled ones that have lists to pick from."""

_FONT: Final = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
_DAY_FORMAT: Final = "dd/mm/yyyy"
_MOMENT_FORMAT: Final = "dd/mm/yyyy hh:mm"
_MADE: Final = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that the same rows are the same file
_A4: Final = 9
_SCALE: Final = 70
"""Percent at which wide sheets are printed."""
_DAYS: Final = (dt.date(1990, 1, 1), dt.date(2100, 12, 31))
_FIRST_YEAR: Final = 1901
"""Spreadsheets have no dates before 1900, and count that year wrong."""
_NOT_A_DAY: Final = "Viết ngày/tháng/năm, ví dụ 01/03/2026."
_NOT_IN_LIST: Final = "Chọn một giá trị trong danh sách."


def workbook(data: Mapping[str, Any] | None = None) -> bytes:
    """The workbook of a register's plain data (`agencies`, `systems`, `portals`), empty without one.

    No text of the data becomes a formula or a link.
    """
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": _FONT,
    }
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": "Bảng kê khai hệ thống thông tin", "created": _MADE})
        _Writer(book, register_rows(data or {})).write()
    return made.getvalue()


class _Writer:
    def __init__(self, book: Any, rows: Rows) -> None:
        self.book = book
        self.rows = rows
        self.text = self._format(num_format="@", text_wrap=True)
        self.whole = self._format(num_format="0")
        self.day = self._format(num_format=_DAY_FORMAT)
        self.moment = self._format(num_format=_MOMENT_FORMAT)
        head = {"bold": True, "text_wrap": True, "border": 1, "align": "center", "valign": "vcenter"}
        self.needed = self._format(**head, bg_color="#9C0006", font_color="#FFFFFF")
        self.optional = self._format(**head, bg_color="#DDEBF7")
        self.block = self._format(**head, bg_color="#1F4E78", font_color="#FFFFFF")
        self.title = self._format(bold=True, font_size=13)
        self.wrapped = self._format(text_wrap=True)

    def write(self) -> None:
        self._guide()
        for sheet in SHEETS:
            self._sheet(sheet)
        self._example()
        self._lists()

    def _format(self, **properties: Any) -> Any:
        return self.book.add_format({**_FONT, **properties})

    def _guide(self) -> None:
        page = self.book.add_worksheet(GUIDE_SHEET)
        page.set_column(0, 0, 18)
        page.set_column(1, 1, 95)
        for row, (label, text) in enumerate(GUIDE):
            page.write_string(row, 0, label, self.wrapped if text else self.title)
            page.write_string(row, 1, text, self.wrapped)
        _print_setup(page, GUIDE_SHEET)
        page.fit_to_pages(1, 0)

    def _sheet(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        rows = self.rows.get(sheet.name, [])
        last = FIRST_ROW + len(rows) + SPARE_ROWS - 1
        self._blocks(page, sheet)
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, _width(column), self._cell_format(column))
            page.write_string(FIRST_ROW - 1, index, column.heading, self.needed if column.required else self.optional)
            if column.note:
                page.write_comment(FIRST_ROW - 1, index, column.note, {"x_scale": 2, "author": "tuanthu"})
            rule = self._rule(column)
            if rule:
                page.data_validation(FIRST_ROW, index, last, index, rule)
            for number, cells in enumerate(rows, start=FIRST_ROW):
                if column.key in cells:
                    self._cell(page, number, index, cells[column.key], column)
        page.set_row(FIRST_ROW - 1, 48)
        naming = 1 if sheet.columns[0] is SYSTEM else 2
        page.freeze_panes(FIRST_ROW, naming)
        page.repeat_rows(0, FIRST_ROW - 1)
        page.repeat_columns(0, naming - 1)
        page.set_print_scale(_SCALE)
        _print_setup(page, sheet.name)

    def _blocks(self, page: Any, sheet: Sheet) -> None:
        """The row above the headings: columns of one block under one name."""
        start = 0
        for index, column in enumerate(sheet.columns):
            following = sheet.columns[index + 1].block if index + 1 < len(sheet.columns) else None
            if following == column.block:
                continue
            if index > start:
                page.merge_range(0, start, 0, index, column.block, self.block)
            else:
                page.write_string(0, index, column.block, self.block)
            start = index + 1

    def _cell_format(self, column: Column) -> Any:
        return {Kind.DAY: self.day, Kind.MOMENT: self.moment, Kind.WHOLE: self.whole}.get(column.kind, self.text)

    def _cell(self, page: Any, row: int, index: int, value: Shown, column: Column) -> None:
        style = self._cell_format(column)
        if isinstance(value, dt.date) and value.year < _FIRST_YEAR:
            value = value.isoformat()
        if isinstance(value, dt.date):
            page.write_datetime(row, index, value, style)
        elif isinstance(value, int):
            page.write_number(row, index, value, style)
        else:
            page.write_string(row, index, value, style)

    def _rule(self, column: Column) -> dict[str, Any] | None:
        """What may be written into the cells of a column. Where several values or an id are right too, the list is
        only offered."""
        match column.kind:
            case Kind.WORD | Kind.EXISTS | Kind.ROWS:
                return _list(_source(column), strict=True)
            case Kind.WORDS:
                return _list(_source(column), strict=False)
            case Kind.AGENCY:
                return _list(self._names(AGENCIES), strict=False)
            case Kind.SYSTEM:
                return _list(self._names(SYSTEMS), strict=False)
            case Kind.DAY | Kind.MOMENT:
                return {
                    "validate": "date",
                    "criteria": "between",
                    "minimum": _DAYS[0],
                    "maximum": _DAYS[1],
                    "error_type": "warning",
                    "error_title": "Ngày",
                    "error_message": _NOT_A_DAY,
                }
            case Kind.WHOLE:
                return {
                    "validate": "integer",
                    "criteria": ">=",
                    "value": 0,
                    "error_title": "Số",
                    "error_message": "Viết số nguyên, từ 0 trở lên.",
                }
            case _:
                return None

    def _names(self, sheet: Sheet) -> str:
        """The range of the names on another sheet."""
        letter = xl_col_to_name(sheet.columns.index(sheet.column("name")))
        last = FIRST_ROW + len(self.rows.get(sheet.name, [])) + SPARE_ROWS
        return f"='{sheet.name}'!${letter}${FIRST_ROW + 1}:${letter}${last}"

    def _example(self) -> None:
        page = self.book.add_worksheet(EXAMPLE_SHEET)
        page.set_column(0, 0, 14)
        page.set_column(1, 2, 48)
        page.set_column(3, 3, 60)
        for index, heading in enumerate(("Trang", "Cột", "Ví dụ", "Ghi chú")):
            page.write_string(0, index, heading, self.block)
        rows = register_rows(EXAMPLE)
        line = 1
        for sheet in SHEETS:
            for column in sheet.columns:
                page.write_string(line, 0, sheet.name, self.wrapped)
                page.write_string(line, 1, column.heading, self.wrapped)
                value = rows[sheet.name][-1].get(column.key)
                if value is not None:
                    self._cell(page, line, 2, value, column)
                page.write_string(line, 3, column.note, self.wrapped)
                line += 1
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        _print_setup(page, EXAMPLE_SHEET)
        page.fit_to_pages(1, 0)

    def _lists(self) -> None:
        page = self.book.add_worksheet(LIST_SHEET)
        for index, (heading, words) in enumerate(LISTS.items()):
            page.write_string(0, index, heading, self.block)
            page.set_column(index, index, 30)
            for row, word in enumerate(words.values(), start=1):
                page.write_string(row, index, word, self.text)
        page.protect()
        page.hide()


def _source(column: Column) -> str:
    """The range of a closed list on the sheet of lists."""
    for index, words in enumerate(LISTS.values()):
        if words is column.words:
            letter = xl_col_to_name(index)
            return f"='{LIST_SHEET}'!${letter}$2:${letter}${len(words) + 1}"
    raise KeyError(column.key)


def _list(source: str, *, strict: bool) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "show_error": strict,
        "error_title": "Danh sách",
        "error_message": _NOT_IN_LIST,
    }


def _width(column: Column) -> int:
    if column.kind is Kind.TEXT and column.key in ("id", "tax_code"):
        return 16
    return {Kind.DAY: 13, Kind.MOMENT: 18, Kind.WHOLE: 12, Kind.EXISTS: 12, Kind.ROWS: 14}.get(column.kind, 26)


def _print_setup(page: Any, name: str) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    page.set_footer(f"&L{name}&RTrang &P/&N")
