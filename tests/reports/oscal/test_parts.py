from datetime import UTC, date, datetime

import pytest

from reports.oscal.parts import code, end_of, filled, identifier, instructions, moment, plain, prose
from reports.remedy import blocks
from reports.wording import Wording

VI = Wording("vi")


def test_an_identifier_is_a_uuid_of_version_5_and_depends_on_every_name() -> None:
    assert identifier("finding", "a", "b") == identifier("finding", "a", "b")
    assert identifier("finding", "a", "b") != identifier("finding", "a", "c")
    assert identifier("finding", "a", "b")[14] == "5"
    assert identifier("\ud800") != identifier("\ud801")


def test_times_are_told_in_utc_and_days_end_in_vietnam() -> None:
    assert moment("2026-11-16T08:01:41+07:00") == "2026-11-16T01:01:41+00:00"
    assert moment(datetime(2026, 11, 16, tzinfo=UTC)) == "2026-11-16T00:00:00+00:00"
    assert end_of(date(2026, 12, 31)) == "2026-12-31T23:59:59+07:00"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Máy chủ còn chấp nhận TLSv1.0.", "Máy chủ còn chấp nhận TLSv1.0."),
        ("<b>[x](y)</b>", "\\<b\\>\\[x\\](y)\\</b\\>"),
        ("{{ insert: param, x }}", "\\{\\{ insert: param, x \\}\\}"),
        ("a_b *c* `d` ~e~ ^f^ &amp; \\", "a\\_b \\*c\\* \\`d\\` \\~e\\~ \\^f\\^ \\&amp; \\\\"),
        ("# tiêu đề", "\\# tiêu đề"),
        ("- mục", "\\- mục"),
        ("12. mục", "12\\. mục"),
        ("một\n\n# hai\tba", "một # hai ba"),
        ("\u202etxt", "\\[U+202E\\]txt"),
        ("", "–"),
        (" \n ", "–"),
    ],
)
def test_a_text_from_outside_is_shown_and_does_nothing(text: str, told: str) -> None:
    assert prose(text, VI) == told


def test_values_are_in_one_line_and_cut() -> None:
    assert plain(" a\n b ", VI) == "a b"
    assert plain("a" * 30, VI, 10).startswith("a" * 10 + "… (")


def test_a_remedy_keeps_its_steps_and_its_code() -> None:
    told = instructions(blocks("Sửa tệp a_b:\n1. Đặt `ssl_protocols TLSv1.2;`\n   - rồi nạp lại"), VI)
    assert told == "Sửa tệp a\\_b:\n\n1. Đặt `ssl_protocols TLSv1.2;`\n\n   - rồi nạp lại"
    assert instructions([], VI) == "–"
    assert instructions(blocks("Đặt:\n  a <b>\n  c"), VI) == "Đặt:\n\n```\na <b>\nc\n```"


def test_code_cannot_leave_its_fence() -> None:
    assert code("a\n```\n# b") == "```\na\n\n# b\n```"


def test_nothing_empty_is_written() -> None:
    assert filled({"a": [], "b": None, "c": "", "d": 0, "e": {}}) == {"d": 0, "e": {}}
