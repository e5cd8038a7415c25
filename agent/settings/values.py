"""Settings as they are shown: in YAML's spelling, with what is secret hidden."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from typing import Any

import yaml
from pydantic import BaseModel, SecretStr

from agent.schedule.durations import duration_text
from agent.settings.fields import Place, is_secret

HIDDEN = "***"


def written(value: Any) -> str:
    """A value as it stands in the file."""
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, timedelta):
        return duration_text(value)
    return _text(str(value.value if isinstance(value, Enum) else value))


def shown_values(model: BaseModel, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every plain setting of a model with its place and its value as it may be shown."""
    for name in type(model).model_fields:
        yield from _shown(getattr(model, name), (*place, name))


def _shown(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, BaseModel):
        yield from shown_values(value, place)
    elif isinstance(value, list | tuple) and value and isinstance(value[0], BaseModel):
        for index, item in enumerate(value):
            yield from shown_values(item, (*place, index))
    else:
        yield place, _hidden(value, place)


def _hidden(value: Any, place: Place) -> Any:
    if isinstance(value, SecretStr) or (value and is_secret(place)):
        return HIDDEN
    if isinstance(value, str) and "://" in value:
        return _without_password(value)
    return value


def _without_password(url: str) -> str:
    """The URL with nothing that lets somebody in: no password, and no parameters that might hold one."""
    letters = "[^/@]" if url.startswith("http") else "[^@]"  # a database's may hold any other, / and ? too
    kept = re.sub(rf"(?<=://)([^/@:]*):{letters}*@", rf"\1:{HIDDEN}@", url)
    place, _question, parameters = kept.partition("?")
    return f"{place}?{HIDDEN}" if parameters else place


def _text(text: str) -> str:
    """As it is where every reader of YAML would read it back as it is, else in quotation marks."""
    try:
        plain = not text[:1].isdigit() and yaml.safe_load(f"[{text}]") == [text]
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)
