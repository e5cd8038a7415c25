"""Takes a filled workbook into the register of an inventory, all of it or nothing, unless asked for what is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from agent.errors import InputError
from agent.inventory.explain import explain
from agent.inventory.files import Folder, read_bytes
from agent.inventory.load import load_inventory, register_path
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.register import (
    EMPTY,
    Item,
    Merged,
    Register,
    as_register,
    dump_register,
    merge,
    plain,
    read_register,
)
from agent.inventory.source import read_yaml
from agent.inventory.texts import Text
from agent.output import write_whole
from agent.texts import _
from agent.workbook.collect import Collected, collect, leave_out_dependents
from agent.workbook.problems import CellProblem, WorkbookError
from agent.workbook.read import read_rows

REGISTER_LINE = "register: he-thong.yaml"
_LISTS = ("agencies", "systems", "portals")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: the register's file, what is new, changed and as it was, what was left out, and every
    mistake because of which it was."""

    register: Path
    new: tuple[Item, ...]
    changed: tuple[Item, ...]
    unchanged: tuple[Item, ...]
    left_out: tuple[Item, ...]
    problems: tuple[CellProblem, ...]

    @property
    def wrote(self) -> bool:
        """Whether the register was written anew."""
        return bool(self.new or self.changed)


def import_workbook(workbook: Path, inventory: Path, *, partial: bool = False) -> Imported:
    """Take a workbook into the register that an inventory names.

    The file of the register is written once everything was found right, and only where it changes. Raises
    `WorkbookError` with every mistake of the workbook, unless `partial`: then what is wrong is left out, and what
    refers to it. With `partial` too, a missing sheet or column is an error.
    Raises `InventoryError` for mistakes of the inventory or its register, and where the workbook can't be read.
    """
    target = register_path(inventory)
    if target is None:
        raise InputError(
            _("{file} names no register to write to; add the line '{line}' to it").format(
                file=inventory, line=REGISTER_LINE
            )
        )
    rows = read_rows(workbook.name, _bytes(workbook))
    folder = Folder(inventory.absolute().parent)
    fixed = _written_in(inventory, folder)
    kept = read_register(target, folder) if target.exists() else EMPTY
    known = merge(merge(EMPTY, fixed).register, kept).register
    collected = collect(rows, known, folder)
    _refuse_elsewhere(collected, merge(kept, collected.right(), fixed), inventory)
    if partial:
        leave_out_dependents(collected, known)
    problems = collected.problems()
    if problems and not partial:
        raise WorkbookError(problems)
    merged = merge(kept, collected.right(), fixed)
    if merged.new or merged.changed:
        text = dump_register(merged.register)
        load_inventory(inventory, register=text)
        write_whole(target, text)
    left_out = tuple(entry.item for entry in collected.entries if entry.problems)
    return Imported(target, merged.new, merged.changed, merged.unchanged, left_out, tuple(problems))


def inventory_data(inventory: Path) -> Mapping[str, Any]:
    """The agencies, systems and portals of an inventory and its register as plain data, for `write.workbook`.

    A register that is named but not there yet is empty. Raises `InventoryError`.
    """
    target = register_path(inventory)
    begun = target is None or target.exists()
    data: Mapping[str, Any] = plain(as_register(load_inventory(inventory, None if begun else dump_register(EMPTY))))
    return data


def _bytes(path: Path) -> bytes:
    try:
        return read_bytes(path, str(path))
    except PydanticCustomError as error:
        values = {name: str(value) for name, value in (error.context or {}).items()}
        raise InventoryError([Problem(str(path), None, "", Text[error.type], values)]) from None


def _written_in(inventory: Path, folder: Folder) -> Register:
    """What stands in the inventory's own file; the rest of that file is looked at when the register is tried."""
    source = read_yaml(str(inventory), _bytes(inventory))
    own = {key: source.data[key] for key in _LISTS if source.data.get(key) is not None}
    try:
        return Register.model_validate({"schema_version": "1", **own}, context=folder)
    except ValidationError as error:
        raise InventoryError(explain(error, source, Register)) from None


def _refuse_elsewhere(collected: Collected, merged: Merged, inventory: Path) -> None:
    """An item of the inventory's own file can't be changed through the register."""
    elsewhere = set(merged.elsewhere)
    for entry in collected.entries:
        if entry.item in elsewhere and not entry.problems:
            message = _("{id} is written in {file} and differs there; change it there, or move it to the register")
            key = "url" if entry.kind == "portals" else "id"
            entry.wrong(key, message.format(id=entry.id, file=inventory.name))
