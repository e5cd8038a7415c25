"""Turns what the models refuse into problems that the inventory's author understands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agent.inventory.models import Content
from agent.inventory.part import Part
from agent.inventory.problems import Problem, nearest, shown
from agent.inventory.source import Place, Source, dotted
from agent.inventory.texts import Text

_TEXTS = {
    "missing": Text.MISSING_KEY,
    "extra_forbidden": Text.UNKNOWN_KEY,
    "model_type": Text.NOT_MAPPING,
    "dict_type": Text.NOT_MAPPING,
    "tuple_type": Text.NOT_LIST,
    "greater_than_equal": Text.TOO_SMALL,
    "less_than_equal": Text.TOO_LARGE,
}
"""pydantic's own errors; all others are our `mistake`s, whose type is the name of their text."""


def explain(error: ValidationError, source: Source, schema: type[Part] = Content) -> list[Problem]:
    """One problem for each thing that the models refused in a file of a schema."""
    return [
        source.problem(place, text, **values)
        for place, text, values in (_told(detail, schema) for detail in error.errors(include_url=False))
    ]


def explain_row(error: ValidationError, file: str, line: int) -> list[Problem]:
    """One problem for each cell that a model refused in a line of a table."""
    return [
        Problem(file, line, dotted(place), text, values)
        for place, text, values in (_told(detail, Content) for detail in error.errors(include_url=False))
    ]


def _told(detail: ErrorDetails, schema: type[Part]) -> tuple[Place, Text, dict[str, str]]:
    place = tuple(step for step in detail["loc"] if step != "[key]")
    text = _TEXTS.get(detail["type"]) or Text[detail["type"]]
    values = {name: str(value) for name, value in detail.get("ctx", {}).items()}
    if text is Text.UNKNOWN_KEY:
        known = _known_keys(schema, place[:-1])
        values = {"known": ", ".join(known), **nearest(place[-1], known)}
    elif text in (Text.TOO_SMALL, Text.TOO_LARGE):
        values = {"value": shown(detail["input"]), "limit": values.get("ge") or values["le"]}
    return place, text, values


def _known_keys(schema: type[Part], place: Place) -> list[str]:
    """The keys that a schema has at a place."""
    part = schema
    for step in place:
        fields = {field.alias or name: field for name, field in part.model_fields.items()}
        if step in fields:
            part = next(_parts_in(fields[step].annotation))
    return [field.alias or name for name, field in part.model_fields.items()]


def _parts_in(annotation: Any) -> Iterator[type[Part]]:
    """The models that an annotation such as `tuple[Portal, ...] | None` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for argument in get_args(annotation):
        yield from _parts_in(argument)
