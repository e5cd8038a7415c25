from pathlib import Path

import pytest

from reports.dossier import dossier_pdf
from tests.poppler import needs_poppler, told
from tests.reports.dossier.made import AGENCY, made
from tests.reports.dossier.test_html import OWNER, full_of
from tests.reports.test_html import HOSTILE


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dossier") / "dossier.pdf"
    path.write_bytes(dossier_pdf(made(), "vi", AGENCY))
    return path


@needs_poppler
def test_it_is_tagged_on_a4_with_its_title_and_one_family_of_embedded_fonts(file: Path) -> None:
    info = told("pdfinfo", file)
    assert "Hồ sơ khắc phục của cơ quan, đơn vị – Sở Tài chính – 16/11/2026" in info
    assert "(A4)" in info
    assert "Tagged:          yes" in info
    fonts = told("pdffonts", file).splitlines()[2:]
    assert fonts
    assert all("LiberationSerif" in line and " yes yes yes" in line for line in fonts)


@needs_poppler
def test_a_person_reads_on_paper_what_the_page_says(file: Path) -> None:
    text = " ".join(told("pdftotext", file, "-").split())
    for part in (
        "4 yêu cầu bắt buộc chưa đạt.",
        "Nội dung phải khắc phục: yêu cầu bắt buộc chưa đạt",
        "Đã quá thời hạn quy định (ngày 30/09/2024): đề nghị khắc phục ngay.",
        "không rõ phần mềm máy chủ: Trang congsan",
        "Trước đây không đạt, lần này chưa quan sát lại được",
        "Sắp hết hạn",
        "Cách phản hồi khi không đồng ý với kết luận",
        "tuanthu check https://ngansach.thidiem.gov.test/",
    ):
        assert part in text


def test_the_same_report_gives_the_same_bytes(file: Path) -> None:
    assert dossier_pdf(made(), "vi", AGENCY) == file.read_bytes()


@needs_poppler
def test_hostile_texts_are_written_out_and_break_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(dossier_pdf(full_of(HOSTILE), "en", OWNER))
    text = told("pdftotext", path, "-")
    assert "<script>alert(1)</script>" in text.replace("\n", "")
    assert "[U+202E]" in text.replace("\n", "")
    assert "\u202e" not in text
