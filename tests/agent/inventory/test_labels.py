from __future__ import annotations

import datetime as dt

import pytest

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
    found = problems(HEADER + "a.test,,,,\nno host,,,,\nb.test,,\n,,,,\nc.test,,,14/03/2023,\nA.test,,,,\n")

    assert [(problem.line, problem.field, problem.text) for problem in found] == [
        (3, "domain", Text.BAD_HOST),
        (4, "", Text.CSV_CELLS),
        (5, "domain", Text.NOT_TEXT),
        (6, "since", Text.BAD_DATE),
        (7, "domain", Text.CSV_DUPLICATE),
    ]


@pytest.mark.parametrize("cell", ['"never closed', '"a"b', "x" * 200_000])
def test_what_is_no_csv_is_told(cell: str) -> None:
    found = problems(f"{HEADER}{cell}")

    assert (found[-1].line, found[-1].text) == (2, Text.CSV_BROKEN)


def test_another_encoding_is_told() -> None:
    with pytest.raises(InventoryError, match="line 2: the text isn't UTF-8"):
        read_labels("labels.csv", HEADER.encode() + "a.test,Đ,,,".encode("cp1258"))
