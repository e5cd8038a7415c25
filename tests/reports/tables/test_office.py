"""LibreOffice opens the workbook: every sheet is there, no number is too wide for its cell, and nothing is computed."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.tables import workbook_xlsx
from tests.office import needs_office, printed
from tests.poppler import told
from tests.reports.tables.made import full_of

pytestmark = [pytest.mark.office, needs_office]


def test_the_workbook_is_printed_whole_and_its_texts_stay_texts(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook_xlsx(full_of("=1+41"), "vi"))
    (pdf,) = printed(tmp_path, tmp_path / "a.xlsx")
    pages = told("pdftotext", "-layout", pdf, "-").split("\f")[:-1]
    names = [page.split()[0:2] for page in pages]

    for sheet in ("Tóm tắt", "Cổng ×", "Phát hiện", "Hệ thống", "Biến động"):
        assert sheet.split() in names
    assert "=1+41" in "".join(pages)
    assert "###" not in "".join(pages)
    assert not any(line.strip() == "42" for page in pages for line in page.splitlines())
    assert all("Việc cần làm" in page for page in pages if page.split()[:2] == ["Phát", "hiện"])
