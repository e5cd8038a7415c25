from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from reports.official.broken import TemplateError
from reports.official.word import official_docx
from tests.reports.province import small_report


def refused(tmp_path: Path, body: str, *, header: str = "", cell: str = "") -> str:
    """What is said of a template with these texts."""
    document = Document()
    document.add_paragraph("Đoạn trước.")
    document.add_paragraph(body)
    document.sections[0].header.paragraphs[0].text = header
    document.add_table(1, 1).rows[0].cells[0].text = cell
    document.save(str(tmp_path / "mau.docx"))
    with pytest.raises(TemplateError) as error:
        official_docx(small_report(), "en", tmp_path / "mau.docx")
    return str(error.value)


def test_a_field_that_there_is_not_is_told_with_the_text_around_it(tmp_path: Path) -> None:
    said = refused(tmp_path, "Kính gửi: {{ ten_co_quan }}")

    assert said == (
        "The template is broken in the body, at “Kính gửi: {{ ten_co_quan }}”: there is no field ten_co_quan."
    )


def test_a_tag_that_is_not_closed_is_told_with_its_place(tmp_path: Path) -> None:
    said = refused(tmp_path, "Số liệu {{ province }")

    assert said.startswith("The template is broken in the body, at “Số liệu {{ province }")


def test_a_wrong_field_in_a_header_and_in_a_table_is_found_there(tmp_path: Path) -> None:
    assert refused(tmp_path, "Đúng.", header="Trang {{ trang }}").startswith(
        "The template is broken in a header, at “Trang {{ trang }}”: "
    )
    assert "at “{{ subjects[0].khong_co }}”: there is no field khong_co." in refused(
        tmp_path, "Đúng.", cell="{{ subjects[0].khong_co }}"
    )


def test_a_loop_without_an_end_is_told(tmp_path: Path) -> None:
    said = refused(tmp_path, "{%p for line in basis %}")

    assert said.startswith("The template is broken in the body")
    assert "end" in said


def test_a_loop_that_ends_in_a_table_that_it_does_not_hold_is_told(tmp_path: Path) -> None:
    said = refused(tmp_path, "{%p for text in scope.paragraphs %}", cell="{%p endfor %}")

    assert "is no whole paragraph or row" in said


def test_a_filter_that_gets_the_wrong_thing_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path, "{{ province|chart }}").startswith("The template is broken in the body")
