"""`python -m benchmarks.reports.speed`: the files of a report for 607 portals, 60 requirements and a year of audits.

Nothing is asserted. Each format is made in a process of its own and then all of the set in one; seconds and memory (of
the process with all that it starts, the audit's own included, looked at ten times a second) stand beside their share of
the limit for the set (90 s, 1 GiB), and the page beside the limit for opening it (2 s).
"""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
from playwright.sync_api import sync_playwright

from agent.formats import FORMATS, Wanted, files
from agent.output import encoded
from benchmarks.reports.province import province_report

SET: Final = ("html", "pdf", "docx", "xlsx")
SECONDS: Final = 90
MEMORY: Final = 1 << 30
OPENED: Final = 2


@click.command()
@click.option("--portals", default=607, show_default=True)
@click.option("--requirements", default=60, show_default=True)
def command(portals: int, requirements: int) -> None:
    """Measure every format, and the set together, on a machine that should be idle."""
    click.echo(f"{portals} portals × {requirements} requirements × 52 weeks\n")
    click.echo("| format | s | of 90 s | peak MiB | of 1 GiB | files, MB |\n| --- | --: | --: | --: | --: | --: |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for formats in [*((one,) for one in FORMATS if one != "dossier"), SET]:
            _told(formats, portals, requirements, folder)
        seconds, painted = _open(folder / "report.html")
    click.echo(f"\nChromium: the page is painted after {painted:.2f} s, whole after {seconds:.2f} s", nl=False)
    click.echo(f" ({seconds / OPENED:.0%} of {OPENED} s).")


def _told(formats: Sequence[str], portals: int, requirements: int, folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(formats, portals, requirements, folder, writer))
    process.start()
    peak = 0
    while not reader.poll(0.1):
        peak = max(peak, sum(map(_memory, _tree(str(process.pid)))))
    seconds, size = reader.recv()
    process.join()
    click.echo(
        f"| {', '.join(formats)} | {seconds:.1f} | {seconds / SECONDS:.0%} | {peak / 2**20:.0f} | {peak / MEMORY:.0%}"
        f" | {size / 1e6:.1f} |"
    )


def _make(
    formats: Sequence[str],
    portals: int,
    requirements: int,
    folder: Path,
    writer: multiprocessing.connection.Connection[tuple[float, int], None],
) -> None:
    """Build the audit, then make its files."""
    report = province_report(portals, requirements)
    size = 0
    begun = time.perf_counter()
    for format_ in formats:
        for end, content in files(report, format_, Wanted("vi")):
            with (folder / f"report{end.replace('/', '-')}").open("wb") as file:
                size += sum(map(file.write, encoded(content)))
    seconds = time.perf_counter() - begun
    writer.send((seconds, size))


def _tree(pid: str) -> list[str]:
    """The ids of a process and of everything it started."""
    children = [child for each in Path(f"/proc/{pid}/task").glob("*/children") for child in _read(each).split()]
    return [pid, *(one for child in children for one in _tree(child))]


def _memory(pid: str) -> int:
    """The bytes that a process holds, of what it shares with others its part (PSS)."""
    return sum(1024 * int(line.split()[1]) for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()[2:3])


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""  # the process has ended


def _open(page: Path) -> tuple[float, float]:
    """Seconds until the page is loaded, and until something of it is seen."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = chromium.new_page()
        begun = time.perf_counter()
        tab.goto(page.as_uri())
        seconds = time.perf_counter() - begun
        painted: float = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        chromium.close()
    return seconds, painted / 1000


if __name__ == "__main__":
    command()
