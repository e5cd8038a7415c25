"""LibreOffice, a program that had no part in making our files, opens and prints them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PATIENCE = 240

needs_office = pytest.mark.skipif(
    "CI" not in os.environ and not all(map(shutil.which, ("soffice", "lowriter", "localc", "pdftotext"))),
    reason="LibreOffice Writer and Calc, or poppler, are not installed",
)


def printed(folder: Path, *files: Path) -> list[Path]:
    """Each file as LibreOffice prints it: PDFs in `folder`, named like the files."""
    office = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command = [*office, "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return [folder / f"{file.stem}.pdf" for file in files]
