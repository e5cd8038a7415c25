from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from agent.inventory.labels import LabelEntry, read_labels
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.texts import Text

HEADER = "domain,owner,level,since,slug\n"


def problems(text: str) -> list[Problem]:
    with pytest.raises(InventoryError) as caught:
        read_labels("labels.csv", text.encode())
    return caught.value.problems


def test_every_line_is_an_entry_and_empty_cells_are_none() -> None:
    text = HEADER + 'WWW.a.test,"UBND ""tỉnh"", A",nâng cao,2023-03-14,wwwatest-1678759200\n\nb.test,,,,\n'

    assert read_labels("labels.csv", text.encode()) == (
        LabelEntry(
            domain="www.a.test",
            owner='UBND "tỉnh", A',
            level="nâng cao",
            since=dt.date(2023, 3, 14),
            slug="wwwatest-1678759200",
        ),
        LabelEntry(domain="b.test", owner=None, level=None, since=None, slug=None),
    )


def test_a_byte_order_mark_and_another_order_of_columns_are_welcome() -> None:
    text = "\ufeffslug,since,level,owner,domain\r\nx-1,,,,a.test\r\n"

    (entry,) = read_labels("labels.csv", text.encode())
    assert (entry.domain, entry.slug) == ("a.test", "x-1")


def test_a_directory_of_nobody_is_no_mistake() -> None:
    assert read_labels("labels.csv", HEADER.encode()) == ()


def test_the_columns_must_be_there() -> None:
    found = problems("domain,owner,levels,since\na.test,,,\n")

    assert [(problem.line, problem.field, problem.text) for problem in found] == [
        (1, '"levels"', Text.CSV_UNKNOWN_COLUMN),
        (1, "level", Text.CSV_NO_COLUMN),
        (1, "slug", Text.CSV_NO_COLUMN),
    ]
    assert found[0].values["nearest"] == "level"
    assert len(problems("")) == 5


def test_every_wrong_line_is_told_with_its_number() -> None:
    found = problems(HEADER + "a.test,,,,\nno host,,,,\nb.test,,\n,,,,\nc.test,,,31/02/2023,\nA.test,,,,\n")

    assert [(problem.line, problem.field, problem.text) for problem in found] == [
        (3, "domain", Text.BAD_HOST),
        (4, "", Text.CSV_CELLS),
        (5, "domain", Text.NOT_TEXT),
        (6, "since", Text.BAD_DAY),
        (7, "domain", Text.CSV_DUPLICATE),
    ]


@pytest.mark.parametrize("cell", ['"never closed', '"a"b', "x" * 200_000])
def test_what_is_no_csv_is_told(cell: str) -> None:
    found = problems(f"{HEADER}{cell}")

    assert (found[-1].line, found[-1].text) == (2, Text.CSV_BROKEN)


def test_another_encoding_is_told() -> None:
    with pytest.raises(InventoryError, match="line 2: the text isn't UTF-8"):
        read_labels("labels.csv", HEADER.encode() + "a.test,Đ,,,".encode("cp1258"))


def test_vietnamese_headers_days_and_levels_are_understood() -> None:
    text = "Mã nhãn,TÊN MIỀN,Đơn vị,Mức độ,Ngày cấp\nx-1,a.test,A,Mức NÂNG CAO,14/3/2023\n,b.test,,co ban,2023-03-14\n"

    first, second = read_labels("labels.csv", text.encode())
    assert (first.domain, first.owner, first.level, first.slug) == ("a.test", "A", "nâng cao", "x-1")
    assert first.since == second.since == dt.date(2023, 3, 14)
    assert second.level == "cơ bản"


def test_another_level_is_told_with_those_there_are() -> None:
    (problem,) = problems(HEADER + "a.test,,cao nhất,,\n")

    assert (problem.line, problem.field, problem.text) == (2, "level", Text.BAD_WORD)
    assert problem.values["known"] == "cơ bản, nâng cao"


def test_two_names_for_one_column_are_told() -> None:
    found = problems("domain,owner,level,since,slug,Đơn vị\n")

    assert [(problem.line, problem.field, problem.text) for problem in found] == [(1, "owner", Text.CSV_COLUMN_TWICE)]


def workbook(*rows: Sequence[object]) -> bytes:
    """A workbook as spreadsheets save it; its second sheet is of no concern."""
    book, data = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.create_sheet("Ghi chú")["A1"] = "domain"
    book.save(data)
    return data.getvalue()


def test_a_workbook_is_read_like_a_csv() -> None:
    data = workbook(
        ("Tên miền", "Đơn vị", "Mức độ", "Ngày cấp", "Mã nhãn"),
        ("a.test", " UBND tỉnh A ", "Nâng cao", dt.datetime.fromisoformat("2023-03-14T09:00"), "atest-1678759200"),
        (),
        ("b.test", 12, None, "15/03/2023", None),
    )

    assert read_labels("labels.xlsx", data) == (
        LabelEntry(
            domain="a.test",
            owner="UBND tỉnh A",
            level="nâng cao",
            since=dt.date(2023, 3, 14),
            slug="atest-1678759200",
        ),
        LabelEntry(domain="b.test", owner="12", level=None, since=dt.date(2023, 3, 15), slug=None),
    )


def test_every_wrong_row_of_a_workbook_is_told_with_its_number() -> None:
    with pytest.raises(InventoryError) as caught:
        read_labels(
            "labels.xlsx",
            workbook(
                HEADER.strip().split(","), ("no host",), ("a.test",), (), (*["a.test"], None, None, None, None, 1)
            ),
        )

    assert [(problem.line, problem.field, problem.text) for problem in caught.value.problems] == [
        (2, "domain", Text.BAD_HOST),
        (5, "", Text.CSV_CELLS),
    ]


def test_a_workbook_without_the_columns_is_told() -> None:
    with pytest.raises(InventoryError) as caught:
        read_labels("labels.xlsx", workbook(("Danh sách nhãn tín nhiệm",)))

    assert [problem.text for problem in caught.value.problems] == [Text.CSV_UNKNOWN_COLUMN, *[Text.CSV_NO_COLUMN] * 5]


def test_an_empty_workbook_lacks_its_columns() -> None:
    with pytest.raises(InventoryError) as caught:
        read_labels("labels.xlsx", workbook())

    assert [problem.text for problem in caught.value.problems] == [Text.CSV_NO_COLUMN] * 5
