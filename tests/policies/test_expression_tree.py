"""Syntax trees of checked expressions."""

from __future__ import annotations

import pytest
from cel_expr_python import cel

from policies.expression_tree import Kind, Node, Shape, parse

ENVIRONMENT = cel.NewEnv(
    variables={
        "a.flag": cel.Type("bool"),
        "a.any": cel.Type("dyn"),
        "a.words": cel.Type("list<string>"),
        "a.object": cel.Type("map<string,dyn>"),
        "a.objects": cel.Type("list<map<string,dyn>>"),
    }
)


def tree(text: str) -> Node:
    return parse(ENVIRONMENT.compile(text).serialize())


def names(text: str, kind: Kind) -> set[str]:
    return {node.name for node in tree(text).walk() if node.kind is kind} - {"@result"}


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("a.flag", Shape.PLAIN),
        ("'x'", Shape.PLAIN),
        ("null", Shape.PLAIN),
        ("timestamp('2026-01-01T00:00:00Z')", Shape.PLAIN),
        ("a.any", Shape.DYNAMIC),
        ("a.object.x", Shape.DYNAMIC),
        ("a.words", Shape.LIST),
        ("[[1]]", Shape.LIST),
        ("a.object", Shape.OBJECT),
        ("{'a': 1}", Shape.OBJECT),
        ("a.objects[0]", Shape.OBJECT),
        ("a.objects", Shape.OBJECTS),
        ("[[a.object]]", Shape.OBJECTS),
        ("a.objects.filter(e, e.x == 1)", Shape.OBJECTS),
        ("a.objects.map(e, e.x)", Shape.LIST),
    ],
)
def test_the_shape_of_an_expression_is_known(text: str, shape: Shape) -> None:
    assert tree(text).shape is shape


def test_dotted_variables_are_one_name() -> None:
    assert names("a.flag && a.object.flag == a.any", Kind.NAME) == {"a.flag", "a.object", "a.any"}


def test_a_loop_variable_hides_a_fact_of_the_same_name() -> None:
    assert names("a.objects.all(a, a.flag)", Kind.NAME) == {"a.objects", "a"}


def test_members_and_string_keys_are_found() -> None:
    assert names("a.object.x == a.object['y']", Kind.MEMBER) == {"x"}
    assert "y" in names("a.object.x == a.object['y']", Kind.CONSTANT)


def test_a_test_for_presence_is_marked() -> None:
    assert [node.name for node in tree("has(a.object.x) && a.any.has == 1").walk() if node.tests_presence] == ["x"]


def test_everything_inside_of_literals_and_loops_is_walked() -> None:
    text = "[a.flag, {'k': a.any}.k == a.words].exists(x, x || a.objects.exists(e, e.y == {1: 2.5}[1]))"
    assert names(text, Kind.NAME) >= {"a.flag", "a.any", "a.words", "a.objects", "x", "e"}
