"""Reads a YAML file into plain data with the line of every part, refusing what a plain file needs not.

Scalars stay texts (only `null`, `~` and nothing are None): the models give them their types, so that no telephone
number turns octal and no province called `no` turns false. Anchors, tags and second documents are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from agent.inventory.problems import CONTROL_CHARACTER, InventoryError, Problem, shown
from agent.inventory.texts import Text

Place: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the root to a part: `("portals", 3, "url")`."""

MOST_LEVELS = 32
_NULLS = ("", "~", "null", "Null", "NULL")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Source:
    """A YAML file as plain data. `lines` has the line of every key and item, `problems` what needs mending
    though the rest could be read."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a part, or of the nearest part around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, text: Text, **values: str) -> Problem:
        """A problem at a part of this file."""
        return Problem(self.file, self.line(place), dotted(place), text, values)


def dotted(place: Place) -> str:
    """A place as people write it: `portals[3].url`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{_name(step)}" for step in place)
    return text.removeprefix(".")


def _name(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key) else shown(key)


def decode(file: str, data: bytes) -> str:
    """The text of a UTF-8 file, with or without a byte order mark; raises `InventoryError` with the line."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InventoryError([Problem(file, line, "", Text.NOT_UTF8)]) from None


def read_yaml(file: str, data: bytes) -> Source:
    """Read the bytes of the YAML file called `file`; raises `InventoryError` where reading can't go on."""
    text = decode(file, data)
    control = CONTROL_CHARACTER.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise InventoryError([Problem(file, line, "", Text.CONTROL_CHARACTER, {"code": f"U+{ord(control[0]):04X}"})])
    try:
        return _Reader(Source(file), yaml.parse(text, Loader=_LOADER)).read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        detail = error.problem or error.context or ""
        raise InventoryError([Problem(file, line, "", Text.YAML_SYNTAX, {"detail": detail})]) from None


class _Reader:
    """Builds the data of one document from the events of the YAML parser."""

    def __init__(self, source: Source, events: Iterator[Any]) -> None:
        self.source = source
        self.events = events

    def read(self) -> Source:
        next(self.events)
        if not isinstance(next(self.events), yaml.DocumentStartEvent):
            raise InventoryError([Problem(self.source.file, None, "", Text.YAML_EMPTY)])
        self.source.data = self._part(next(self.events), ())
        next(self.events)
        second: Any = next(self.events)
        if isinstance(second, yaml.DocumentStartEvent):
            self._note(second, (), Text.YAML_SECOND_DOCUMENT)
        return self.source

    def _part(self, event: Any, place: Place) -> Any:
        if len(place) > MOST_LEVELS:
            raise InventoryError([self._problem(event, (), Text.YAML_TOO_DEEP, limit=str(MOST_LEVELS))])
        self.source.lines.setdefault(place, _line(event))
        if isinstance(event, yaml.AliasEvent):
            self._note(event, place, Text.YAML_ALIAS)
            return None
        if event.tag is not None:
            self._note(event, place, Text.YAML_TAG, tag=shown(event.tag))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place)
        plain = not event.style
        return None if plain and event.value in _NULLS else event.value

    def _mapping(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise InventoryError([self._problem(event, place, Text.YAML_KEY)])
            here = (*place, event.value)
            if event.value in found:
                self._note(event, here, Text.YAML_DUPLICATE_KEY, first=str(self.source.lines[here]))
            self.source.lines.setdefault(here, _line(event))
            value = self._part(next(self.events), here)
            found.setdefault(event.value, value)
        return found

    def _sequence(self, place: Place) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._part(event, (*place, len(found))))
        return found

    def _problem(self, event: Any, place: Place, text: Text, **values: str) -> Problem:
        return Problem(self.source.file, _line(event), dotted(place), text, values)

    def _note(self, event: Any, place: Place, text: Text, **values: str) -> None:
        self.source.problems.append(self._problem(event, place, text, **values))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
