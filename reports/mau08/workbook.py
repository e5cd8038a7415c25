"""The Excel workbook of a report in Mẫu số 08: the form on a sheet, and on a second one what the form may not say yet.

A4 landscape in Times New Roman, as Nghị định 30/2020/NĐ-CP lays documents out. Number, place, date, representative and
signature are left to the person who issues it. No text becomes a formula, a number or a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from textwrap import wrap
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.excel import new_workbook
from reports.mau08.form import BASIS, COLUMNS, TITLE, Form, Reporter, Row, Totals, mau08_form
from reports.mau08.papers import Paper
from reports.model import AuditReport
from reports.wording import Wording

FORM_SHEET: Final = "Mẫu số 08"
UNPROVEN_SHEET: Final = "Chưa đủ căn cứ"

_LAST: Final = len(COLUMNS) - 1
_WIDTHS: Final = (5, 26, 20, 20, 8, 16, 22, 22, 14, 18, 14, 18)
_TOTALS: Final = {
    "managed": "Số hệ thống thông tin đang quản lý",
    "classified": "Số hệ thống thông tin đã được phân loại, xác định cấp độ",
    "dossier_drawn_up": "Số hệ thống thông tin đã lập hồ sơ đề xuất cấp độ",
    "dossier_appraised": "Số hệ thống thông tin đã được thẩm định hồ sơ đề xuất cấp độ",
    "approved": "Số hệ thống thông tin đã được phê duyệt cấp độ",
    "assessed_periodically": (
        "Số hệ thống thông tin đã được phê duyệt cấp độ và đã được kiểm tra, đánh giá định kỳ theo quy định"
    ),
    "all_approved_by": "Thời gian dự kiến hoàn thành phê duyệt cấp độ cho tất cả hệ thống thông tin",
}
_UNPROVEN: Final = (
    ("Dòng", 7),
    ("Mã hệ thống", 18),
    ("Tên HTTT", 34),
    ("Cột", 6),
    ("Nội dung của cột", 32),
    ("Hồ sơ khai", 26),
    ("Ghi chú của công cụ", 70),
)
_LONGEST: Final = 1000
"""Characters of a text in one cell."""
_LINE_HEIGHT: Final = 16.5
"""Points of a line of text."""
_HIGHEST: Final = 400.0
"""Points of a row; Excel takes 409."""


def mau08_workbook(report: AuditReport, owner_id: str | None = None) -> bytes:
    """The yearly report of one owner, or (None) of all systems, in Vietnamese; the same report gives the same bytes.

    Raises `ValueError` for an owner that the audit does not know.
    """
    wording = Wording("vi")
    form = mau08_form(report, wording, owner_id)
    data = BytesIO()
    with new_workbook(data, TITLE, BASIS, report.finished) as book:
        _FormSheet(book, wording).write(form)
        _unproven_sheet(book, form, wording)
    return data.getvalue()


class _FormSheet:
    """Writes the form from top to bottom."""

    def __init__(self, book: Workbook, wording: Wording) -> None:
        self._sheet: Worksheet = book.add_worksheet(FORM_SHEET)
        self._wording = wording
        self._line = 0
        self._bold = _format(book, align="center", bold=True)
        self._title = _format(book, align="center", bold=True, font_size=14)
        self._italic = _format(book, align="center", italic=True)
        self._part = _format(book, align="left", bold=True)
        self._head = _format(book, align="center", bold=True, border=1)
        self._text = _format(book, align="left", border=1)
        self._middle = _format(book, align="center", border=1)

    def write(self, form: Form) -> None:
        """The head of the document, its three parts, and how the sheet is printed."""
        for place, width in enumerate(_WIDTHS):
            self._sheet.set_column(place, place, width)
        self._document_head(form)
        self._totals(form.totals)
        self._reporters(form.owner, form.unit)
        heads = self._table(form.rows)
        _print_on_a4(self._sheet, heads)

    def _document_head(self, form: Form) -> None:
        motto = "Độc lập - Tự do - Hạnh phúc"
        self._halves((form.owner.name or "").upper(), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", self._bold)
        self._halves("", motto, self._bold)
        self._halves("Số: ……", "……, ngày …… tháng …… năm ……", self._italic)
        self._line += 1
        self._across("BÁO CÁO", self._title)
        self._across(TITLE, self._title)
        start, end = (self._wording.day(day) for day in (form.period.start, form.period.end))
        self._across(f"({BASIS}; số liệu từ ngày {start} đến ngày {end})", self._italic)

    def _totals(self, totals: Totals) -> None:
        self._heading("Phần 1. Số liệu tổng hợp")
        for number, (name, label) in enumerate(_TOTALS.items(), 1):
            value: int | date | None = getattr(totals, name)
            self._sheet.write_number(self._line, 0, number, self._middle)
            self._merge(1, 8, label, self._text)
            self._merge(9, _LAST, value if isinstance(value, int) else self._day(value), self._middle)
            self._line += 1

    def _reporters(self, owner: Reporter, unit: Reporter) -> None:
        self._heading("Phần 2. Chủ quản hệ thống thông tin và đơn vị chuyên trách")
        lines = [
            ("Nội dung", "Chủ quản hệ thống thông tin", "Đơn vị chuyên trách"),
            ("Tên", owner.name, unit.name),
            ("Văn bản thành lập", None, None),
            ("Người đại diện, chức vụ", None, None),
            ("Địa chỉ", None, None),
            ("Điện thoại, thư điện tử", _contact(owner), _contact(unit)),
        ]
        for number, (label, of_owner, of_unit) in enumerate(lines):
            shape = self._text if number else self._head
            self._merge(0, 2, label, shape)
            self._merge(3, 7, of_owner or "", shape)
            self._merge(8, _LAST, of_unit or "", shape)
            self._line += 1

    def _table(self, rows: tuple[Row, ...]) -> int:
        """Writes part 3; returns the line of its headings."""
        self._heading("Phần 3. Danh sách hệ thống thông tin")
        heads = self._line
        self._row([(heading, self._head) for heading in COLUMNS])
        self._row([(f"({place})", self._middle) for place in range(1, len(COLUMNS) + 1)])
        for row in rows:
            shapes = [self._middle if place in (8, 10) else self._text for place in range(len(COLUMNS))]
            self._row(
                [
                    (value, self._middle if isinstance(value, int) else shape)
                    for value, shape in zip(self._cells(row), shapes, strict=True)
                ]
            )
        return heads

    def _row(self, cells: Sequence[tuple[int | str, Format]]) -> None:
        _write_row(self._sheet, self._line, cells, _WIDTHS, self._wording)
        self._line += 1

    def _cells(self, row: Row) -> tuple[int | str, ...]:
        """The twelve columns of one system."""
        return (
            row.number,
            row.name,
            row.owner,
            row.operator or "",
            row.level or "",
            row.approval or "",
            self._paper(row.decision),
            self._paper(row.regulation),
            self._day(row.expected_approval),
            row.plan_status or "",
            self._day(row.expected_plan),
            "; ".join(row.checked),
        )

    def _paper(self, paper: Paper | None) -> str:
        return f"Số {paper.number}, ngày {self._day(paper.date)}, {paper.body}" if paper else ""

    def _day(self, day: date | None) -> str:
        return self._wording.day(day) if day else ""

    def _heading(self, text: str) -> None:
        self._line += 1
        self._across(text, self._part)

    def _across(self, text: str, shape: Format) -> None:
        self._merge(0, _LAST, text, shape)
        self._line += 1

    def _halves(self, left: str, right: str, shape: Format) -> None:
        self._merge(0, 4, left, shape)
        self._merge(5, _LAST, right, shape)
        self._line += 1

    def _merge(self, first: int, last: int, value: int | str, shape: Format) -> None:
        self._sheet.merge_range(self._line, first, self._line, last, "", shape)
        _write(self._sheet, self._line, first, value, shape, self._wording)


def _unproven_sheet(book: Workbook, form: Form, wording: Wording) -> None:
    """What could not be proven, column by column; no part of the form."""
    sheet: Worksheet = book.add_worksheet(UNPROVEN_SHEET)
    head = _format(book, align="center", bold=True, border=1)
    text = _format(book, align="left", border=1)
    note = _format(book, align="left", italic=True, text_wrap=False)
    told = (
        "Không thuộc Mẫu số 08: điều hồ sơ chưa nêu, hoặc nêu mà chưa có căn cứ; mẫu để trống hoặc ghi mức thấp hơn.",
    )
    for line, said in enumerate(told + form.notes):
        sheet.write_string(line, 0, wording.cut(said, _LONGEST), note)
    heads = len(told + form.notes) + 1
    for place, (heading, width) in enumerate(_UNPROVEN):
        sheet.set_column(place, place, width)
        sheet.write_string(heads, place, heading, head)
    items = [(row, item) for row in form.rows for item in row.unproven]
    for line, (row, item) in enumerate(items, heads + 1):
        about = COLUMNS[item.column - 1]
        claimed = item.claimed or ""
        cells: tuple[int | str, ...] = (row.number, row.system, row.name, item.column, about, claimed, item.why)
        _write_row(sheet, line, [(value, text) for value in cells], [width for _, width in _UNPROVEN], wording)
    sheet.freeze_panes(heads + 1, 0)
    sheet.autofilter(heads, 0, heads + len(items), len(_UNPROVEN) - 1)
    _print_on_a4(sheet, heads)


def _write_row(
    sheet: Worksheet,
    line: int,
    cells: Sequence[tuple[int | str, Format]],
    widths: Sequence[int],
    wording: Wording,
) -> None:
    """Writes a row from its first column on, as high as its longest text needs: not every program finds that out."""
    most = 1
    for place, (value, shape) in enumerate(cells):
        text = _write(sheet, line, place, value, shape, wording)
        most = max(most, sum(len(wrap(part, widths[place])) or 1 for part in text.split("\n")))
    sheet.set_row(line, min(_LINE_HEIGHT * most, _HIGHEST))


def _write(sheet: Worksheet, line: int, place: int, value: int | str, shape: Format, wording: Wording) -> str:
    """Writes one cell, blank where there is nothing to say; returns the text that it shows."""
    if isinstance(value, int):
        sheet.write_number(line, place, value, shape)
        return ""
    text = wording.cut(value, _LONGEST)
    if text:
        sheet.write_string(line, place, text, shape)
    else:
        sheet.write_blank(line, place, None, shape)
    return text


def _print_on_a4(sheet: Worksheet, heads: int) -> None:
    """A4 landscape, as wide as the page, with the margins of Nghị định 30/2020/NĐ-CP; headings on every page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=1.2, right=0.65, top=0.85, bottom=0.85)
    sheet.set_header('&C&"Times New Roman"&13&P')
    sheet.repeat_rows(heads, heads + 1 if sheet.get_name() == FORM_SHEET else heads)


def _contact(reporter: Reporter) -> str:
    return "; ".join(part for part in (reporter.phone, reporter.email) if part)


def _format(book: Workbook, **properties: Any) -> Format:
    """A shape of cells. The quote prefix keeps a text that begins with = + - @ a text when a person edits it."""
    shape = {"valign": "vcenter", "text_wrap": True, "quote_prefix": True, **properties}
    return book.add_format({"font_name": "Times New Roman", "font_size": 12, **shape})
