"""Turns what the models refuse into sentences that whoever wrote the settings understands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agent.inventory.problems import nearest, shown
from agent.inventory.source import Place, Source, dotted
from agent.inventory.texts import Text
from agent.settings.environment import said_by, variable_of
from agent.settings.fields import is_secret, keys_at
from agent.settings.models import ServiceSettings
from agent.texts import _

_TEXTS = {
    "missing": Text.MISSING_KEY,
    "extra_forbidden": Text.UNKNOWN_KEY,
    "model_type": Text.NOT_MAPPING,
    "model_attributes_type": Text.NOT_MAPPING,
    "dict_type": Text.NOT_MAPPING,
    "tuple_type": Text.NOT_LIST,
    "list_type": Text.NOT_LIST,
    "string_type": Text.NOT_TEXT,
    "int_parsing": Text.NOT_NUMBER,
    "int_type": Text.NOT_NUMBER,
    "int_from_float": Text.NOT_NUMBER,
    "float_parsing": Text.NOT_DECIMAL,
    "float_type": Text.NOT_DECIMAL,
    "bool_parsing": Text.BAD_TRUTH,
    "bool_type": Text.BAD_TRUTH,
    "literal_error": Text.BAD_WORD,
    "enum": Text.BAD_WORD,
    "string_too_long": Text.TOO_LONG,
    "greater_than_equal": Text.TOO_SMALL,
    "less_than_equal": Text.TOO_LARGE,
}
_VALUES = {"expected": "known", "max_length": "limit", "ge": "limit", "le": "limit"}
"""pydantic's names of the values in a sentence, and ours."""


def explain(error: ValidationError, source: Source | None) -> list[str]:
    """One sentence for each thing that was refused: where it was said, what is wrong, how to mend it."""
    return list(dict.fromkeys(_told(error, source)))


def unknown_variable(variable: str) -> str:
    """The sentence on a variable that no setting belongs to."""
    known = [variable_of([section]) for section in ServiceSettings.model_fields]
    return _in_environment(variable, _say(Text.UNKNOWN_KEY, {"known": ", ".join(known)}))


def _told(error: ValidationError, source: Source | None) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        place = detail["loc"]
        message = _message(detail, place)
        variable = said_by(place)
        if variable is not None:
            as_json = _TEXTS.get(detail["type"]) in (Text.NOT_LIST, Text.NOT_MAPPING)
            yield _in_environment(variable, _("write it as JSON") if as_json else message)
        elif source is not None:
            where = {"file": source.file, "line": str(source.line(place)), "field": dotted(place)}
            yield _say(Text.AT_FIELD if place else Text.IN_FILE, {**where, "message": message})
        else:
            yield f"{dotted(place)}: {message}"


def _in_environment(variable: str, message: str) -> str:
    return _("{variable} in the environment: {message}").format(variable=variable, message=message)


def _message(detail: ErrorDetails, place: Place) -> str:
    values: dict[str, Any] = {_VALUES.get(name, name): value for name, value in detail.get("ctx", {}).items()}
    values["value"] = _("what stands here") if is_secret(place) else shown(detail["input"])
    text = _TEXTS.get(detail["type"])
    if text is Text.UNKNOWN_KEY:
        known = keys_at(place[:-1])
        message = _say(text, {"known": ", ".join(known)})
        near = nearest(place[-1], known)
        return _say(Text.NEAREST, {"message": message, **near}) if near else message
    if text is not None:
        return _say(text, values)
    if detail["type"] == "value_error":
        return str(values["error"])
    return _("{value} isn't right here: {why}").format(value=values["value"], why=detail["msg"])


def _say(text: Text, values: dict[str, Any]) -> str:
    return _(text.value).format_map(values)
