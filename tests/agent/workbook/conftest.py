"""A desk with an inventory whose register is filled from workbooks, and a clerk who fills those."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from agent.inventory import Inventory, load_inventory
from agent.workbook.columns import SHEETS
from agent.workbook.example import EXAMPLE
from agent.workbook.importing import Imported, import_workbook, inventory_data
from agent.workbook.problems import CellProblem, WorkbookError
from agent.workbook.write import workbook

INVENTORY = """\
schema_version: 1
province: {name: Tỉnh Thí Điểm}
register: he-thong.yaml
"""


class Desk:
    """An inventory on disk, its register, and the workbook `bang-ke.xlsx`."""

    def __init__(self, folder: Path) -> None:
        self.inventory = folder / "tinh.yaml"
        self.register = folder / "he-thong.yaml"
        self.workbook = folder / "bang-ke.xlsx"
        self.inventory.write_text(INVENTORY, encoding="utf-8")

    def put(self, data: Mapping[str, Any] | bytes) -> Desk:
        self.workbook.write_bytes(data if isinstance(data, bytes) else workbook(data))
        return self

    def load(self) -> Inventory:
        return load_inventory(self.inventory)

    def take(self, *, partial: bool = False) -> Imported:
        return import_workbook(self.workbook, self.inventory, partial=partial)

    def export(self) -> Desk:
        return self.put(inventory_data(self.inventory))

    def problems(self) -> tuple[CellProblem, ...]:
        with pytest.raises(WorkbookError) as caught:
            self.take()
        return caught.value.problems

    def problem(self) -> CellProblem:
        (problem,) = self.problems()
        return problem


class Clerk:
    """Opens a workbook, writes into it, and saves it. Cells are named by sheet, heading and row."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Any = openpyxl.load_workbook(path)

    def address(self, sheet: str, heading: str, row: int) -> str:
        for cell in self.book[sheet][2]:
            if cell.value == heading:
                return f"{cell.column_letter}{row}"
        raise KeyError(heading)

    def write(self, sheet: str, heading: str, value: object, row: int = 3) -> Clerk:
        self.book[sheet][self.address(sheet, heading, row)] = value
        return self

    def save(self) -> None:
        data = io.BytesIO()
        self.book.save(data)
        self.path.write_bytes(data.getvalue())


def example(**changes: Any) -> dict[str, Any]:
    """The example's register, some keys of its one system replaced."""
    data: dict[str, Any] = copy.deepcopy(EXAMPLE)
    data["systems"][0] |= changes
    return data


def headings() -> dict[str, dict[str, str]]:
    """Sheet → key → heading."""
    return {sheet.name: {column.key: column.heading for column in sheet.columns} for sheet in SHEETS}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("TUANTHU_LANG", "vi")
    return Desk(tmp_path)
