from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from agent.inventory import workbook
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.texts import Text
from agent.inventory.workbook import is_workbook, read_workbook, refuse_bomb

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(**cells: str | int | dt.date) -> bytes:
    book, data = Workbook(), io.BytesIO()
    assert book.active is not None
    for name, value in cells.items():
        book.active[name] = value
    book.save(data)
    return data.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook, one part replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return changed.getvalue()


def problem(data: bytes) -> Problem:
    with pytest.raises(InventoryError) as caught:
        read_workbook("labels.xlsx", data)
    (found,) = caught.value.problems
    return found


def test_cells_are_texts_and_empty_rows_are_left_out() -> None:
    data = saved(A1=" a ", B1=1, A3=dt.date(2026, 3, 1), B3=True, C3="  ")

    assert read_workbook("x.xlsx", data) == [(1, ["a", "1"]), (3, ["2026-03-01", "True"])]


def test_a_workbook_is_known_by_its_first_bytes() -> None:
    assert is_workbook(saved(A1="a"))
    assert is_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert not is_workbook(b"domain,owner")


def test_a_formula_is_refused_where_it_stands() -> None:
    found = problem(saved(A1="domain", B7='=HYPERLINK("https://a.test/","a.test")'))

    assert (found.line, found.field, found.text) == (7, "B7", Text.XLSX_FORMULA)


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"PK\x03\x04 no archive",
        saved(A1="a")[:-100],
        with_part(saved(A1="a"), SHEET, b"<worksheet"),
        with_part(saved(A1="a"), "xl/workbook.xml", b"<workbook/>"),
        with_part(saved(A1="a"), "[Content_Types].xml", b""),
    ],
)
def test_what_is_no_workbook_is_one_sentence(data: bytes) -> None:
    found = problem(data)

    assert (found.line, found.text) == (None, Text.XLSX_BROKEN)
    assert found.values["detail"].strip('"')


def test_a_small_file_that_unpacks_to_a_large_one_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1)
    found = problem(with_part(saved(A1="a"), SHEET, b" " * 2_000_000))

    assert (found.text, found.values["limit"]) == (Text.XLSX_TOO_LARGE, "1")


def test_entities_that_multiply_are_an_error_and_no_text() -> None:
    bomb = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    sheet = (
        b'<!DOCTYPE x [<!ENTITY e0 "ha">%s]><worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
        b"<t>&e11;</t></is></c></row></sheetData></worksheet>"
    ) % (bomb, NAMESPACE.encode())

    assert problem(with_part(saved(A1="a"), SHEET, sheet)).text is Text.XLSX_BROKEN


def sheet_with(*rows: str) -> bytes:
    head = f'<worksheet xmlns="{NAMESPACE}"><dimension ref="A1:A1"/><sheetData>'
    return with_part(saved(A1="a"), SHEET, f"{head}{''.join(rows)}</sheetData></worksheet>".encode())


def test_a_row_beyond_the_most_is_told_and_the_end_of_the_sheet_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    monkeypatch.setattr(workbook, "_LAST_ROW", 20)
    cell = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x</t></is></c></row>'

    found = problem(sheet_with(cell.format(2), cell.format(4)))
    assert (found.line, found.text, found.values["limit"]) == (4, Text.XLSX_ROWS, "3")
    assert read_workbook("x.xlsx", sheet_with(cell.format(2), cell.format(9_999_999_999))) == [(2, ["x"])]


def test_what_a_sheet_says_of_its_size_decides_nothing() -> None:
    rows = [f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>x</t></is></c></row>' for n in (1, 2)]

    assert [number for number, _ in read_workbook("x.xlsx", sheet_with(*rows))] == [1, 2]


def test_what_is_no_bomb_is_let_through() -> None:
    refuse_bomb("labels.xlsx", saved(A1="a"))

    with pytest.raises(InventoryError, match=r"labels\.xlsx: this isn't a workbook"):
        refuse_bomb("labels.xlsx", b"PK")
