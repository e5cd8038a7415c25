import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from reports.model import AuditReport
from reports.pdf.report import report_data, report_pdf
from tests.poppler import fonts, info, needs_poppler, outline, text, told
from tests.reports.judged import audited, portals
from tests.reports.past import findings, history
from tests.reports.province import VANTAGE, changes, small_report

HOSTILE = '#panic("x") = A $x$ *b* _c_ @d <e> `f` =cmd|calc!A1 \u202eabc\x07<script>alert(1)</script>漢'
pytestmark = needs_poppler


def whole() -> AuditReport:
    """Portals, systems, a year of audits, changes, and one portal and agency of hostile names."""
    report = audited(complete=False, vantage={**VANTAGE, "ipv6": False})
    first, second, *rest = report.portals
    named = replace(first, record=replace(first.record, portal={**first.record.portal, "name": HOSTILE}))
    long = replace(second, record=replace(second.record, portal={**second.record.portal, "name": "W" * 10_000}))
    agencies = [replace(report.agencies[0], name=HOSTILE), *report.agencies[1:]]
    made = replace(report, portals=[named, long, *rest], agencies=agencies, changes=changes(report.portals))
    return replace(made, history=history(made), findings=findings(made))


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pdf") / "report.pdf"
    file.write_bytes(report_pdf(whole(), "vi"))
    return file


def test_it_is_a4_tagged_and_has_its_title(pdf: Path) -> None:
    known = info(pdf)
    assert known["Tagged"] == "yes"
    assert known["Page size"] == "595.276 x 841.89 pts (A4)"
    assert (
        known["Title"] == "Kết quả đánh giá tuân thủ của các cổng, trang thông tin điện tử – Tỉnh Thí Điểm – 16/11/2026"
    )
    assert b"pdfuaid:part>1<" in pdf.read_bytes()


def test_every_font_is_the_one_asked_for_and_embedded(pdf: Path) -> None:
    found = fonts(pdf)
    assert found
    assert {name.partition("-")[0] for name, *_ in found} == {"LiberationSerif"}
    assert {tuple(embedded) for _, *embedded in found} == {("yes", "yes", "yes")}


def test_vietnamese_letters_are_copied_as_they_are_written(pdf: Path) -> None:
    said = text(pdf)
    assert unicodedata.is_normalized("NFC", said)
    assert "Cổng dữ liệu mở tỉnh Thí Điểm" in said


def test_hostile_texts_stand_as_they_are_or_are_written_out(pdf: Path) -> None:
    said = text(pdf, "-raw").replace(" ", "")
    assert '#panic("x")=A$x$*b*_c_@d<e>`f`=cmd|calc!A1[U+202E]abc[U+0007]<script>alert(1)</script>[U+6F22]' in said
    assert "\u202e" not in said
    assert "W" * 161 not in said


def test_no_text_stands_beside_the_paper(pdf: Path) -> None:
    boxes = told("pdftotext", "-bbox", pdf, "-").split("<word ")[1:]
    edges = [float(box.split('xMax="')[1].split('"')[0]) for box in boxes]
    assert max(edges) < 595.3 - 0.9 * 18 / 25.4 * 72


def test_marks_of_the_screen_become_marks_of_the_font(pdf: Path) -> None:
    assert "[U+27" not in text(pdf)


def test_pages_are_numbered_of_all_pages(pdf: Path) -> None:
    pages = info(pdf)["Pages"]
    assert text(pdf, "-f", "3", "-l", "3").endswith(f"3/{pages}")


def test_bookmarks_lead_to_sections_portals_systems_and_requirements(pdf: Path) -> None:
    titles = outline(pdf)
    order = ["Tóm tắt", "Mô hình bốn lớp", "Việc cần làm trước", "Diễn biến theo thời gian", "Hệ thống thông tin"]
    assert [title for title in titles if title in order] == order
    assert "3. Cổng dữ liệu mở tỉnh Thí Điểm" in titles
    assert "2. Trang của các xã" in titles


def test_links_lead_to_places_within_the_document(pdf: Path) -> None:
    names = {line.split('"')[1] for line in told("pdfinfo", "-dests", pdf).splitlines() if '"' in line}
    assert {"p1", "p9", "s1", "r1"} <= names


def test_the_same_report_gives_the_same_bytes(pdf: Path) -> None:
    assert report_pdf(whole(), "vi") == pdf.read_bytes()


def test_in_english_without_systems_changes_history_or_failures(tmp_path: Path) -> None:
    compliant = small_report(portals=[], requirements={}, changes=[], previous_audit=None, agencies=[])
    file = tmp_path / "report.pdf"
    file.write_bytes(report_pdf(compliant, "en"))
    said = text(file)
    assert "There is no earlier audit to compare with." in said
    assert "No requirement fails." in said
    assert "Tóm tắt" not in said


def test_an_unknown_is_never_told_as_a_failure() -> None:
    silent = next(one for one in portals(9) if one.record.portal["host"].startswith("so") and one.verdicts)
    data = report_data(small_report(), "vi")
    assert silent.url in {told["url"] for told in data["portals"]["items"]}
    for told_ in data["portals"]["items"]:
        for outcome, head, items in told_["groups"]:
            reasons = " ".join(why for _, why in items)
            assert ("Chưa quan sát được" in reasons) == (outcome == "unknown"), head


def test_remedies_stand_once_at_requirements_that_fail_somewhere() -> None:
    data = report_data(small_report(), "vi")
    failed = {v.requirement for v in small_report().judged() if v.verdict == "fail"}
    assert {told["id"] for told in data["law"]["items"] if told["remedy"]} == failed
