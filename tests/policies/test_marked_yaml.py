"""YAML with line numbers."""

from __future__ import annotations

from datetime import date

import pytest

from policies.marked_yaml import MarkedYamlError, load_marked

TEXT = """\
id: a.b
when: 2026-08-19
citation:
  - instrument: Luật
    clause: Điều 1
title: {vi: một, en: one}
"""


def test_the_data_are_plain() -> None:
    assert load_marked(TEXT).value == {
        "id": "a.b",
        "when": date(2026, 8, 19),
        "citation": [{"instrument": "Luật", "clause": "Điều 1"}],
        "title": {"vi": "một", "en": "one"},
    }


def test_every_value_knows_its_line() -> None:
    marked = load_marked(TEXT)
    assert [marked.line(path) for path in [("id",), ("citation",), ("citation", 0, "clause"), ("title", "en")]] == [
        1,
        3,
        5,
        6,
    ]


def test_a_value_that_is_missing_is_placed_where_it_should_have_been() -> None:
    assert load_marked(TEXT).line(("citation", 0, "confirmation")) == 4


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: [1\nc: 2\n", 3, "not valid YAML: "),
        ("a: 1\nb: 2\na: 3\n", 3, "the key a is given twice; remove one of them"),
        ("a: &x [1]\nb: *x\n", 2, "an alias (*name) stands here; write the value out"),
        ("", 1, "the file is empty"),
        ("a: 1\n---\nb: 2\n", 2, "not valid YAML: "),
        ("a: !!python/object/apply:os.getcwd []\n", 1, "not valid YAML: "),
        ("a: 2026-99-99\n", 1, "not valid YAML: "),
        ("a: \x07\n", 1, "not valid YAML: "),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(MarkedYamlError) as error:
        load_marked(text)
    assert (error.value.line, str(error.value)[: len(message)]) == (line, message)
    assert "\n" not in str(error.value)
