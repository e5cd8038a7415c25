from __future__ import annotations

import datetime as dt

from agent.workbook.example import EXAMPLE
from agent.workbook.rows import flat_agencies, register_rows


def test_a_tree_of_agencies_is_laid_flat_each_below_its_parent() -> None:
    flat = list(flat_agencies([{"id": "a", "name": "A", "agencies": [{"id": "b"}]}, {"id": "c", "parent": "b"}]))

    assert flat == [{"id": "a", "name": "A", "parent": None}, {"id": "b", "parent": "a"}, {"id": "c", "parent": "b"}]


def test_references_are_shown_by_name_and_what_is_missing_is_left_out() -> None:
    rows = register_rows(EXAMPLE)

    assert {name: len(found) for name, found in rows.items()} == {
        "Đơn vị": 3, "Hệ thống": 1, "Phương án": 1, "Đánh giá": 1, "Bốn lớp": 1, "Sự cố": 1, "Cổng": 1,
    }  # fmt: skip
    assert rows["Hệ thống"][0]["operator"] == "Trung tâm Công nghệ thông tin"
    assert rows["Cổng"][0]["system"] == EXAMPLE["systems"][0]["name"]
    assert rows["Sự cố"][0]["found"] == dt.datetime(2026, 3, 1, 8)  # noqa: DTZ001
    assert "expected_approval" not in rows["Hệ thống"][0]
    assert "parent" not in rows["Đơn vị"][0]


def test_silence_is_an_empty_cell_and_none_a_word() -> None:
    silent = {"id": "a", "name": "A", "owner": "b"}
    said: dict[str, object] = silent | {"decision": None, "regulation": {}, "assessments": [], "checked": []}
    first, second = register_rows({"systems": [silent, said | {"id": "c"}]})["Hệ thống"]

    assert set(first) == {"id", "name", "owner"}
    assert {key: second[key] for key in ("decision", "regulation", "assessments", "checked")} == {
        "decision": "Không có",
        "regulation": "Có",
        "assessments": "Không có",
        "checked": "Không có",
    }


def test_sheets_that_a_system_says_nothing_for_have_no_row() -> None:
    rows = register_rows({"systems": [{"id": "a", "name": "A", "owner": "b"}]})

    assert [name for name, found in rows.items() if found] == ["Hệ thống"]
