from __future__ import annotations

from typing import Any

import pytest

from agent.inventory.problems import Problem
from agent.inventory.references import check_references
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
    [None, "x", [], {"agencies": "x", "portals": None}, {"portals": [None, "x", {"url": ["x"], "agency": {}}]}],
)
def test_data_of_any_shape_is_walked_without_a_word(data: Any) -> None:
    assert list(check_references(Source("a.yaml", data))) == []


def test_an_unreadable_url_is_left_to_the_models() -> None:
    assert found("portals: [{url: 'ftp://a.test/'}, {url: 'ftp://a.test/'}]") == []
