"""The files that belong to a database: settings, the inventories of its schedule with all that they refer to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import select

from agent.inventory import Inventory, InventoryError, load_inventory
from agent.inventory.files import DocumentFile
from agent.inventory.load import register_path
from agent.keeping.backup.archive import Source, files_in
from agent.store.engine import Database
from agent.store.service_schema import schedules

FOLDERS = ("settings", "inventories", "evidence", "included")
"""Where they lie in a backup."""


def belongings(database: Database, settings: Path | None, include: Sequence[Path]) -> Iterator[Source]:
    """The files to save beside the database, each under a name of its own, whether they can be read or not.

    Of an inventory that is wrong today only itself is known.
    """
    if settings is not None:
        yield Source(f"settings/{settings.name}", settings, str(settings))
    for number, path in enumerate(_inventories(database), 1):
        yield Source(f"inventories/{number}/{path.name}", path, str(path))
        try:
            inventory, register = load_inventory(path), register_path(path)
        except InventoryError:
            continue
        yield from _referred(inventory, register, f"inventories/{number}")
        yield from _within(inventory.evidence_folder, f"evidence/{number}")
    for number, path in enumerate(include, 1):
        if path.is_dir():
            yield from _within(path, f"included/{number}")
        else:
            yield Source(f"included/{number}/{path.name}", path, str(path))


def _inventories(database: Database) -> list[Path]:
    with database.reading() as connection:
        entries = list(connection.scalars(select(schedules.c.settings).order_by(schedules.c.name)))
    named = [entry.get("inventory") for entry in entries if isinstance(entry, dict)]
    return [Path(name) for name in dict.fromkeys(named) if isinstance(name, str)]


def _referred(inventory: Inventory, register: Path | None, name: str) -> Iterator[Source]:
    """The files in the folder of an inventory that it names, by whichever way."""
    folder = inventory.path.absolute().parent
    named = {folder / path for path in _paths(inventory)} | ({register} if register else set())
    inside = {found: path for path in named if (found := _within_folder(path, folder)) and path.is_file()}
    for found, path in sorted(inside.items()):
        if found != inventory.path.name:
            yield Source(f"{name}/{found}", path, str(path))


def _within_folder(path: Path, folder: Path) -> str | None:
    """The one way to write a path from a folder, which may be reached through a link; None where it leads outside."""
    for place, start in ((Path(os.path.normpath(path)), folder), (path.resolve(), folder.resolve())):
        if place.is_relative_to(start):
            return place.relative_to(start).as_posix()
    return None


def _paths(value: object) -> Iterator[Path]:
    """Every path in an inventory, at any depth."""
    match value:
        case Path():
            yield value
        case DocumentFile():
            yield Path(value.path)
        case BaseModel():
            yield from _paths([getattr(value, field) for field in type(value).model_fields])
        case Mapping():
            yield from _paths(list(value.values()))
        case list() | tuple():
            for item in value:
                yield from _paths(item)
        case _ if is_dataclass(value):
            yield from _paths([getattr(value, field.name) for field in fields(value)])


def _within(folder: Path, name: str) -> Iterable[Source]:
    for path in files_in(folder):
        yield Source(f"{name}/{path.relative_to(folder).as_posix()}", path, str(path))
