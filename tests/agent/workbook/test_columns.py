from __future__ import annotations

import pytest

from agent.inventory.models import Agency, Portal
from agent.inventory.part import Part
from agent.inventory.register import plain
from agent.inventory.systems import System
from agent.workbook.columns import SHEETS, SYSTEMS, Kind, Sheet
from agent.workbook.example import EXAMPLE
from agent.workbook.read import MOST_COLUMNS
from checks.security_plan.record import GROUPS, PARTS
from checks.trust_label.folding import folded


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_headings_and_keys_of_a_sheet_differ(sheet: Sheet) -> None:
    assert len({folded(column.heading) for column in sheet.columns}) == len(sheet.columns) <= MOST_COLUMNS
    assert len({column.key for column in sheet.columns}) == len(sheet.columns)
    assert all(sheet.headed(column.heading.upper()) is column for column in sheet.columns)
    assert all((column.words is None) == (column.kind not in _LISTED) for column in sheet.columns)


_LISTED = (Kind.WORD, Kind.WORDS, Kind.EXISTS, Kind.ROWS)


def test_every_column_has_a_block_and_a_paper_one_of_its_own() -> None:
    for sheet in SHEETS:
        assert all(column.block for column in sheet.columns)
    papers = [column.block for column in SYSTEMS.columns if column.key.startswith("decision")]
    assert len(papers) == 7
    assert set(papers) == {"Quyết định phê duyệt"}


def test_the_plan_has_every_part_and_group() -> None:
    keys = {column.key for sheet in SHEETS for column in sheet.columns}
    assert {f"plan.parts.{part}" for part in PARTS} | {f"plan.groups.{group}" for group in GROUPS} <= keys


def leaves(model: type[Part], prefix: str = "") -> set[str]:
    """Every dotted key that a model has, groups within it opened."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        key = prefix + (field.alias or name)
        inner = _models(field.annotation)
        found |= leaves(inner[0], f"{key}.") if inner else {key}
    return found


def _models(annotation: object) -> list[type[Part]]:
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, Part) else []
    return [model for argument in getattr(annotation, "__args__", ()) for model in _models(argument)]


def test_nothing_that_a_register_can_say_lacks_a_column() -> None:
    columns = {sheet.name: {column.key for column in sheet.columns} for sheet in SHEETS}
    systems = columns["Hệ thống"] | columns["Phương án"] | columns["Bốn lớp"]
    systems |= {f"assessments.{key}" for key in columns["Đánh giá"]} | {f"incidents.{key}" for key in columns["Sự cố"]}
    wanted = leaves(System) - {"plan.parts", "plan.groups"}

    assert wanted - systems == set()
    assert leaves(Portal) - columns["Cổng"] == set()
    agency = Agency.model_fields.keys() - {"agencies", "contact"}
    assert agency <= columns["Đơn vị"]
    assert plain(System.model_validate({"id": "a", "name": "A", "owner": "b"})) == {
        "id": "a",
        "name": "A",
        "owner": "b",
    }


def test_the_example_fills_nearly_every_column() -> None:
    system = EXAMPLE["systems"][0]
    assert set(system) >= {column.key.split(".")[0] for column in SYSTEMS.columns} - {"expected_approval"}
