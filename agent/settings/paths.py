"""Paths in a settings file start at the folder of that file, wherever the command was started."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from agent.settings.fields import holds, section_of


def anchored(data: dict[str, Any], model: type[BaseModel], folder: Path) -> dict[str, Any]:
    """The data of a file with every relative path, and an SQLite file's, put below a folder."""
    found = {name: _anchored(value, field_annotation(model, name), folder) for name, value in data.items()}
    if isinstance(found.get("database"), str):
        found["database"] = _database(found["database"], folder)
    return found


def field_annotation(model: type[BaseModel], name: str) -> Any:
    """What a model says of a key; None for one that it does not know."""
    field = model.model_fields.get(name)
    return field.annotation if field else None


def _anchored(value: Any, annotation: Any, folder: Path) -> Any:
    if isinstance(value, list):
        return [_anchored(item, annotation, folder) for item in value]
    if isinstance(value, dict):
        section = section_of(annotation)
        if section is not None:
            return {key: _anchored(item, field_annotation(section, key), folder) for key, item in value.items()}
        values = next(iter(get_args(annotation)[1:]), None)
        return {key: _anchored(item, values, folder) for key, item in value.items()}
    return str(folder / value) if isinstance(value, str) and value and holds(annotation, Path) else value


def _database(text: str, folder: Path) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        return text
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return text
    return url.set(database=str(folder / url.database)).render_as_string(hide_password=False)
