"""The messages of the agent on stderr: lines for people, or one JSON object a line for a log collector.

Messages may repeat what a portal said, so neither form lets a character through that a terminal might obey, and
each part of a message is bounded.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, get_args

Format: TypeAlias = Literal["human", "json"]
Level: TypeAlias = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
Word = TypeVar("Word", bound=str)

OURS = ("agent", "checks", "policies", "reports", "__main__")
"""Loggers whose messages are told from the level wanted on; libraries are heard from WARNING on."""
CONTEXT = ("run", "audit", "portal", "schedule", "notice")
"""What a message may say that it is about, as `extra={"audit": …}`: lines for people end with it."""
MOST_TEXT = 4_000
"""Characters of a message, or of a value beside it."""
MOST_TRACE = 16_000
"""Characters of a trace; the end of it says most."""
MOST_EXTRAS = 16
"""Values that a message may carry beside it."""


class Wanted(Protocol):
    """What `set_up` needs to know; `agent.settings.LogSettings` is one."""

    @property
    def level(self) -> Level: ...

    @property
    def format(self) -> Format: ...


@dataclass(frozen=True, slots=True)
class Style:
    """From which level on messages are told, and in which form."""

    level: Level = "WARNING"
    format: Format = "human"


def style_of(environment: Mapping[str, str] = os.environ) -> Style:
    """What TUANTHU_LOG (a level) and TUANTHU_LOG__FORMAT ask for; a word that isn't known asks for nothing."""
    usual = Style()
    level = environment.get("TUANTHU_LOG__LEVEL") or environment.get("TUANTHU_LOG", "")
    return Style(
        _known(level.upper(), get_args(Level), usual.level),
        _known(environment.get("TUANTHU_LOG__FORMAT", "").lower(), get_args(Format), usual.format),
    )


def set_up(wanted: Wanted) -> None:
    """Tell all messages of this process on stderr, in the style wanted; replaces what was set up before."""
    handler = logging.StreamHandler()
    handler.setFormatter(HumanFormatter() if wanted.format == "human" else json_formatter())
    level = logging.getLevelNamesMapping()[wanted.level]
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)


class HumanFormatter(logging.Formatter):
    """`LEVEL logger: message`; further lines of a message are indented, so that none looks like one of its own."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        from agent.cli.show import safe_lines

        return safe_lines(super().format(record)).replace("\n", "\n    ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name in logging)
        about = "".join(f" {name}={vars(record)[name]}" for name in CONTEXT if name in vars(record))
        return _bounded(super().formatMessage(record)) + _bounded(about)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name in logging)
        return _end(super().formatException(ei))


def json_formatter() -> logging.Formatter:
    """One JSON object a line in ASCII, with the names of the Elastic Common Schema; loads its library only now."""
    from pythonjsonlogger.json import JsonFormatter

    class EcsFormatter(JsonFormatter):
        def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
            extras = [name for name in log_data if name not in ECS.values()]
            kept = {name: value for name, value in log_data.items() if name not in extras[MOST_EXTRAS:]}
            return {name: _plain(name, value) for name, value in kept.items()}

        def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
            return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    return EcsFormatter(
        ("asctime", "levelname", "name", "message", "process"), rename_fields=ECS, json_ensure_ascii=True
    )


ECS = {
    "asctime": "@timestamp",
    "levelname": "log.level",
    "name": "log.logger",
    "message": "message",
    "process": "process.pid",
    "exc_info": "error.stack_trace",
    "stack_info": "stack",
}
"""The names of a record's parts in JSON."""


def _plain(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return _end(str(value)) if name == ECS["exc_info"] else _bounded(str(value))


def _bounded(text: str) -> str:
    return text if len(text) <= MOST_TEXT else text[:MOST_TEXT] + "…"


def _end(trace: str) -> str:
    return trace if len(trace) <= MOST_TRACE else "…" + trace[-MOST_TRACE:]


def _known(word: str, words: tuple[Word, ...], usual: Word) -> Word:
    return next((known for known in words if known == word), usual)
