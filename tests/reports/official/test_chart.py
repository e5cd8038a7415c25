from __future__ import annotations

import struct

from reports.official.chart import WIDTH, pictures
from reports.official.shape import Bar, BarPart

HALF = Bar((BarPart("fail", "Không đạt", "1", 0, 50), BarPart("pass", "Đạt", "1", 50, 50)), "một nửa")
ALL = Bar((BarPart("unknown", "Chưa xác định", "2", 0, 60), BarPart("waived", "Được miễn", "1", 60, 40)), "tất cả")


def test_a_bar_is_a_sharp_picture_as_wide_as_the_text() -> None:
    for png in pictures([HALF, ALL]).values():
        width, height = struct.unpack(">II", png[16:24])
        assert png.startswith(b"\x89PNG")
        assert round(width / 300 * 25.4) == WIDTH
        assert 8 < height / 300 * 25.4 < 16


def test_each_bar_has_its_own_picture_and_the_same_bar_the_same() -> None:
    drawn = pictures([HALF, ALL, HALF])

    assert list(drawn) == [HALF, ALL]
    assert drawn[HALF] != drawn[ALL]
    assert pictures([HALF]) == {HALF: drawn[HALF]}


def test_nothing_is_drawn_of_a_bar_without_parts() -> None:
    assert pictures([Bar((), "không có")]) == {}
