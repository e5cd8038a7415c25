from __future__ import annotations

import pytest

from agent.workbook import problems
from agent.workbook.problems import CellProblem, Place, WorkbookError


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("Cổng"), "trang Cổng"),
        (Place("Cổng", 3), "trang Cổng, dòng 3"),
        (Place("Cổng", 3, "D"), "trang Cổng, ô D3"),
        (Place("Cổng", 3, "D", "Loại cổng"), "trang Cổng, ô D3 (Loại cổng)"),
    ],
)
def test_a_place_is_told_as_exactly_as_it_is_known(place: Place, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "vi")
    assert str(place) == text


def test_an_error_lists_its_problems_but_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "vi")
    monkeypatch.setattr(problems, "MOST_TOLD", 1)
    error = WorkbookError([CellProblem(Place("Cổng", row), "sai") for row in (3, 4, 5)])

    assert str(error) == "trang Cổng, dòng 3: sai\n... và 2 lỗi nữa"
    assert len(error.problems) == 3
