"""What a log line looks like, and that nothing in it can pass for another line or command a terminal."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from typing import Any

import pytest

from agent.logs import MOST_EXTRAS, MOST_TEXT, MOST_TRACE, HumanFormatter, Style, json_formatter, style_of

HOSTILE = "header \x1b]0;owned\x07\nERROR agent: second line\u202e"


def record(message: str, **extra: Any) -> logging.LogRecord:
    """A warning about this message, as a logger would hand it on."""
    return logging.getLogger("checks").makeRecord("checks", 30, "file.py", 1, "%s", (message,), None, extra=extra)


def failed(message: str) -> logging.LogRecord:
    """A warning that carries the trace of an error with this message."""
    told = record("it failed")
    try:
        raise ValueError(message)
    except ValueError:
        told.exc_info = sys.exc_info()
    return told


def as_json(told: logging.LogRecord) -> dict[str, Any]:
    """The object in the one line that is told in JSON."""
    line = json_formatter().format(told)
    assert line.isascii()
    assert line.isprintable()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_a_message_for_people_cannot_command_the_terminal_or_pass_for_another() -> None:
    assert HumanFormatter().format(record(HOSTILE)) == "WARNING checks: header ]0;owned\n    ERROR agent: second line"


def test_a_message_for_people_ends_with_what_it_is_about() -> None:
    told = HumanFormatter().format(record("saved", audit="20261122-1", portal="https://a.test/\x1b", colour="red"))
    assert told == "WARNING checks: saved audit=20261122-1 portal=https://a.test/"


def test_a_message_in_json_has_the_names_that_log_collectors_know() -> None:
    told = record(HOSTILE, audit="20261122-1", left=3)
    told.created = 1_796_000_000.25
    parsed = as_json(told)
    assert parsed.pop("process.pid") == os.getpid()
    assert parsed == {
        "@timestamp": "2026-11-30T00:53:20.250+00:00",
        "log.level": "WARNING",
        "log.logger": "checks",
        "message": HOSTILE,
        "audit": "20261122-1",
        "left": 3,
    }


def test_a_trace_in_json_stays_in_its_line() -> None:
    trace = as_json(failed(HOSTILE))["error.stack_trace"]
    assert trace.startswith("Traceback")
    assert trace.endswith(HOSTILE)


def test_long_messages_and_traces_are_cut() -> None:
    long = "é" * 100_000
    assert len(as_json(record(long, portal=long))["message"]) == MOST_TEXT + 1
    assert len(as_json(record("", portal=long))["portal"]) == MOST_TEXT + 1
    assert len(as_json(failed(long))["error.stack_trace"]) == MOST_TRACE + 1
    assert len(HumanFormatter().format(record(long, portal=long))) < 3 * MOST_TEXT
    assert len(HumanFormatter().format(failed(long))) < MOST_TRACE + MOST_TEXT


def test_a_message_carries_no_more_than_so_many_values() -> None:
    parsed = as_json(record("many", **{f"value{number}": number for number in range(100)}))
    assert len([name for name in parsed if name.startswith("value")]) == MOST_EXTRAS


@pytest.mark.parametrize(
    ("environment", "style"),
    [
        ({}, Style("WARNING", "human")),
        ({"TUANTHU_LOG": "debug", "TUANTHU_LOG__FORMAT": "JSON"}, Style("DEBUG", "json")),
        ({"TUANTHU_LOG": "loud", "TUANTHU_LOG__FORMAT": "xml"}, Style("WARNING", "human")),
        ({"TUANTHU_LOG": "debug", "TUANTHU_LOG__LEVEL": "error"}, Style("ERROR", "human")),
    ],
)
def test_the_environment_says_the_style(environment: dict[str, str], style: Style) -> None:
    assert style_of(environment) == style


def test_the_style_holds_for_every_logger_of_ours_and_may_be_changed() -> None:
    program = (
        "import logging; from agent.logs import *; log, other = map(logging.getLogger, ('agent.x', 'alembic'))\n"
        "set_up(Style()); log.warning('one'); log.info('no')\n"
        "set_up(Style('INFO', 'json')); log.info('two'); log.debug('no'); other.info('no'); other.warning('three')\n"
        "set_up(Style('ERROR')); log.warning('no'); other.warning('no')"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr
    first, *others = told.splitlines()
    assert first == "WARNING agent.x: one"
    assert [json.loads(line)["message"] for line in others] == ["two", "three"]
