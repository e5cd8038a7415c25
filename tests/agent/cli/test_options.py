"""What several commands take from the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import pytest

from agent.cli.options import Day, WordList, database_url, examples, exit_status, together
from policies.verdict import Outcome, Severity, Verdict


def verdict(outcome: Outcome, severity: Severity) -> Verdict:
    return Verdict("tls.https", outcome, severity, 1, {"vi": "vì", "en": "why"}, ("0",))


@pytest.mark.parametrize("written", ["30/06/2024", "2024-06-30"])
def test_a_day_is_written_the_vietnamese_or_the_iso_way(written: str) -> None:
    assert Day().convert(written, None, None) == date(2024, 6, 30)
    assert Day().convert("1/7/2026", None, None) == date(2026, 7, 1)


@pytest.mark.parametrize(
    "written", ["31/02/2026", "06-30-2024", "2024", "", "a/b/c", "9" * 30 + "-1-1", "2024-06-30-1"]
)
def test_what_is_no_day_is_told(written: str) -> None:
    with pytest.raises(click.BadParameter, match="31/12/2026"):
        Day().convert(written, None, None)


def test_words_of_a_list_are_taken_once_and_in_order() -> None:
    words = WordList(("ipv6", "tls", "web"))
    assert words.convert("web, tls,web", None, None) == ("web", "tls")
    assert words.convert(("tls",), None, None) == ("tls",)


@pytest.mark.parametrize("written", ["tls,tsl", "", "tls,"])
def test_a_word_that_is_not_in_the_list_is_told_with_the_list(written: str) -> None:
    with pytest.raises(click.BadParameter, match="ipv6, tls"):
        WordList(("ipv6", "tls")).convert(written, None, None)


@pytest.mark.parametrize(
    ("outcome", "severity", "fail_on", "status"),
    [
        (Outcome.FAIL, Severity.CRITICAL, None, 0),
        (Outcome.FAIL, Severity.CRITICAL, "critical", 1),
        (Outcome.FAIL, Severity.HIGH, "critical", 0),
        (Outcome.FAIL, Severity.HIGH, "low", 1),
        (Outcome.UNKNOWN, Severity.CRITICAL, "low", 0),
        (Outcome.WAIVED, Severity.CRITICAL, "low", 0),
        (Outcome.PASS, Severity.CRITICAL, "low", 0),
    ],
)
def test_only_a_fail_at_or_above_the_severity_is_status_1(
    outcome: Outcome, severity: Severity, fail_on: str | None, status: int
) -> None:
    assert exit_status([verdict(outcome, severity)], fail_on) == status
    assert exit_status([], fail_on) == 0


def test_the_database_lies_in_the_output_folder_unless_named() -> None:
    assert database_url(None, Path("reports")) == "sqlite:///reports/tuanthu.db"
    assert database_url("postgresql://host/name", Path("reports")) == "postgresql://host/name"


def test_options_together_keep_their_order() -> None:
    @click.command()
    @together(click.option("--first"), click.option("--second"))
    def command(first: str, second: str) -> None: ...

    assert [option.name for option in command.params] == ["first", "second"]


def test_examples_stand_one_to_a_line() -> None:
    assert examples("check a", "check b").splitlines()[2:] == ["  tuanthu check a", "  tuanthu check b"]
