"""The register: a file beside the inventory with further agencies, systems and portals; read, written, added to.

People write the inventory; the register may also be filled from a workbook. What it refers to may stand in either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from agent.inventory.explain import explain
from agent.inventory.fields import Id, Version
from agent.inventory.files import DocumentFile, Folder, read_bytes
from agent.inventory.inventory import Inventory
from agent.inventory.models import Agency, Portal
from agent.inventory.part import Part
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.references import check_duplicates
from agent.inventory.source import Source, read_yaml
from agent.inventory.systems import System, moment_text
from agent.inventory.texts import Text
from checks.security_plan.record import GROUPS, PARTS

MOST_BYTES = 16 * 1024 * 1024

Item: TypeAlias = tuple[str, str]
"""The list that something is in (`agencies`, `systems`, `portals`) and its id, of a portal the URL."""

ADMISSIONS = frozenset({"appraisal", "decision", "regulation"})
"""Keys of a system for which null says more than silence."""


class RegisterAgency(Agency):
    """An agency of the register; `parent` puts it below another one, of the register or of the inventory."""

    parent: Id | None = None


class Register(Part):
    """A whole register file."""

    schema_version: Version
    agencies: tuple[RegisterAgency, ...] = ()
    systems: tuple[System, ...] = ()
    portals: tuple[Portal, ...] = ()


EMPTY = Register(schema_version=1)


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of taking one register into another.

    `elsewhere` are items that stand in the inventory itself and differ there: they were left out.
    """

    register: Register
    new: tuple[Item, ...]
    changed: tuple[Item, ...]
    unchanged: tuple[Item, ...]
    elsewhere: tuple[Item, ...]


def parse_register(file: str, data: bytes, folder: Folder) -> tuple[Source, Register | None, list[Problem]]:
    """The bytes of the register called `file` as plain data and, where nothing is wrong with them, as a register.

    Raises `InventoryError` where reading can't go on.
    """
    source = read_yaml(file, data)
    try:
        return source, Register.model_validate(source.data, context=folder), source.problems
    except ValidationError as error:
        return source, None, [*source.problems, *explain(error, source, Register)]


def read_register(path: Path, folder: Folder | None = None) -> Register:
    """The register in a YAML file. The papers it names lie in `folder`, that of the inventory; else beside itself.

    Raises `InventoryError` with every problem but those of references, which may lead into the inventory.
    """
    try:
        data = read_bytes(path, str(path), MOST_BYTES)
    except PydanticCustomError as error:
        values = {name: str(value) for name, value in (error.context or {}).items()}
        raise InventoryError([Problem(str(path), None, "", Text[error.type], values)]) from None
    source, register, problems = parse_register(str(path), data, folder or Folder(path.absolute().parent))
    problems += check_duplicates(source)
    if register is None or problems:
        raise InventoryError(problems)
    return register


def dump_register(register: Register) -> str:
    """The YAML of a register, from which `read_register` reads an equal one; the same content, the same text."""
    return yaml.dump(plain(register), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=4096)


def as_register(inventory: Inventory) -> Register:
    """All agencies, systems and portals of an inventory, wherever they stand."""
    return Register(
        schema_version=1,
        agencies=tuple(_flat(inventory.agencies)),
        systems=inventory.systems,
        portals=inventory.portals,
    )


def merge(register: Register, other: Register, fixed: Register = EMPTY) -> Merged:
    """Take the items of another register into one, those of the same id in place of what was there.

    Items of `fixed`, what stands in the inventory itself, are never taken in: equal ones are unchanged, others told.
    """
    kept, given, stays = _items(register), _items(other), _items(fixed)
    told: dict[str, list[Item]] = {"new": [], "changed": [], "unchanged": [], "elsewhere": []}
    for item, part in given.items():
        there = stays.get(item) or kept.get(item)
        same = there is not None and plain(there) == plain(part)
        fate = "new" if there is None else "unchanged" if same else "elsewhere" if item in stays else "changed"
        told[fate].append(item)
        if fate in ("new", "changed"):
            kept[item] = part
    lists: dict[str, list[Part]] = {"agencies": [], "systems": [], "portals": []}
    for (name, _), part in kept.items():
        lists[name].append(part)
    joined = Register.model_validate({"schema_version": 1} | {name: tuple(parts) for name, parts in lists.items()})
    return Merged(joined, **{fate: tuple(items) for fate, items in told.items()})


def planted(agencies: Iterable[Agency], further: Iterable[RegisterAgency]) -> tuple[Agency, ...]:
    """The tree of agencies with those of a register in it: below their parents, or as roots of their own."""
    below: dict[str | None, list[RegisterAgency]] = {}
    for agency in further:
        below.setdefault(agency.parent, []).append(agency)

    def grown(agency: Agency) -> Agency:
        children = tuple(map(grown, (*agency.agencies, *below.get(agency.id, ()))))
        return Agency.model_construct(**{name: getattr(agency, name) for name in _OWN}, agencies=children)

    return tuple(map(grown, (*agencies, *below.get(None, ()))))


_OWN = tuple(name for name in Agency.model_fields if name != "agencies")


def plain(value: Any) -> Any:
    """A part of an inventory as plain data; what only says nothing is left out."""
    if isinstance(value, Part):
        return {
            field.alias or name: plain(found)
            for name, field in type(value).model_fields.items()
            for found in [getattr(value, name)]
            if found != field.get_default(call_default_factory=True) or _admits(value, name)
        }
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in (*PARTS, *GROUPS) if key in value}
    if isinstance(value, tuple):
        return [plain(found) for found in value]
    if isinstance(value, DocumentFile):
        return value.path
    if isinstance(value, datetime):
        return moment_text(value)
    return value.value if isinstance(value, Enum) else value


def _admits(part: Part, name: str) -> bool:
    return isinstance(part, System) and name in ADMISSIONS and name in part.model_fields_set


def _flat(agencies: Iterable[Agency], parent: str | None = None) -> Iterator[RegisterAgency]:
    """Every agency of a tree without those below it, which name it as their parent."""
    for agency in agencies:
        above = agency.parent if isinstance(agency, RegisterAgency) else parent
        yield RegisterAgency(**{name: getattr(agency, name) for name in _OWN}, parent=above)
        yield from _flat(agency.agencies, agency.id)


def _items(register: Register) -> dict[Item, Part]:
    found: dict[Item, Part] = {("agencies", agency.id): agency for agency in _flat(register.agencies)}
    found |= {("systems", system.id): system for system in register.systems}
    return found | {("portals", portal.url): portal for portal in register.portals}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes every value out where it stands: anchors are refused when the file is read."""

    def ignore_aliases(self, data: object) -> bool:
        return True
