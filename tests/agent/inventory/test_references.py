from __future__ import annotations

from typing import Any

import pytest

from agent.inventory.problems import Problem
from agent.inventory.references import MOST_ABOVE, MOST_NEAREST, check_duplicates, check_references
from agent.inventory.source import Source, read_yaml
from agent.inventory.texts import Text
from tests.agent.inventory.conftest import RIGHT


def found(text: str) -> list[Problem]:
    return list(check_references(read_yaml("a.yaml", text.encode())))


def test_a_right_inventory_has_every_reference() -> None:
    assert found(RIGHT) == []


@pytest.mark.parametrize(
    ("piece", "other", "field", "text", "value"),
    [
        ("owner: ubnd-tinh", "owner: ubnd-tih", "systems[0].owner", Text.NO_AGENCY, "ubnd-tih"),
        ("operator: ttcntt", "operator: tt", "systems[0].operator", Text.NO_AGENCY, "tt"),
        ("operator: ttcntt", "unit: tt", "systems[0].unit", Text.NO_AGENCY, "tt"),
        ("agency: xa-mot", "agency: xa-hai", "portals[1].agency", Text.NO_AGENCY, "xa-hai"),
        ("system: httt-cong", "system: httt", "portals[0].system", Text.NO_SYSTEM, "httt"),
        (
            "https://www.thidiem.gov.test:8443/",
            "https://www.thidiem.gov.test/",
            "waivers[0].portal",
            Text.NO_PORTAL,
            "https://www.thidiem.gov.test/",
        ),
    ],
)
def test_a_reference_to_nothing_is_told(piece: str, other: str, field: str, text: Text, value: str) -> None:
    (problem,) = found(RIGHT.replace(piece, other, 1))

    assert (problem.field, problem.text, problem.values["value"]) == (field, text, f'"{value}"')


def test_a_misspelt_reference_is_told_the_nearest() -> None:
    (problem,) = found(RIGHT.replace("owner: ubnd-tinh", "owner: ubnd-tih"))

    assert problem.values["nearest"] == "ubnd-tinh"


@pytest.mark.parametrize(
    ("piece", "other", "field", "text", "first"),
    [
        ("{id: ttcntt,", "{id: ubnd-tinh,", "agencies[0].agencies[0].agencies[0].id", Text.DUPLICATE_ID, "10"),
        ("{id: xa-mot,", "{id: so-khcn,", "agencies[1].id", Text.DUPLICATE_ID, "15"),
        (
            "http://xamot.thidiem.gov.test/",
            "https://www.THIDIEM.gov.test:8443/",
            "portals[1].url",
            Text.DUPLICATE_PORTAL,
            "37",
        ),
    ],
)
def test_what_is_there_twice_is_told_where_it_was_first(
    piece: str, other: str, field: str, text: Text, first: str
) -> None:
    problem = found(RIGHT.replace(piece, other))[0]

    assert (problem.field, problem.text, problem.values["first"]) == (field, text, first)


def test_two_systems_of_one_id_are_told() -> None:
    problems = found("systems:\n  - {id: a}\n  - {id: b}\n  - {id: a}\n")

    assert [(problem.line, problem.field) for problem in problems] == [(4, "systems[2].id")]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "x",
        [],
        {"agencies": "x", "portals": None},
        {"portals": [None, "x", {"url": ["x"], "agency": {}}]},
        {"agencies": [{"id": ["x"], "parent": {}, "agencies": [None, {"id": None}]}]},
    ],
)
def test_data_of_any_shape_is_walked_without_a_word(data: Any) -> None:
    assert list(check_references(Source("a.yaml", data))) == []


def test_an_unreadable_url_is_left_to_the_models() -> None:
    assert found("portals: [{url: 'ftp://a.test/'}, {url: 'ftp://a.test/'}]") == []


def both(first: str, second: str) -> list[Problem]:
    return list(check_references(*(read_yaml(name, text.encode()) for name, text in (("a", first), ("b", second)))))


def test_references_lead_from_one_file_into_the_other() -> None:
    main = "agencies: [{id: x, agencies: [{id: y}]}]\nportals: [{url: 'https://a.test/', agency: z, system: s}]\n"
    further = "agencies: [{id: z, parent: y}]\nsystems: [{id: s, owner: x, operator: z, unit: y}]\n"

    assert both(main, further) == []
    assert [(problem.file, problem.field) for problem in both(main, further.replace("parent: y", "parent: q"))] == [
        ("b", "agencies[0].parent")
    ]


def test_what_is_in_both_files_is_told_in_the_second() -> None:
    main = "\nagencies: [{id: x, agencies: [{id: y}]}]\nsystems: [{id: s}]\nportals: [{url: 'https://a.test'}]\n"
    further = "agencies: [{id: y}]\nsystems: [{id: s}]\nportals: [{url: 'https://A.test/'}]\n"
    problems = both(main, further)

    assert [(str(problem), problem.text) for problem in problems] == [
        (
            'b, line 1, agencies[0].id: the id "y" is already in a, line 2; give each its own',
            Text.ID_ELSEWHERE,
        ),
        (
            'b, line 2, systems[0].id: the id "s" is already in a, line 3; give each its own',
            Text.ID_ELSEWHERE,
        ),
        (
            'b, line 3, portals[0].url: the portal "https://a.test/" is already in a, line 4; delete one of the two',
            Text.PORTAL_ELSEWHERE,
        ),
    ]


def test_duplicates_alone_are_told_without_references() -> None:
    source = read_yaml("a", b"agencies: [{id: x, parent: none}, {id: x}]\nsystems: [{id: s, owner: none}]\n")

    assert [problem.field for problem in check_duplicates(source)] == ["agencies[1].id"]


@pytest.mark.parametrize(
    "agencies",
    [
        "[{id: x, parent: x}]",
        "[{id: x, parent: y}, {id: y, parent: x}]",
        "[{id: x, parent: y, agencies: [{id: y}]}]",
    ],
)
def test_parents_that_run_in_a_circle_are_told(agencies: str) -> None:
    problems = both("agencies: []", f"agencies: {agencies}")

    assert problems
    assert {(problem.file, problem.text) for problem in problems} == {("b", Text.PARENTS)}


@pytest.mark.parametrize(("above", "right"), [(MOST_ABOVE, True), (MOST_ABOVE + 1, False)])
def test_agencies_lie_only_so_deep(above: int, right: bool) -> None:
    rows = [f"{{id: a{number}, parent: a{number - 1}}}" for number in range(1, above + 1)]
    problems = both("agencies: [{id: a0}]", f"agencies: [{', '.join(rows)}]")

    assert [problem.field for problem in problems] == ([] if right else [f"agencies[{above - 1}].parent"])


def test_only_so_many_wrong_ids_are_compared_with_all() -> None:
    rows = "".join(f"  - {{id: s{number}, owner: so-y-te-{number:05}}}\n" for number in range(1, MOST_NEAREST + 2))
    problems = found(f"agencies: [{{id: so-y-te-00000}}]\nsystems:\n{rows}")

    assert ["nearest" in problem.values for problem in problems] == [True] * MOST_NEAREST + [False]
