from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.inventory.explain import explain, explain_row
from agent.inventory.files import Folder
from agent.inventory.labels import LabelEntry
from agent.inventory.models import Content
from agent.inventory.part import Part
from agent.inventory.problems import Problem
from agent.inventory.register import Register
from agent.inventory.source import Source, read_yaml
from agent.inventory.systems import Assessment, System
from agent.inventory.texts import Text
from tests.agent.inventory.conftest import RIGHT, Desk


def explained(source: Source, folder: Folder, schema: type[Part] = Content) -> list[Problem]:
    try:
        schema.model_validate(source.data, context=folder)
    except ValidationError as error:
        return explain(error, source, schema)
    return []


def only_problem(desk: Desk, piece: str, other: str) -> Problem:
    assert RIGHT.count(piece) == 1
    source = read_yaml("a.yaml", RIGHT.replace(piece, other).encode())
    (problem,) = explained(source, Folder(desk.folder))
    return problem


@pytest.mark.parametrize(
    ("piece", "other", "field", "text"),
    [
        ("kind: commune}", "knd: commune, kind: commune}", "agencies[1].knd", Text.UNKNOWN_KEY),
        ("name: UBND xã Một, ", "", "agencies[1].name", Text.MISSING_KEY),
        ("plan: {status: Đã", "plan: {satus: x, status: Đã", "systems[0].plan.satus", Text.UNKNOWN_KEY),
        ("2: {status: Chưa triển khai}", "2: Chưa triển khai", "systems[0].layers.2", Text.NOT_MAPPING),
        ("2: {status: Chưa triển khai}", "7: {}", "systems[0].layers.7", Text.UNKNOWN_KEY),
        ("level: 2", "level: 6", "systems[0].level", Text.TOO_LARGE),
        ("timeout: 2", "timeout: 0", "vantage.timeout", Text.TOO_SMALL),
        ("timeout: 2", "timeout: []", "vantage.timeout", Text.NOT_DECIMAL),
        ("checked: [Trước khi đưa vào sử dụng, Định kỳ]", "checked: Định kỳ", "systems[0].checked", Text.NOT_LIST),
        ("approval: Đã được phê duyệt", "approval: Đã duyệt", "systems[0].approval", Text.BAD_WORD),
        ("until: 2026-12-31", "until: 31/12/2026", "waivers[0].until", Text.BAD_DATE),
    ],
)
def test_what_the_models_refuse_is_told_at_its_field(
    desk: Desk, piece: str, other: str, field: str, text: Text
) -> None:
    problem = only_problem(desk, piece, other)
    line = RIGHT[: RIGHT.index(piece)].count("\n") + 1

    assert (problem.field, problem.text) == (field, text)
    assert problem.line == line
    assert "{" not in problem.message


def test_an_unknown_key_is_told_the_keys_of_its_own_group(desk: Desk) -> None:
    problem = only_problem(desk, "1: {status: Đã", "1: {documents: x, status: Đã")

    assert problem.values == {
        "known": "status, document, people, trained, last_training, last_drill",
        "nearest": "document",
    }


def test_an_unknown_key_of_a_register_is_told_its_own_keys(desk: Desk) -> None:
    source = read_yaml("a.yaml", b"schema_version: 1\nportal: []\nagencies: [{id: a, name: A, kind: unit, paren: b}]\n")
    problems = explained(source, Folder(desk.folder), Register)

    assert [(problem.field, problem.values["nearest"]) for problem in problems] == [
        ("agencies[0].paren", "parent"),
        ("portal", "portals"),
    ]


def test_a_number_out_of_bounds_is_told_its_limit(desk: Desk) -> None:
    assert only_problem(desk, "level: 2", "level: 0").message == '"0" is too small; write 1 or more'


def test_a_row_of_a_table_is_told_at_its_line_and_column() -> None:
    with pytest.raises(ValidationError) as caught:
        LabelEntry.model_validate(
            {"domain": "a.test", "owner": None, "level": None, "since": "yesterday", "slug": None}
        )

    assert [str(problem) for problem in explain_row(caught.value, "labels.csv", 7)] == [
        'labels.csv, line 7, since: "yesterday" isn\'t a date; write year-month-day or day/month/year, '
        "such as 2026-03-01 or 01/03/2026"
    ]


NESTED = {"id", "url", "file", "from", "to", "found", "1", "2", *Assessment.model_fields, *System.model_fields}
KEYS = sorted({"register", *NESTED, *Content.model_fields})
SCALARS = st.none() | st.text("a:/.*-1é\x00", max_size=6)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
)


@given(ANYTHING)
def test_whatever_the_data_every_refusal_has_a_text(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    folder = Folder(tmp_path_factory.getbasetemp())
    problems = [found for schema in (Content, Register) for found in explained(Source("a.yaml", data), folder, schema)]

    assert problems
    assert all(str(problem) for problem in problems)
