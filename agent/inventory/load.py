"""Reads an inventory file and everything that it refers to, and tells every mistake at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from agent.inventory.explain import explain
from agent.inventory.files import Folder, read_bytes
from agent.inventory.inventory import Inventory
from agent.inventory.labels import LabelEntry, read_labels
from agent.inventory.models import Content
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.references import check_references
from agent.inventory.source import Source, read_yaml
from agent.inventory.texts import Text
from checks.observation import content_hash

MOST_BYTES = 16 * 1024 * 1024


def load_inventory(path: Path) -> Inventory:
    """The inventory in a YAML file, its documents read and hashed.

    Raises `InventoryError` with every problem that the file and the files it names have.
    """
    data = _read(path)
    source = read_yaml(str(path), data)
    folder = Folder(path.absolute().parent)
    problems = [*source.problems, *check_references(source)]
    content: Content | None = None
    try:
        content = Content.model_validate(source.data, context=folder)
    except ValidationError as error:
        problems += explain(error, source)
    labels: tuple[LabelEntry, ...] = ()
    try:
        labels = _labels(source, folder)
    except InventoryError as error:
        problems += error.problems
    if content is None or problems:
        raise InventoryError(_first_of_each_field(problems))
    return Inventory(
        path=path,
        digest=hashlib.sha256(data).hexdigest(),
        province=content.province,
        vantage=content.vantage,
        agencies=content.agencies,
        systems=content.systems,
        portals=content.portals,
        authorisations=content.authorisations,
        label_directory=content.label_directory,
        label_registry=content.label_registry,
        labels=labels,
        waivers=content.waivers,
        asked=content_hash(content.model_dump(mode="json", exclude={"vantage"}, warnings=False)),
    )


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, str(path), MOST_BYTES)
    except PydanticCustomError as error:
        values = {name: str(value) for name, value in (error.context or {}).items()}
        raise InventoryError([Problem(str(path), None, "", Text[error.type], values)]) from None


def _labels(source: Source, folder: Folder) -> tuple[LabelEntry, ...]:
    """The entries of the label directory; none where its file can't be read, which the models tell."""
    directory = source.data.get("label_directory") if isinstance(source.data, dict) else None
    name = directory.get("file") if isinstance(directory, dict) else None
    if not isinstance(name, str):
        return ()
    try:
        path = folder.inside(name.strip())
        return read_labels(str(path), read_bytes(path, name))
    except PydanticCustomError:
        return ()


def _first_of_each_field(problems: Iterable[Problem]) -> list[Problem]:
    """One problem a field: what comes of a mistake is no second one."""
    first: dict[tuple[str, int | None, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.file, problem.line, problem.field), problem)
    return list(first.values())
