from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from reports.model import AgencyRow
from reports.official.broken import TemplateError
from reports.official.template import main, official_template
from reports.official.word import official_docx
from tests.reports.official.made import W, audited, part, told, written
from tests.reports.province import small_report

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@pytest.fixture
def template(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a template of one paragraph."""

    def write(text: str) -> Path:
        document = Document()
        document.add_paragraph(text)
        document.save(str(tmp_path / "mau.docx"))
        return tmp_path / "mau.docx"

    return write


def test_the_same_audit_gives_the_same_bytes() -> None:
    assert official_docx(audited(), "vi") == written()


def test_no_part_tells_when_or_by_whom_it_was_written() -> None:
    with zipfile.ZipFile(BytesIO(written())) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None
    properties = Document(BytesIO(written())).core_properties

    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created is not None
    assert properties.created.isoformat()[:19] == "2026-11-16T01:46:00"
    assert properties.language == "vi-VN"


def test_no_field_is_left_unfilled() -> None:
    assert not [line for line in told(written()).splitlines() if "{{" in line or "{%" in line]


def test_every_section_annex_and_list_is_there() -> None:
    lines = told(written()).splitlines()
    numbered = [line.split(" ")[0] for line in lines if line.startswith(("I. ", "II. ", "III. ", "IV. ", "V. "))]

    assert numbered == ["I.", "II.", "III.", "IV.", "V."]
    assert [line for line in lines if line.startswith("Phụ lục ")] == [
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
        "Phụ lục IV",
    ]
    assert len([line for line in lines if line.startswith("(Kèm theo Báo cáo số")]) == 4
    assert all(any(one.url in line for line in lines) for one in audited().portals)


def test_bars_are_pictures_that_say_in_words_what_they_show() -> None:
    pictures = list(part(written()).iter(f"{DRAWING}docPr"))
    told_ = [one.get("descr") for one in pictures]

    assert len(pictures) == 8
    assert len({one.get("id") for one in pictures}) == 8
    assert all("Yêu cầu bắt buộc: trong " in text for text in told_)


def test_an_english_document_is_told_in_english() -> None:
    lines = told(official_docx(small_report(), "en")).splitlines()

    assert "V. PROPOSALS" in lines
    assert "BÁO CÁO" in lines
    assert "Phụ lục II" in lines


def test_without_systems_their_annexes_and_page_breaks_are_left_out() -> None:
    document = official_docx(small_report(), "vi")

    assert "Phụ lục III" not in told(document)
    assert "None" not in told(document)
    assert len(list(part(document).iter(f"{W}sectPr"))) == 3


def test_hostile_texts_stay_texts() -> None:
    nasty = "{{ 7*7 }}{% raw %}<w:p/>&amp;\"=cmd|' /C calc'!A0\u202e\x00\x0b\ud800{_{"
    first = small_report().portals[0]
    portal = {**first.record.portal, "name": nasty + "A" * 10_000}
    document = official_docx(
        small_report(
            province=nasty,
            agencies=[AgencyRow("ubnd-tinh", nasty, "province")],
            portals=[replace(first, record=replace(first.record, portal=portal))],
        ),
        "vi",
    )
    said = told(document)

    assert "{{ 7*7 }}{% raw %}<w:p/>&amp;\"=cmd|' /C calc'!A0[U+202E][U+0000][U+000B][U+D800]" in said
    assert "49" not in said.split("DANH SÁCH")[1].split("https")[0]
    assert "A" * 200 not in said


def test_a_template_of_the_departments_own_is_filled(template: Callable[[str], Path]) -> None:
    document = official_docx(
        small_report(), "vi", template("SỞ THỬ NGHIỆM: {{ province }}, {{ subjects|length }} nhóm")
    )

    assert "SỞ THỬ NGHIỆM: tỉnh Thí Điểm, 4 nhóm" in told(document)


def test_the_template_that_is_shipped_can_be_written_and_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mau.docx"
    monkeypatch.setattr("sys.argv", ["template", str(file)])
    main()

    assert file.read_bytes() == official_template()
    assert official_docx(audited(), "vi", file) == written()


def test_a_template_cannot_reach_out_of_its_sandbox(template: Callable[[str], Path]) -> None:
    reaching = "{{ subjects.__class__.__mro__[1].__subclasses__() }}"

    with pytest.raises(TemplateError, match="__class__"):
        official_docx(small_report(), "vi", template(reaching))


def test_what_is_no_word_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "mau.docx"
    file.write_text("not a Word file")
    empty = tmp_path / "empty.docx"
    with zipfile.ZipFile(empty, "w"):
        pass

    for path in (file, empty):
        with pytest.raises(TemplateError, match=r"^Tệp mẫu không phải là tệp Word \(\.docx\)\.$"):
            official_docx(small_report(), "vi", path)
    with pytest.raises(TemplateError, match=r"^Không đọc được tệp mẫu khong-co\.docx: "):
        official_docx(small_report(), "vi", tmp_path / "khong-co.docx")


def test_a_template_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mau.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * 21_000_000)

    with pytest.raises(TemplateError, match=r"^Tệp mẫu quá lớn\.$"):
        official_docx(small_report(), "vi", file)
