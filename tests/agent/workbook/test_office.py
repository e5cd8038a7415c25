"""The workbook in LibreOffice: its drop-downs work, and what LibreOffice saves imports the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from agent.workbook.columns import SHEETS, Column, Kind
from agent.workbook.example import EXAMPLE
from tests.agent.workbook.conftest import Clerk, Desk

SYSTEM_PYTHON = Path("/usr/bin/python3")
PATIENCE = 180


def has_office() -> bool:
    if shutil.which("soffice") is None or not SYSTEM_PYTHON.exists():
        return False
    return subprocess.run([str(SYSTEM_PYTHON), "-c", "import uno"], capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        "CI" not in os.environ and not has_office(), reason="LibreOffice or its Python (python3-uno) is not installed"
    ),
]


def ask(workbook: Path, copy: Path, cells: dict[str, list[str]], folder: Path) -> Any:
    """What LibreOffice says of the cells' drop-downs; it saves the workbook to `copy`."""
    pipe = f"tuanthu-{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        asked = subprocess.run(
            [str(SYSTEM_PYTHON), str(Path(__file__).with_name("office.py")), pipe, str(workbook), str(copy)],
            input=json.dumps(cells),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert asked.returncode == 0, asked.stderr
        office.wait(PATIENCE)
    finally:
        office.kill()
        office.wait()
    return json.loads(asked.stdout)


def expected(column: Column) -> list[str]:
    if column.kind is Kind.AGENCY:
        roots = EXAMPLE["agencies"]
        return [roots[0]["name"], roots[0]["agencies"][0]["name"], roots[0]["agencies"][0]["agencies"][0]["name"]]
    if column.kind is Kind.SYSTEM:
        return [system["name"] for system in EXAMPLE["systems"]]
    return list((column.words or {}).values())


def test_drop_downs_offer_the_closed_lists_and_a_round_trip_loses_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.put(EXAMPLE)
    clerk = Clerk(desk.workbook)
    listed = {
        (sheet.name, clerk.address(sheet.name, column.heading, row)): column
        for sheet in SHEETS
        for column in sheet.columns
        for row in (3, 500)
        if column.kind in (Kind.WORD, Kind.WORDS, Kind.EXISTS, Kind.ROWS, Kind.AGENCY, Kind.SYSTEM)
    }
    cells: dict[str, list[str]] = {}
    for sheet_name, name in listed:
        cells.setdefault(sheet_name, []).append(name)
    copy = tmp_path / "copy.xlsx"

    told = ask(desk.workbook, copy, cells, tmp_path)

    strict = (Kind.WORD, Kind.EXISTS, Kind.ROWS)
    for (sheet_name, name), column in listed.items():
        wanted = {"type": "LIST", "offered": expected(column), "shown": True, "strict": column.kind in strict}
        assert told[sheet_name][name] == wanted, (sheet_name, column.heading)

    assert desk.take().wrote
    kept = desk.register.read_text("utf-8")
    desk.put(copy.read_bytes())
    assert not desk.take().wrote
    desk.register.unlink()
    assert desk.take().wrote
    assert desk.register.read_text("utf-8") == kept
