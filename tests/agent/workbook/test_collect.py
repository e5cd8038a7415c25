"""What the rows of a workbook come to: nothing is lost, and every mistake is told where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from agent.inventory.files import Folder
from agent.inventory.register import ADMISSIONS, EMPTY, Register, dump_register, merge, plain
from agent.workbook.collect import collect
from agent.workbook.read import read_rows
from agent.workbook.write import workbook
from tests.agent.inventory.test_register import REGISTERS
from tests.agent.workbook.conftest import Clerk, Desk, example, headings

HEADS = headings()


def pruned(value: Any) -> Any:
    """Plain data without groups that hold nothing: they say nothing, and have no cell."""
    if isinstance(value, dict):
        found = {key: pruned(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item != {} or key in ADMISSIONS}
    return [pruned(item) for item in value] if isinstance(value, list) else value


def closed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A register whose references lead somewhere: each to the first agency or system, or nowhere."""
    agencies = [{key: value for key, value in agency.items() if key != "parent"} for agency in data.get("agencies", ())]
    agencies = [agency | ({"parent": agencies[0]["id"]} if number else {}) for number, agency in enumerate(agencies)]
    if not agencies:
        return {}
    first = agencies[0]["id"]
    systems = [
        system | {key: first for key in ("owner", "operator", "unit") if key in system}
        for system in data.get("systems", ())
    ]
    portals = [{**portal, "agency": first} for portal in data.get("portals", ())]
    for portal in portals:
        if portal.pop("system", None) is not None and systems:
            portal["system"] = systems[0]["id"]
    return {"agencies": agencies, "systems": systems, "portals": portals}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    path = tmp_path_factory.mktemp("register")
    (path / "a.pdf").write_bytes(b"x")
    return Folder(path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REGISTERS)
def test_a_register_goes_through_the_workbook_and_nothing_is_lost(folder: Folder, data: dict[str, Any]) -> None:
    made = Register.model_validate({"schema_version": 1} | pruned(closed(data)), context=folder)
    said = pruned(plain(made))

    collected = collect(read_rows("x.xlsx", workbook(said)), EMPTY, folder)

    assert [str(problem) for problem in collected.problems()] == []
    wanted = merge(EMPTY, Register.model_validate(said, context=folder)).register
    assert dump_register(collected.right()) == dump_register(wanted)


@pytest.fixture
def clerk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    return Clerk(desk.put(example(decision=None, incidents=[])).workbook)


@pytest.mark.parametrize(
    ("sheet", "key", "value", "place", "told"),
    [
        ("Hệ thống", "owner", "Sở Lạ", "D3", "add a row for it"),
        ("Hệ thống", "name", None, "B3", "fill it in"),
        ("Hệ thống", "id", "mã có dấu", "A3", "can't be an id"),
        ("Hệ thống", "decision.number", "1/QĐ", "", "says that there is none"),
        ("Hệ thống", "appraisal", "Không có", "", "says that there is none"),
        ("Hệ thống", "assessments", "Không có", "", "sheet Đánh giá has rows"),
        ("Hệ thống", "incidents", "Có", "", "sheet Sự cố has no row"),
        ("Hệ thống", "regulation.file", "van-ban/quy-che.pdf", "", "there is no file"),
        ("Hệ thống", "regulation.sha256", "a" * 64, "", "a hash needs its file"),
        ("Hệ thống", "upkeep.log_months", "6 tháng", "", "whole number"),
        ("Bốn lớp", "layers.1.trained", 9, "", "trained"),
        ("Bốn lớp", "layers.2.to", "31/12/2025", "", "before it begins"),
        ("Bốn lớp", "layers.2.hosts", "a b; www.a.test", "", "isn't a host name"),
        ("Bốn lớp", "system", "httt-la", "A3", "add a row for it"),
        ("Đánh giá", "tax_code", "12", "", "isn't a tax code"),
        ("Cổng", "system", "Hệ thống khác hẳn", "E3", "add a row for it"),
        ("Cổng", "url", "ftp://a.test/", "A3", ""),
        ("Cổng", "https_port", 70000, "", "too large"),
        ("Đơn vị", "parent", "Trung tâm Công nghệ thông tin", "D3", "run in a circle"),
    ],
)
def test_a_mistake_is_told_by_sheet_row_column_and_cure(
    clerk: Clerk, desk: Desk, sheet: str, key: str, value: object, place: str, told: str
) -> None:
    clerk.write(sheet, HEADS[sheet][key], value).save()

    problems = desk.problems()
    first = problems[0]
    wanted = place or clerk.address(sheet, _cell_told(sheet, key), 3)
    assert f"{first.place.letter}{first.place.row}" == wanted
    assert (first.place.sheet, told in first.message) == (sheet, True), first.message
    assert len(problems) == {"parent": 3, "name": 6}.get(key, 1), "a name that others refer to is missed there too"


def _cell_told(sheet: str, key: str) -> str:
    """Where a contradiction between cells is told."""
    return HEADS[sheet].get({"decision.number": "decision"}.get(key, key), "")


def test_rows_that_are_there_twice_are_told(clerk: Clerk, desk: Desk) -> None:
    for sheet in ("Đơn vị", "Hệ thống", "Phương án", "Cổng"):
        last = clerk.book[sheet].max_row
        for cell in list(clerk.book[sheet][last]):
            clerk.book[sheet].cell(last + 1, cell.column, cell.value)
    clerk.save()

    told = [f"{problem.place.sheet} {problem.place.letter}{problem.place.row}" for problem in desk.problems()]
    assert told == ["Đơn vị A6", "Hệ thống A4", "Phương án A4", "Cổng A4"]


def test_a_name_that_two_systems_have_needs_the_id(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    data = example(name="Trùng tên")
    data["systems"].append({"id": "hai", "name": "Trùng tên", "owner": "ubnd-tinh"})
    desk.put(data)
    assert desk.take().wrote
    monkeypatch.setenv("TUANTHU_LANG", "en")
    clerk = Clerk(desk.workbook)
    clerk.write("Cổng", HEADS["Cổng"]["system"], "trùng tên").save()

    assert "hai, httt-dvc; write the id" in desk.problem().message


def test_the_papers_of_a_workbook_lie_beside_the_inventory(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "qc.pdf").write_bytes(b"x")
    desk.put(example(regulation={"number": "1/QĐ", "file": "qc.pdf", "sha256": "a" * 64})).take()

    (system,) = desk.load().systems
    assert system.regulation is not None
    assert system.regulation.file is not None
    assert (system.regulation.file.path, system.regulation.sha256) == ("qc.pdf", "a" * 64)
