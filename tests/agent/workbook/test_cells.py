from __future__ import annotations

import datetime as dt

import pytest

from agent.workbook import words
from agent.workbook.cells import CellError, Plain, cell_text, read_cell, show_value
from agent.workbook.columns import Column, Kind

DAY = Column("day", "Ngày", Kind.DAY)
MOMENT = Column("moment", "Lúc", Kind.MOMENT)
WHOLE = Column("whole", "Số", Kind.WHOLE)
WORD = Column("word", "Cấp độ", Kind.WORD, words.LEVEL)
WORDS = Column("words", "Biện pháp", Kind.WORDS, words.MEASURE)
TEXTS = Column("texts", "Máy", Kind.TEXTS)
EXISTS = Column("exists", "Có hay không", Kind.EXISTS, words.EXISTS)
CONTACT = Column("contact", "Đầu mối", Kind.CONTACT)
TEXT = Column("text", "Tên")


@pytest.mark.parametrize(
    ("value", "column", "wanted"),
    [
        (dt.datetime(2026, 3, 1), DAY, "2026-03-01"),  # noqa: DTZ001 - what a spreadsheet holds
        ("1/3/2026", DAY, "2026-03-01"),
        (" 01-03-2026 ", DAY, "2026-03-01"),
        ("01.03.2026", DAY, "2026-03-01"),
        ("2026-03-01", DAY, "2026-03-01"),
        (dt.datetime(2026, 3, 1, 7, 59, 59, 999000), MOMENT, "2026-03-01T08:00"),  # noqa: DTZ001
        ("1/3/2026 8:05", MOMENT, "2026-03-01T08:05"),
        ("2026-03-01T08:05", MOMENT, "2026-03-01T08:05"),
        ("01/03/2026 lúc 8 giờ 05 phút", MOMENT, "2026-03-01T08:05"),
        (5.0, WHOLE, "5"),
        ("120.000", WHOLE, "120000"),
        ("1,234,567", WHOLE, "1234567"),
        (" 120 000 ", WHOLE, "120000"),
        (3, WORD, "3"),
        (3.0, WORD, "3"),
        ("3", WORD, "3"),
        ("https/tls; ipv6 ;", WORDS, ["tls", "ipv6"]),
        ("không có", WORDS, []),
        ("a.test;b.test\nc.test", TEXTS, ["a.test", "b.test", "c.test"]),
        ("Không có", TEXTS, []),
        ("Có", EXISTS, "true"),
        ("KHÔNG", EXISTS, "false"),
        ("khong co", EXISTS, "false"),
        ("Không có", CONTACT, None),
        ("0237 000 000", CONTACT, "0237 000 000"),
        (12, TEXT, "12"),
        ("Sở Hòa ", TEXT, "Sở Hòa"),
    ],
)
def test_what_a_clerk_writes_is_read(value: object, column: Column, wanted: Plain) -> None:
    assert read_cell(value, column) == wanted


@pytest.mark.parametrize(
    ("value", "column", "told"),
    [
        ("31/02/2026", DAY, "01/03/2026"),
        ("3/2026", DAY, "day/month/year"),
        (46082, DAY, "46082"),
        (" " * 9 + "1" * 30_000, DAY, "isn't a date"),
        ("1/3/2026", MOMENT, "08:00"),
        ("1/3/2026 25:00", MOMENT, "25:00"),
        ("x" + " " * 30_000 + "x", MOMENT, "isn't a date with its hour"),
        ("1.5", WHOLE, "isn't a whole number"),
        (1.5, WHOLE, "isn't a whole number"),
        (1.234, WHOLE, "isn't a whole number"),
        ("nhiều", WHOLE, "isn't a whole number"),
        (6, WORD, "1; 2; 3; 4; 5"),
        ("tls, ipv7", WORDS, "pick one of"),
        ("IPv7", WORDS, "did you mean IPv6"),
    ],
)
def test_what_cannot_be_read_is_told(value: object, column: Column, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    with pytest.raises(CellError, match=told):
        read_cell(value, column)


@pytest.mark.parametrize(
    ("value", "column", "wanted"),
    [
        ("2026-03-01", DAY, dt.date(2026, 3, 1)),
        (dt.date(2026, 3, 1), DAY, dt.date(2026, 3, 1)),
        ("2026-03-01T08:00", MOMENT, dt.datetime(2026, 3, 1, 8)),  # noqa: DTZ001
        ("2026-03-01T01:00+00:00", MOMENT, dt.datetime(2026, 3, 1, 8)),  # noqa: DTZ001
        (5, WHOLE, 5),
        (3, WORD, "3"),
        (["tls", "ipv6"], WORDS, "HTTPS/TLS; IPv6"),
        ([], TEXTS, "Không có"),
        (None, EXISTS, "Không có"),
        ({}, EXISTS, "Có"),
        (None, CONTACT, "Không có"),
        (True, Column("flag", "Cờ", Kind.WORD, words.YES_NO), "Có"),
        ("false", Column("flag", "Cờ", Kind.WORD, words.YES_NO), "Không"),
    ],
)
def test_values_are_written_as_clerks_read_them(value: object, column: Column, wanted: object) -> None:
    assert show_value(value, column) == wanted


def test_a_cell_as_text() -> None:
    assert [cell_text(value) for value in (None, True, 1.0, 1.5, dt.date(2026, 3, 1))] == [
        "", "true", "1", "1.5", "01/03/2026",
    ]  # fmt: skip
