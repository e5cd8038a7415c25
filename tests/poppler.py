"""Reads a PDF with poppler, a program that had no part in making it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_poppler = pytest.mark.skipif(
    shutil.which("pdfinfo") is None and not os.environ.get("CI"), reason="poppler is not installed"
)


def told(program: str, *arguments: str | Path) -> str:
    """What the program prints."""
    command = [program, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def info(pdf: Path) -> dict[str, str]:
    """Title, number of pages, whether it is tagged …"""
    lines = (line.partition(":") for line in told("pdfinfo", pdf).splitlines())
    return {name: value.strip() for name, _, value in lines}


def text(pdf: Path, *options: str) -> str:
    """The text as one copies it, its lines joined by single spaces."""
    return " ".join(told("pdftotext", *options, pdf, "-").split())


def fonts(pdf: Path) -> list[list[str]]:
    """(name without its subset's tag, embedded, subset, with its letters) of each font."""
    rows = [line.split() for line in told("pdffonts", pdf).splitlines()[2:]]
    return [[row[0].partition("+")[2], *row[-5:-2]] for row in rows]


def outline(pdf: Path) -> list[str]:
    """The titles of the bookmarks in order."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    found: list[str] = []
    with pdf.open("rb") as file:
        stack = [PdfFileReader(file).root["/Outlines"]["/First"]]
        while stack:
            entry = stack.pop()
            found.append(str(entry["/Title"]))
            stack += [entry[name] for name in ("/Next", "/First") if name in entry]
    return found
