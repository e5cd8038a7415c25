"""`python -m benchmarks.register.speed`: a register of 800 full systems through workbook, import, judge and report.

Nothing is asserted. Each step's seconds stand beside its ratio to the peer: openpyxl alone, reading every cell of the
same workbook.
"""

from __future__ import annotations

import copy
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import openpyxl
import yaml

from agent.auditing.plan import Plan
from agent.inventory import load_inventory
from agent.profiles import read_profile
from agent.systems import judge_systems
from agent.workbook.example import EXAMPLE
from agent.workbook.importing import import_workbook
from agent.workbook.write import workbook
from checks.vantage import Vantage
from reports.wording import ZONE

_INVENTORY = {
    "schema_version": 1,
    "province": {"name": "Tỉnh Thí Điểm", "zone": "thidiem.gov.test"},
    "register": "he-thong.yaml",
}


@click.command()
@click.option("--systems", default=800, show_default=True)
def command(systems: int) -> None:
    """Measure every step once, on a machine that should be idle."""
    times: dict[str, float] = {}

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        times[step] = time.perf_counter() - begun

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inventory, file = folder / "tinh.yaml", folder / "he-thong.xlsx"
        inventory.write_text(yaml.safe_dump(_INVENTORY, allow_unicode=True), "utf-8")
        with timed("write the workbook"):
            file.write_bytes(workbook(_register(systems)))
        with timed("openpyxl reads its cells"):
            _read(file)
        with timed("import"):
            import_workbook(file, inventory)
        with timed("import again, nothing new"):
            import_workbook(file, inventory)
        with timed("load the inventory"):
            loaded = load_inventory(inventory)
        plan = Plan(loaded, read_profile("vn-2026"), ["security_plan"], datetime.now(ZONE).date())
        with timed("observe and judge every system"):
            judge_systems(plan, plan.subjects, Vantage("bench", True, True, "none"), _drop, _raise)
    peer = times["openpyxl reads its cells"]
    click.echo(f"{systems} systems, {file.name}\n\n| step | s | of openpyxl alone |\n| --- | --: | --: |")
    for step, seconds in times.items():
        click.echo(f"| {step} | {seconds:.2f} | {seconds / peer:.2f} |")


def _register(count: int) -> dict[str, Any]:
    """The example's system that many times, each with a portal of its own."""
    (system,), (portal, *_) = EXAMPLE["systems"], EXAMPLE["portals"]
    numbers = range(1, count + 1)
    return {
        "agencies": EXAMPLE["agencies"],
        "systems": [
            {**copy.deepcopy(system), "id": f"httt-{number}", "name": f"{system['name']} {number}"}
            for number in numbers
        ],
        "portals": [
            {**portal, "url": f"https://xa{number}.thidiem.gov.test/", "system": f"httt-{number}"} for number in numbers
        ],
    }


def _read(file: Path) -> None:
    book = openpyxl.load_workbook(file, read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            len(row)
    book.close()


def _drop(*_: object) -> None:
    """Keep nothing."""


def _raise(key: str, error: str) -> None:
    raise RuntimeError(f"{key}: {error}")


if __name__ == "__main__":
    command()
