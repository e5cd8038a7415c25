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
from agent.inventory.models import Content, ContentWithRegister
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.references import check_references
from agent.inventory.register import ADMISSIONS, Register, parse_register, planted
from agent.inventory.source import Source, read_yaml
from agent.inventory.texts import Text
from checks.observation import content_hash

MOST_BYTES = 16 * 1024 * 1024
_NEEDED = ("agencies", "portals")


def load_inventory(path: Path, register: str | None = None) -> Inventory:
    """The inventory in a YAML file and its register, the documents read and hashed.

    `register` is a text to read in place of the register's file, to try it before it is written. Raises
    `InventoryError` with every problem that the file and the files it names have.
    """
    data = _read(path)
    source = read_yaml(str(path), data)
    folder = Folder(path.absolute().parent)
    problems = [*source.problems]
    content: Content | None = None
    further = _Further(source, folder, register)
    problems += further.problems
    try:
        schema = Content if further.path is None else ContentWithRegister
        content = schema.model_validate(source.data, context=folder)
    except ValidationError as error:
        problems += explain(error, source)
    problems += check_references(source, *further.sources)
    labels: tuple[LabelEntry, ...] = ()
    try:
        labels = _labels(source, folder)
    except InventoryError as error:
        problems += error.problems
    if content is not None and further.register is not None:
        content = _joined(content, further.register)
        problems += (source.problem((part,), Text.NONE_LISTED) for part in _NEEDED if not getattr(content, part))
    if content is None or problems:
        raise InventoryError(_first_of_each_field(problems))
    said = [sorted(ADMISSIONS & system.model_fields_set) for system in content.systems]
    asked = content.model_dump(mode="json", exclude={"vantage", "register_file", "evidence"}, warnings=False)
    return Inventory(
        path=path,
        digest=hashlib.sha256(data + further.data).hexdigest(),
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
        asked=content_hash([asked, said]),
        register=further.path,
        evidence=content.evidence,
    )


def register_path(path: Path) -> Path | None:
    """Where the register of an inventory is, or is to be; None where the inventory names none.

    Raises `InventoryError` where the inventory can't be read that far.
    """
    source = read_yaml(str(path), _read(path))
    further = _Further(source, Folder(path.absolute().parent), "schema_version: 1")
    if further.problems:
        raise InventoryError(further.problems)
    return further.path


class _Further:
    """What the register of an inventory adds to it; nothing where the inventory names none."""

    def __init__(self, source: Source, folder: Folder, text: str | None) -> None:
        self.path: Path | None = None
        self.data = b""
        self.sources: list[Source] = []
        self.register: Register | None = None
        self.problems: list[Problem] = []
        name = source.data.get("register") if isinstance(source.data, dict) else None
        if not isinstance(name, str):
            return
        try:
            self.path = folder.inside(name.strip())
            self.data = text.encode() if text is not None else read_bytes(self.path, name, MOST_BYTES)
            found, self.register, problems = parse_register(str(self.path), self.data, folder)
            self.sources.append(found)
            self.problems += problems
        except PydanticCustomError as error:
            self.problems.append(source.problem(("register",), Text[error.type], **_values(error)))
        except InventoryError as error:
            self.problems += error.problems


def _joined(content: Content, register: Register) -> Content:
    return content.model_copy(
        update={
            "agencies": planted(content.agencies, register.agencies),
            "systems": (*content.systems, *register.systems),
            "portals": (*content.portals, *register.portals),
        }
    )


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, str(path), MOST_BYTES)
    except PydanticCustomError as error:
        raise InventoryError([Problem(str(path), None, "", Text[error.type], _values(error))]) from None


def _values(error: PydanticCustomError) -> dict[str, str]:
    return {name: str(value) for name, value in (error.context or {}).items()}


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
