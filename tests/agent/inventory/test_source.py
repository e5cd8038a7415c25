from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.inventory import source
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.source import MOST_LEVELS, Source, dotted, read_yaml
from agent.inventory.texts import Text


def read(text: str) -> Source:
    return read_yaml("a.yaml", text.encode())


def refused(data: bytes) -> Problem:
    with pytest.raises(InventoryError) as caught:
        read_yaml("a.yaml", data)
    (problem,) = caught.value.problems
    return problem


def test_scalars_stay_the_texts_that_they_are() -> None:
    data = read("phone: 0237123456\nlevel: 2\nday: 2026-03-01\nname: no\nhours: 10:30\nversion: 1.0").data

    assert data == {
        "phone": "0237123456",
        "level": "2",
        "day": "2026-03-01",
        "name": "no",
        "hours": "10:30",
        "version": "1.0",
    }


def test_only_plain_nulls_are_none() -> None:
    assert read("a: null\nb: ~\nc:\nd: 'null'\ne: ''").data == {"a": None, "b": None, "c": None, "d": "null", "e": ""}


def test_every_key_and_item_knows_its_line() -> None:
    found = read("a:\n  - x: 1\n    y: 2\n  -\n    z: 3\nb: 4\n")

    assert [found.line(place) for place in [("a",), ("a", 0, "x"), ("a", 0, "y"), ("a", 1, "z"), ("b",)]] == [
        1,
        2,
        3,
        5,
        6,
    ]
    assert found.line(("a", 0, "not there")) == 2, "a part that is missing is told where it should be"


def test_places_are_written_as_people_do() -> None:
    assert dotted(("portals", 3, "url")) == "portals[3].url"
    assert dotted(("a b", "c")) == '"a b".c'
    assert dotted(()) == ""


def test_a_byte_order_mark_is_welcome() -> None:
    assert read_yaml("a.yaml", b"\xef\xbb\xbfa: 1").data == {"a": "1"}


@pytest.mark.parametrize(
    ("data", "line", "text"),
    [
        (b"a: 1\nb: \xff", 2, Text.NOT_UTF8),
        (b"a: 1\nb: \x07", 2, Text.CONTROL_CHARACTER),
        (b"a: 1\nb: [1, 2\nc: 3", 3, Text.YAML_SYNTAX),
        (b"a: 'never closed", 1, Text.YAML_SYNTAX),
        (b"", None, Text.YAML_EMPTY),
        (b"# nothing\n", None, Text.YAML_EMPTY),
        (b"a:\n  [x]: 1", 2, Text.YAML_KEY),
        (b"a:\n  *x : 1", 2, Text.YAML_KEY),
        (b"a: " + b"[" * 100 + b"]" * 100, 1, Text.YAML_TOO_DEEP),
    ],
)
def test_what_stops_the_reading_is_told_with_its_line(data: bytes, line: int | None, text: Text) -> None:
    problem = refused(data)

    assert (problem.line, problem.text) == (line, text)


def test_a_bottomless_file_is_refused_at_once() -> None:
    assert refused(b"[" * 1_000_000).text is Text.YAML_TOO_DEEP


def test_nesting_within_the_limit_is_read() -> None:
    assert read("[" * MOST_LEVELS + "]" * MOST_LEVELS).data is not None


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("a: 1\nb: &x 2\nc: *x", "c", Text.YAML_ALIAS),
        ("a: 1\n\nb: !!python/name:os.system x", "b", Text.YAML_TAG),
        ("a: 1\nb: 2\na: 3", "a", Text.YAML_DUPLICATE_KEY),
        ("a: 1\nb: 2\n---\nc: 3", "", Text.YAML_SECOND_DOCUMENT),
    ],
)
def test_what_needs_mending_is_noted_and_the_rest_read(text: str, field: str, expected: Text) -> None:
    found = read(text)

    assert [(problem.line, problem.field, problem.text) for problem in found.problems] == [(3, field, expected)]
    assert found.data["a"] == "1"


def test_the_first_of_two_equal_keys_counts_and_the_second_names_it() -> None:
    found = read("a: {b: 1}\na: {b: 2, c: 3}")

    assert found.data == {"a": {"b": "1"}}
    assert found.problems[0].values == {"first": "1"}


def test_a_bomb_of_aliases_stays_small() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9))

    found = read(f"l0: &l0 [boom]\n{levels}")

    assert found.data["l8"] == [None] * 9
    assert {problem.text for problem in found.problems} == {Text.YAML_ALIAS}


@given(st.text(st.sampled_from("ab:-[]{}&*!'\"#|>%@`\n ,?~\t"), max_size=60))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    problems: list[Problem] = []
    found = None
    try:
        found = read(text)
    except InventoryError as error:
        problems = error.problems

    assert found is not None or problems


def test_the_reader_in_pure_python_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a:\n  - {b: 1, c: null}\nd: 'x'\na: *y"
    fast = read(text)
    monkeypatch.setattr(source, "_LOADER", yaml.SafeLoader)

    assert read(text) == fast
