"""LibreOffice opens the document and lays it out: pages upright and across, every letter in the font asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reports.official.made import written

WRITER = Path("/usr/lib/libreoffice/program/libswlo.so")

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        "CI" not in os.environ and not (WRITER.exists() and shutil.which("pdftotext")),
        reason="LibreOffice Writer or poppler is not installed",
    ),
]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "bao-cao.docx").write_bytes(written())
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "bao-cao.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / "bao-cao.pdf"


def asked(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_the_first_page_has_no_number_and_the_others_have(pdf: Path) -> None:
    pages = asked("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]

    assert pages[0].strip().startswith("UBND TỈNH THÍ ĐIỂM")
    assert [page.split()[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]


def test_lists_lie_across_and_the_rest_stands_upright(pdf: Path) -> None:
    told = asked("pdfinfo", "-f", "1", "-l", "99", str(pdf))
    sizes = [line.split()[3:6] for line in told.splitlines() if " size:" in line and line.startswith("Page ")]
    across = [round(float(width)) == 842 for width, _, _ in sizes]

    assert not across[0]
    assert not across[-1]
    assert across.count(True) >= 4


def test_no_glyph_came_from_another_font(pdf: Path) -> None:
    fonts = [line.split()[0].split("+")[-1] for line in asked("pdffonts", str(pdf)).splitlines()[2:]]

    assert fonts != []
    assert {name.split("-")[0].replace("MT", "") for name in fonts} <= {"LiberationSerif", "TimesNewRomanPS"}


def test_no_heading_is_the_last_line_of_a_page(pdf: Path) -> None:
    pages = asked("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]
    last = [page.strip().splitlines()[-1].strip() for page in pages]

    assert [line for line in last if line.startswith(("I. ", "II. ", "III. ", "IV. ", "V. ", "Lớp ", "a) "))] == []
