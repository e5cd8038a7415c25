from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from agent.inventory.problems import InventoryError
from agent.workbook import read
from agent.workbook.columns import SHEETS
from agent.workbook.example import EXAMPLE
from agent.workbook.problems import CellProblem, WorkbookError
from agent.workbook.read import read_rows
from agent.workbook.write import workbook
from tests.agent.workbook.conftest import Clerk, Desk, headings

HEADS = headings()


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")


@pytest.fixture
def clerk(desk: Desk, english: None, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    return Clerk(desk.put(EXAMPLE).workbook)


def saved(clerk: Clerk) -> bytes:
    clerk.save()
    return clerk.path.read_bytes()


def refused(data: bytes) -> tuple[CellProblem, ...]:
    with pytest.raises(WorkbookError) as caught:
        read_rows("x.xlsx", data)
    return caught.value.problems


def wrong(data: bytes) -> list[str]:
    rows = read_rows("x.xlsx", data)
    return [str(problem) for found in rows.values() for row in found for problem in row.problems]


def test_rows_have_their_cells_by_key_and_know_where_they_lie() -> None:
    (row,) = read_rows("x.xlsx", workbook(EXAMPLE))["Cổng"]

    assert row.text("url") == "https://dichvucong.thidiem.gov.test/"
    assert str(row.places["kind"]) == "sheet Cổng, cell D3 (Loại cổng)"
    assert row.problems == []


def test_columns_may_stand_in_any_order_and_be_spelled_loosely(clerk: Clerk) -> None:
    page = clerk.book["Cổng"]
    for row in page.iter_rows(min_row=2, max_row=3):
        values = [cell.value for cell in row][::-1]
        for cell, value in zip(row, values, strict=True):
            cell.value = value
    for cell in page[2]:
        cell.value = f" {cell.value.upper()} "
    page.insert_rows(2)

    (found,) = read_rows("x.xlsx", saved(clerk))["Cổng"]
    (wanted,) = read_rows("x.xlsx", workbook(EXAMPLE))["Cổng"]
    assert found.values == wanted.values
    assert found.places["url"].letter == "K"


def test_a_missing_column_is_told_and_an_unknown_one_too(clerk: Clerk) -> None:
    clerk.book["Cổng"]["D2"] = "Loại cổn"

    first, second = refused(saved(clerk))
    assert str(first).startswith("sheet Cổng, cell D2 (Loại cổn): ")
    assert first.message.endswith("(did you mean Loại cổng?)")
    assert str(second).startswith('sheet Cổng: the column "Loại cổng" is missing')


def test_a_column_that_is_there_twice_is_told(clerk: Clerk) -> None:
    clerk.book["Cổng"]["L2"] = "tên cổng"

    (problem,) = refused(saved(clerk))
    assert (problem.place.letter, "twice" in problem.message) == ("L", True)


def test_a_missing_sheet_is_told(clerk: Clerk) -> None:
    clerk.book["Sự cố"].title = "Sự cố (2)"
    clerk.book["Cổng"].title = " cong"

    (problem,) = refused(saved(clerk))
    assert str(problem).startswith("sheet Sự cố: the sheet is missing")


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("B3", "=A3", "formula"),
        ("B3", "#N/A", "an error"),
        ("M3", "x", "no heading"),
        ("B3", " ", "fill it in"),
        ("D3", "Cổng gì đó", "pick one of"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(clerk: Clerk, cell: str, value: str, told: str) -> None:
    clerk.book["Cổng"][cell] = value

    (problem,) = wrong(saved(clerk))
    assert problem.startswith(f"sheet Cổng, cell {cell}")
    assert told in problem


def test_empty_rows_count_for_nothing(clerk: Clerk) -> None:
    clerk.write("Cổng", HEADS["Cổng"]["name"], " \u00a0", row=4)
    clerk.write("Cổng", HEADS["Cổng"]["name"], "Xã Một", row=40)

    rows = read_rows("x.xlsx", saved(clerk))["Cổng"]
    assert [row.place.row for row in rows] == [3, 40]


def test_sizes_are_bounded(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in range(4, 9):
        clerk.write("Cổng", HEADS["Cổng"]["name"], "Xã", row=row)
    data = saved(clerk)

    monkeypatch.setattr(read, "MOST_PROBLEMS", 5)
    assert len(refused(data)) == 6
    monkeypatch.setattr(read, "MOST_ROWS", 1)
    assert "more than 1 rows" in str(refused(workbook(EXAMPLE))[0])


def with_sheet(content: bytes) -> bytes:
    """A workbook whose first filled sheet is replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == "xl/worksheets/sheet2.xml" else old.read(part))
    return changed.getvalue()


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 no archive", b"id;name", with_sheet(b"<worksheet"), with_sheet(b" " * 70_000_000)]
)
def test_what_is_no_workbook_is_one_sentence(data: bytes) -> None:
    with pytest.raises(InventoryError, match=r"x\.xlsx: th(is isn't a workbook|e workbook unpacks)"):
        read_rows("x.xlsx", data)


def test_a_workbook_that_is_not_ours_is_told_by_its_missing_sheets() -> None:
    data = io.BytesIO()
    openpyxl.Workbook().save(data)

    assert len(refused(data.getvalue())) == len(SHEETS)
