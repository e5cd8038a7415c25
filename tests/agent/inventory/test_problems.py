from __future__ import annotations

import pytest

from agent.inventory.problems import (
    SHOWN,
    InventoryError,
    Problem,
    mistake,
    nearest,
    refuse_control_characters,
    shown,
)
from agent.inventory.texts import Text
from reports.i18n import translations


def test_a_sentence_has_file_line_field_what_is_wrong_and_the_cure() -> None:
    problem = Problem("tinh.yaml", 12, "portals[3].url", Text.URL_SCHEME, {"value": '"ftp://a.test/"'})

    assert str(problem) == (
        'tinh.yaml, line 12, portals[3].url: "ftp://a.test/" isn\'t a web address; begin it with https:// or http://'
    )
    assert problem.message == '"ftp://a.test/" isn\'t a web address; begin it with https:// or http://'


def test_a_sentence_leaves_out_the_line_and_the_field_that_it_has_not() -> None:
    assert str(Problem("tinh.yaml", 2, "", Text.NOT_UTF8)).startswith("tinh.yaml, line 2: the text")
    assert str(Problem("tinh.yaml", None, "", Text.YAML_EMPTY)).startswith("tinh.yaml: the file")


def test_a_sentence_suggests_the_nearest_word() -> None:
    problem = Problem("tinh.yaml", 1, "provinc", Text.UNKNOWN_KEY, {"known": "province", "nearest": "province"})

    assert problem.message.endswith("(did you mean province?)")


def test_a_sentence_speaks_vietnamese() -> None:
    problem = Problem("tinh.yaml", 12, "portals[3].agency", Text.MISSING_KEY)

    text = translations("agent", "vi").gettext(Text.MISSING_KEY.value)
    assert text in problem.sentence("vi")
    assert problem.sentence("vi").startswith("tinh.yaml, dòng 12, portals[3].agency: ")


def test_an_error_tells_its_problems_in_the_order_of_lines_one_a_line() -> None:
    error = InventoryError([Problem("a.yaml", 9, "", Text.NOT_UTF8), Problem("a.yaml", 2, "b", Text.MISSING_KEY)])

    assert [problem.line for problem in error.problems] == [2, 9]
    assert str(error).splitlines() == [str(problem) for problem in error.problems]
    assert error.sentences("vi").startswith("a.yaml, dòng 2, b: ")


def test_a_braced_value_is_shown_and_not_filled_in() -> None:
    problem = Problem("{file}.yaml", 1, "id", Text.BAD_ID, {"value": shown("{value}")})

    assert '"{value}"' in str(problem)
    assert str(problem).startswith("{file}.yaml")


def test_a_wrong_value_is_shown_short_and_without_control_characters() -> None:
    assert shown("a\x1b[31mb\n") == '"a�[31mb�"'
    assert shown("x" * 200) == f'"{"x" * (SHOWN - 1)}…"'


def test_the_nearest_word_is_found_only_where_one_is_near() -> None:
    assert nearest("agnecy", ["agency", "kind"]) == {"nearest": "agency"}
    assert nearest("zzz", ["agency", "kind"]) == {}


def test_a_mistake_carries_its_text_and_values() -> None:
    error = mistake(Text.BAD_DATE, value='"x"')

    assert Text[error.type] is Text.BAD_DATE
    assert error.context == {"value": '"x"'}


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\ud800b"])
def test_control_characters_and_lone_surrogates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        refuse_control_characters(text)


def test_line_breaks_and_letters_of_any_script_are_welcome() -> None:
    text = "Ủy ban\nnhân dân\txã 漢 🏛"
    refuse_control_characters(text)
    assert shown("Ủy ban 漢") == '"Ủy ban 漢"'
