from datetime import date

import pytest

from reports.verdict_view import requirement_view
from reports.wording import Wording
from tests.reports.judged import asked

VI = Wording("vi")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (
            date(2026, 11, 16),
            [
                ("Nghị định 331/2026/NĐ-CP, Điều 18 (từ 19/08/2026)", ""),
                ("Công văn thử, mục 2", "văn bản chỉ đạo của tỉnh"),
            ],
        ),
        (
            date(2026, 6, 30),
            [
                ("Nghị định 85/2016/NĐ-CP, Điều 19 (đến 30/06/2026)", "theo nguồn thứ cấp"),
                ("Công văn thử, mục 2", "văn bản chỉ đạo của tỉnh"),
            ],
        ),
    ],
)
def test_only_the_law_of_the_day_is_cited_with_its_days(day: date, told: list[tuple[str, str]]) -> None:
    view = requirement_view(asked("plan.deployed"), "r1", day, VI)
    assert [(basis.text, basis.flag) for basis in view.citations] == told


def test_a_requirement_tells_from_when_to_when_it_binds_and_its_deadline() -> None:
    view = requirement_view(asked("a.b", deadline="2026-12-31", effective_to="2027-06-30"), "r1", date(2026, 8, 19), VI)
    assert (view.force_from, view.deadline) == ("từ 07/06/2019 đến 30/06/2027", "31/12/2026")
    assert requirement_view(asked("a.b"), "r1", date(2026, 8, 19), Wording("en")).force_from == "from 07/06/2019 on"
    assert requirement_view(asked("a.b"), "r1", date(2026, 8, 19), VI).deadline == ""
