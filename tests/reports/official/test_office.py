"""LibreOffice opens the document and lays it out: pages upright and across, every letter in the font asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.office import needs_office, printed
from tests.poppler import fonts, told
from tests.reports.official.made import written

pytestmark = [pytest.mark.office, needs_office]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "bao-cao.docx").write_bytes(written())
    return printed(folder, folder / "bao-cao.docx")[0]


def test_the_first_page_has_no_number_and_the_others_have(pdf: Path) -> None:
    pages = told("pdftotext", "-layout", pdf, "-").split("\f")[:-1]

    assert pages[0].strip().startswith("UBND TỈNH THÍ ĐIỂM")
    assert [page.split()[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]


def test_lists_lie_across_and_the_rest_stands_upright(pdf: Path) -> None:
    shown = told("pdfinfo", "-f", "1", "-l", "99", pdf)
    sizes = [line.split()[3:6] for line in shown.splitlines() if " size:" in line and line.startswith("Page ")]
    across = [round(float(width)) == 842 for width, _, _ in sizes]

    assert not across[0]
    assert not across[-1]
    assert across.count(True) >= 4


def test_no_glyph_came_from_another_font(pdf: Path) -> None:
    names = [name for name, *_ in fonts(pdf)]

    assert names != []
    assert {name.split("-")[0].replace("MT", "") for name in names} <= {"LiberationSerif", "TimesNewRomanPS"}


def test_no_heading_is_the_last_line_of_a_page(pdf: Path) -> None:
    pages = told("pdftotext", "-layout", pdf, "-").split("\f")[:-1]
    last = [page.strip().splitlines()[-1].strip() for page in pages]

    assert [line for line in last if line.startswith(("I. ", "II. ", "III. ", "IV. ", "V. ", "Lớp ", "a) "))] == []
