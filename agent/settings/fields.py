"""What settings there are: each with its name, type, default and explanation, read off the models."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from agent.settings.models import ServiceSettings

Place: TypeAlias = tuple[str | int, ...]

SECRET = re.compile(r"password|secret|token|headers")
"""Names of settings that hold something secret, unless they only name a file."""
FILE = re.compile(r"_files?$")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. A `[]` in its name stands for each item of a list; a section has settings of its own."""

    name: str
    field: FieldInfo
    section: type[BaseModel] | None

    @property
    def key(self) -> str:
        """The last part of the name, as it stands in the file."""
        return self.name.rsplit(".", 1)[-1]

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return any(get_origin(part) in (tuple, list, set, frozenset) for part in _parts(self.field.annotation))

    @property
    def is_group(self) -> bool:
        """Whether it is a group of names that are chosen freely, each with a value."""
        return any(get_origin(part) is dict for part in _parts(self.field.annotation))

    @property
    def default(self) -> Any:
        """What holds where nobody says anything."""
        value = self.field.get_default(call_default_factory=True)
        return None if value is PydanticUndefined else value

    @property
    def required(self) -> bool:
        """Whether its section is refused without it."""
        return self.field.is_required()

    @property
    def explanation(self) -> str:
        """What it does, in English, in one paragraph."""
        return " ".join((self.field.description or "").split())

    @property
    def kind(self) -> str:
        """The English word for what is to be written; the words themselves, where only they are taken."""
        parts = [part for part in _parts(self.field.annotation) if part is not type(None)]
        words = [str(word) for part in parts if get_origin(part) is Literal for word in get_args(part)]
        words += [str(one.value) for part in parts if isinstance(part, type) and issubclass(part, Enum) for one in part]
        if words:
            return " | ".join(words)
        return next((word for type_, word in _KINDS for part in parts if part is type_), "text")


_KINDS: tuple[tuple[Any, str], ...] = (
    (bool, "true or false"),
    (int, "whole number"),
    (float, "number"),
    (Path, "path"),
    (SecretStr, "secret"),
    (datetime.timedelta, "duration"),
    (datetime.datetime, "moment"),
    (datetime.date, "date"),
    (datetime.time, "time of day"),
)


def settings_in(model: type[BaseModel] = ServiceSettings, prefix: str = "") -> Iterator[Setting]:
    """Every setting of a model, sections before what is in them."""
    for name, field in model.model_fields.items():
        section = section_of(field.annotation)
        setting = Setting(prefix + name, field, section)
        yield setting
        if section is not None:
            yield from settings_in(section, f"{prefix}{name}{'[]' if setting.is_list else ''}.")


def section_of(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation such as `tuple[Webhook, ...] | None` speaks of; None: it holds plain values."""
    models = (part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel))
    return next(models, None)


def holds(annotation: Any, type_: type) -> bool:
    """Whether an annotation speaks of a type, wherever in it."""
    return any(part is type_ for part in _parts(annotation))


def field_at(place: Place) -> FieldInfo | None:
    """The field at a place of the settings; None: there is none."""
    model: type[BaseModel] | None = ServiceSettings
    found = None
    for step in place:
        if isinstance(step, int):
            continue
        if model is None:
            return found
        found = model.model_fields.get(step)
        model = section_of(found.annotation) if found else None
    return found


def keys_at(place: Place) -> list[str]:
    """The keys that the section at a place has."""
    field = field_at(place)
    section = section_of(field.annotation) if field else ServiceSettings if not place else None
    return list(section.model_fields) if section else []


def is_secret(place: Place) -> bool:
    """Whether what stands at a place must not be shown."""
    field = field_at(place)
    if field is not None and holds(field.annotation, SecretStr):
        return True
    return any(isinstance(step, str) and SECRET.search(step) and not FILE.search(step) for step in place)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if get_origin(annotation) is Literal:
        return
    for argument in get_args(annotation):
        yield from _parts(argument)
