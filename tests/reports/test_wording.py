import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.wording import _PLAIN, Wording, visible

VI, EN = Wording("vi"), Wording("en")


def test_vietnamese_is_left_as_it_is_composed_or_not() -> None:
    assert visible("Bảo đảm an ninh mạng: 100 % – “đạt”") == "Bảo đảm an ninh mạng: 100 % – “đạt”"
    assert visible("a\u0302\u0301n") == "a\u0302\u0301n"


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("a\u202egnp.exe", "a[U+202E]gnp.exe"),
        ("\u200bx\ufeff", "[U+200B]x[U+FEFF]"),
        ("bell\x07\x1b[31m\x00", "bell[U+0007][U+001B][31m[U+0000]"),
        ("\ud800", "[U+D800]"),
        ("\U000e0041", "[U+E0041]"),
        ("a\u2028b\rc", "a[U+2028]b[U+000D]c"),
        ("tab\tand\u00a0space", "tab and space"),
        ("z" + "\u0301" * 6, "z" + "\u0301" * 4 + "[U+0301][U+0301]"),
    ],
)
def test_what_could_mislead_the_eye_is_written_out(hidden: str, shown: str) -> None:
    assert visible(hidden) == shown


def test_what_is_passed_unread_has_no_mark_no_control_and_no_odd_space() -> None:
    passed = [chr(code) for code in range(0x30000) if _PLAIN.fullmatch(chr(code))]
    assert len(passed) > 800
    assert {char for char in passed if unicodedata.category(char)[0] in "CMZ"} == {"\n", " "}


@pytest.mark.parametrize(
    ("portals", "systems", "vi", "en"),
    [
        (0, 0, "0 cổng", "0 portals"),
        (1, 0, "1 cổng", "1 portal"),
        (0, 1, "1 hệ thống", "1 system"),
        (1200, 3, "1.200 cổng, 3 hệ thống", "1,200 portals, 3 systems"),
    ],
)
def test_portals_and_systems_are_counted_in_words(portals: int, systems: int, vi: str, en: str) -> None:
    assert (VI.places(portals, systems), EN.places(portals, systems)) == (vi, en)


@given(st.text())
def test_whatever_comes_in_only_printable_characters_and_line_feeds_go_out(text: str) -> None:
    shown = visible(text)
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert visible(shown) == shown
    shown.encode()


def test_a_long_text_is_cut_and_says_how_much_is_missing() -> None:
    assert VI.cut("x" * 10_000, 100) == "x" * 100 + "… (lược bớt 9.900 ký tự)"
    assert EN.cut("x" * 101, 100) == "x" * 100 + "… (1 character left out)"
    assert EN.cut("x" * 100, 100) == "x" * 100


def test_words_are_told_in_the_language_and_unknown_ones_as_they_are() -> None:
    assert (VI.word("outcome", "fail"), EN.word("outcome", "fail")) == ("Không đạt", "Fail")
    assert VI.word("outcome", "sm\u202eiled") == "sm[U+202E]iled"


def test_numbers_keep_their_thousands_apart_as_each_language_does() -> None:
    assert (VI.number(1234567), EN.number(1234567)) == ("1.234.567", "1,234,567")


def test_times_are_told_as_in_viet_nam() -> None:
    assert VI.day(date(2026, 3, 1)) == "01/03/2026"
    assert VI.moment(datetime(2026, 12, 31, 17, 0, 5, tzinfo=UTC)) == "01/01/2027 00:00:05"
    start = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)
    assert VI.span(start, start.replace(minute=59)) == "16/11/2026 23:30 – 23:59"
    assert VI.span(start, start.replace(hour=17, minute=1)) == "16/11/2026 23:30 – 17/11/2026 00:01"


@pytest.mark.parametrize(
    ("observed", "shown"),
    [
        ("2026-03-01", "01/03/2026"),
        ("2027-08-01T23:59:59+00:00", "02/08/2027 06:59:59"),
        ("2026-02-31", "2026-02-31"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("2026-03-01 or so", "2026-03-01 or so"),
        ("TLSv1.2", "TLSv1.2"),
    ],
)
def test_observed_dates_are_read_as_dates_and_all_else_is_left(observed: str, shown: str) -> None:
    assert VI.observed(observed) == shown


def test_days_are_counted_to_the_end_and_from_it() -> None:
    assert [Wording("en").days_left(days) for days in (1234, 1, 0, -1, -2)] == [
        "1,234 days left",
        "1 day left",
        "0 days left",
        "expired 1 day ago",
        "expired 2 days ago",
    ]
    assert [Wording("vi").days_left(days) for days in (41, -3)] == ["còn 41 ngày", "đã hết hạn 3 ngày"]
