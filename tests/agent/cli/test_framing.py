"""The frame of help and errors: all of it is in the language of the command."""

import pytest

from tests.commands import tuanthu


@pytest.mark.parametrize("arguments", [[], ["audit"], ["schedule"], ["evidence", "add"]])
def test_no_word_of_click_is_left_in_english(arguments: list[str]) -> None:
    helped = tuanthu(*arguments, "--help", lang="vi").stdout
    assert "Cách dùng: tuanthu" in helped
    assert "Hiện hướng dẫn này." in helped
    for english in ("Usage:", "Options:", "Commands:", "Show th", "[default", "required]"):
        assert english not in helped


def test_what_stands_for_a_value_is_the_same_in_every_language() -> None:
    for lang in ("vi", "en"):
        assert "--ca-file PATH" in tuanthu("doctor", "--help", lang=lang).stdout


def test_english_is_what_click_says() -> None:
    helped = tuanthu("audit", "--help").stdout
    assert "Usage: tuanthu audit" in helped
    assert "[default: bao-cao]" in helped
