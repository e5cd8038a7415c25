import unicodedata
from pathlib import Path

import pytest

from reports.pdf.official import official_data, official_pdf
from tests.poppler import fonts, info, needs_poppler, outline, text, told
from tests.reports.judged import audited

pytestmark = needs_poppler
MM = 72 / 25.4


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pdf") / "official.pdf"
    file.write_bytes(official_pdf(audited(), "vi"))
    return file


def words(pdf: Path, page: int) -> list[tuple[float, float, float, float, str]]:
    """(left, top, right, bottom, word) of each word of a page, in points."""
    found = []
    for box in told("pdftotext", "-bbox", "-f", str(page), "-l", str(page), pdf, "-").split("<word ")[1:]:
        places, _, rest = box.partition(">")
        left, top, right, bottom = (float(part.split('"')[1]) for part in places.split())
        found.append((left, top, right, bottom, rest.partition("<")[0]))
    return found


def test_it_is_tagged_and_of_one_font(pdf: Path) -> None:
    assert info(pdf)["Tagged"] == "yes"
    assert info(pdf)["Title"].startswith("BÁO CÁO – Kết quả kiểm tra, đánh giá")
    assert {name.partition("-")[0] for name, *_ in fonts(pdf)} == {"LiberationSerif"}
    assert {tuple(embedded) for _, *embedded in fonts(pdf)} == {("yes", "yes", "yes")}


def test_the_text_keeps_within_the_margins_of_the_decree(pdf: Path) -> None:
    first = words(pdf, 1)
    assert min(left for left, *_ in first) >= 30 * MM - 0.5
    assert max(right for _, _, right, _, _ in first) <= (210 - 15) * MM + 0.5
    assert min(top for _, top, *_ in first) >= 20 * MM - 2
    assert max(bottom for *_, bottom, _ in first) <= (297 - 20) * MM + 2


def test_the_head_has_what_the_law_fixes_and_leaves_number_and_date_blank(pdf: Path) -> None:
    said = text(pdf, "-l", "1")
    assert unicodedata.is_normalized("NFC", said)
    for fixed in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "UBND TỈNH THÍ ĐIỂM"):
        assert fixed in said
    assert "…………, ngày tháng năm 20…" in said


def test_the_page_number_stands_in_the_middle_at_the_top_and_not_on_page_1(pdf: Path) -> None:
    left, top, right, _, word = min(words(pdf, 2), key=lambda one: one[1])
    assert word == "2"
    assert abs((left + right) / 2 - (30 + 165 / 2) * MM) < 2
    assert 9 * MM < top < 12 * MM
    assert min(top for _, top, *_ in words(pdf, 1)) > 15 * MM


def test_lists_and_form_08_lie_across_and_the_form_has_its_twelve_columns(pdf: Path) -> None:
    pages = int(info(pdf)["Pages"])
    sizes = told("pdfinfo", "-l", str(pages), pdf).splitlines()
    across = [
        line.split()[1] for line in sizes if "size:" in line and line.startswith("Page ") and "841.89 x 595" in line
    ]
    (form,) = [page for page in across if "MẪU SỐ 08" in text(pdf, "-f", page, "-l", page)]
    said = text(pdf, "-f", form, "-l", form)
    assert all(f"({number})" in said for number in range(1, 13))


def test_bookmarks_lead_to_sections_and_annexes(pdf: Path) -> None:
    titles = outline(pdf)
    assert [title for title in titles if title.startswith(("Phụ lục", "I. ", "V. "))] == [
        "I. PHẠM VI, PHƯƠNG PHÁP",
        "V. ĐỀ XUẤT, KIẾN NGHỊ",
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
        "Phụ lục IV",
    ]


def test_the_measures_are_those_of_the_word_file() -> None:
    measures = official_data(audited(), "vi")["measures"]
    assert (measures["top"], measures["bottom"], measures["left"], measures["right"]) == (20, 20, 30, 15)
    assert (measures["body"], measures["indent"], measures["recipient"]) == (14, 12.7, 11)


def test_the_same_report_gives_the_same_bytes_and_needs_no_system(pdf: Path, tmp_path: Path) -> None:
    assert official_pdf(audited(), "vi") == pdf.read_bytes()
    file = tmp_path / "official.pdf"
    file.write_bytes(official_pdf(audited([], portals=[], requirements={}), "en"))
    assert "Phụ lục II" in text(file)
    assert "MẪU SỐ 08" not in text(file)
