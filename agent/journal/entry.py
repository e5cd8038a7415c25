"""One entry of the journal, and the hash that binds it to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from checks.observation import Json, content_hash

FIRST = "0" * 64
"""What the first entry holds in place of the hash of the one before."""
LONGEST = 500
"""Characters kept of one text."""
MOST_ITEMS = 50
"""Items kept of one list or object."""
DEEPEST = 4
"""Levels of lists and objects that are kept."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number (0 where there is none) and its hash. Noted elsewhere, it proves the journal up to
    there."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Head | None:
        """The head that `str` wrote; None for another text."""
        number, _colon, digest = text.partition(":")
        whole = number.isascii() and number.isdigit() and len(number) < 19
        return cls(int(number), digest) if whole and len(digest) == len(FIRST) else None

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done: `number` counts from 1, `act` is dotted words such as `audit.begin`, `details` plain JSON;
    `previous` is the hash of the entry before, `hash` that of this one."""

    number: int
    at: datetime
    actor: str
    act: str
    details: Json
    previous: str
    hash: str

    @property
    def due_hash(self) -> str:
        """The hash that an entry with these contents has."""
        return hash_of(self.number, self.at, self.actor, self.act, self.details, self.previous)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON of it, `at` as it is hashed."""
        return {
            "number": self.number,
            "at": _moment(self.at),
            "actor": self.actor,
            "act": self.act,
            "details": self.details,
            "previous": self.previous,
            "hash": self.hash,
        }


def hash_of(number: int, at: datetime, actor: str, act: str, details: Json, previous: str) -> str:
    """SHA-256 (hex) over the canonical JSON of an entry's contents: sorted keys, no spaces, UTF-8."""
    return content_hash(
        {"number": number, "at": _moment(at), "actor": actor, "act": act, "details": details, "previous": previous}
    )


def bounded(value: object, depth: int = 0) -> Json:
    """Plain JSON of a value that reads back the same from every database, cut to what an entry may hold."""
    match value:
        case None | bool() | int():
            return value
        case dict() | list() | tuple() if depth == DEEPEST:
            return "…"
        case dict():
            items = list(value.items())[:MOST_ITEMS]
            return {bounded_text(str(key)): bounded(item, depth + 1) for key, item in items}
        case list() | tuple():
            return [bounded(item, depth + 1) for item in value[:MOST_ITEMS]]
    return bounded_text(str(value))


def bounded_text(text: str) -> str:
    """A text without the letters that a column of PostgreSQL refuses, cut to `LONGEST`."""
    kept = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return kept.replace("\0", "�").encode("utf-8", "replace").decode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
