from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from agent.workbook.columns import SHEETS
from agent.workbook.example import EXAMPLE
from agent.workbook.write import EXAMPLE_SHEET, GUIDE_SHEET, LIST_SHEET, workbook
from tests.agent.workbook.conftest import example

FORMULA = '=HYPERLINK("https://a.test/","a")'


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def book() -> Any:
    return opened(workbook(EXAMPLE))


def test_sheets_stand_in_the_order_in_which_they_are_filled(book: Any) -> None:
    assert book.sheetnames == [GUIDE_SHEET, *(sheet.name for sheet in SHEETS), EXAMPLE_SHEET, LIST_SHEET]
    assert book[LIST_SHEET].sheet_state == "hidden"


def test_headings_are_frozen_noted_and_repeated_on_paper(book: Any) -> None:
    for sheet in SHEETS:
        page: Worksheet = book[sheet.name]
        heads = [cell.value for cell in page[2]]
        assert heads == [column.heading for column in sheet.columns]
        assert page.freeze_panes == ("B3" if sheet.columns[0].key == "system" else "C3")
        assert (page.print_title_rows, page.page_setup.orientation) == ("$1:$2", "landscape")
        for column, cell in zip(sheet.columns, page[2], strict=True):
            assert (cell.comment.text if cell.comment else "") == column.note
            assert (cell.fill.fgColor.rgb == "FF9C0006") is column.required


def test_days_and_moments_are_real_ones_in_our_order(book: Any) -> None:
    formats = {
        cell.number_format for sheet in SHEETS for row in book[sheet.name].iter_rows(3) for cell in row if cell.is_date
    }
    assert formats == {"dd/mm/yyyy", "dd/mm/yyyy hh:mm"}


def test_no_text_becomes_a_formula_or_a_link() -> None:
    for start in "=+-@":
        name = start + FORMULA[1:]
        book = opened(workbook(example(name=name, description=name, platform="https://a.test/")))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        assert [cell.coordinate for cell in cells if cell.hyperlink] == []
        assert sum(cell.value == name for cell in cells) == 7, "name, description, and each sheet that refers to it"


def test_an_empty_template_has_an_example_but_no_rows() -> None:
    book = opened(workbook())

    assert [sheet.name for sheet in SHEETS if book[sheet.name].max_row > 2] == []
    values = {row[2] for row in book[EXAMPLE_SHEET].iter_rows(min_row=2, values_only=True)}
    assert EXAMPLE["systems"][0]["name"] in values


def test_a_day_before_spreadsheets_have_days_is_a_text() -> None:
    book = opened(workbook(example(operation={"begun": "1890-05-01"})))

    assert "1890-05-01" in [cell.value for cell in book["Hệ thống"][3]]


def test_the_guide_says_how_to_import() -> None:
    parts = zipfile.ZipFile(io.BytesIO(workbook()))

    assert "tuanthu inventory import" in parts.read("xl/sharedStrings.xml").decode()
