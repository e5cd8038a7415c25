"""What portals say is shown, never obeyed."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from agent.cli.show import counts_line, outcome_text, outcome_word, print_json, safe, safe_lines
from policies.verdict import Outcome

HOSTILE = "a\x1b[31mb\x9bc\x07\r\u202e\u2066d\u200b\ud800\ue000\U000e0041é"


def test_control_and_direction_characters_are_left_out() -> None:
    assert safe(HOSTILE) == "a[31mbcdé"
    assert safe("một\tdòng\nhai") == "một dòng hai"


def test_long_text_is_cut_and_says_so() -> None:
    assert safe("x" * 401) == "x" * 400 + "…"
    assert safe("x" * 400) == "x" * 400
    assert safe("abc", limit=2) == "ab…"


def test_lines_of_our_own_stay_lines() -> None:
    assert safe_lines("one\x1b]0;x\x07\n  two\u202e\n") == "one]0;x\n  two"


def test_json_escapes_what_a_terminal_might_obey_and_keeps_its_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    document = {"tựa đề": HOSTILE, "list": [1, None, True]}
    print_json(document)
    printed = capsys.readouterr().out
    assert json.loads(printed) == document
    assert "tựa đề" in printed
    for character in "\x1b\x9b\x07\r\u202e\u2066\u200b\ud800\U000e0041":
        assert character not in printed


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_verdict_has_a_sign_and_a_word_and_not_only_a_colour(outcome: Outcome) -> None:
    plain = outcome_text(outcome.value).plain
    sign, _space, word = plain.partition(" ")
    assert len(sign) == 1
    assert word == outcome_word(outcome.value)


def test_only_the_outcomes_that_occur_are_counted() -> None:
    counted = counts_line(["pass", "pass", "fail"]).plain
    assert counted.split() == ["✓", "2", *outcome_word("pass").split(), "✗", "1", *outcome_word("fail").split()]


def test_text_is_never_markup(capsys: pytest.CaptureFixture[str]) -> None:
    from agent.cli.show import err, out

    assert isinstance(out, Console)
    out.print("[bold]a[/bold] :smile: [/]")
    err.print("[red]b[/red]")
    printed = capsys.readouterr()
    assert printed.out == "[bold]a[/bold] :smile: [/]\n"
    assert printed.err == "[red]b[/red]\n"
