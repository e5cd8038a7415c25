"""Column types that hold the same on SQLite and PostgreSQL: any JSON text, and times in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

_MARK = "\ue000"
"""A letter of private use; before four hexadecimal digits it stands for a letter that JSONB refuses."""
_REFUSED = re.compile("[\x00\ud800-\udfff\ue000]")
_MARKED = re.compile(f"{_MARK}([0-9a-f]{{4}})")


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, change) for item in value]
    return value


def _shield(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return _REFUSED.sub(lambda found: f"{_MARK}{ord(found[0]):04x}", text)


def _unshield(text: str) -> str:
    return _MARKED.sub(lambda found: chr(int(found[1], 16)), text) if _MARK in text else text


class PlainJson(TypeDecorator[Any]):
    """JSON (JSONB on PostgreSQL) whose texts may hold anything a hostile page sends, NUL and lone surrogates too."""

    impl = JSON
    cache_ok = True
    should_evaluate_none = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """JSONB where there is one."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """The value with the letters that JSONB refuses written otherwise."""
        return _each_text(value, _shield)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The value as it was given."""
        return _each_text(value, _unshield)


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept in UTC and given back with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; raises `ValueError` for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone is no moment")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment with its zone, which SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
