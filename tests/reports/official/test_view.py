from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from reports.model import AgencyRow
from reports.official.view import OfficialView, official_view
from reports.wording import Wording
from tests.reports.official.made import audited
from tests.reports.province import report, small_report

VI, EN = Wording("vi"), Wording("en")
FIXED = ("country", "motto", "number", "place_and_date", "kind", "recipients", "recipient_lines", "attached")


def texts(value: Any) -> list[str]:
    """Every text within a view."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return [text for item in value for text in texts(item)] if isinstance(value, tuple) else []


def test_the_same_audit_gives_the_same_document() -> None:
    assert official_view(audited(), VI) == official_view(audited(), VI)


def test_the_subject_names_the_province_within_a_sentence() -> None:
    assert official_view(audited(), VI).subject.endswith("hệ thống thông tin của tỉnh Thí Điểm")
    assert official_view(report(province="Cà Mau"), VI).subject.endswith("của Cà Mau")


def test_what_the_law_fixes_is_vietnamese_in_english_too() -> None:
    vietnamese, english = (official_view(audited(), wording) for wording in (VI, EN))

    assert [getattr(vietnamese, name) for name in FIXED] == [getattr(english, name) for name in FIXED]
    assert vietnamese.form is not None
    assert english.form is not None
    assert vietnamese.form.table == english.form.table
    assert english.subject.startswith("Results of the inspection")


def test_the_parent_body_is_the_provinces_own_and_dots_where_there_is_not_just_one() -> None:
    bodies = [AgencyRow("a", "UBND tỉnh A", "province"), AgencyRow("b", "UBND tỉnh B", "province")]

    assert official_view(audited(), VI).parent_body == "UBND TỈNH THÍ ĐIỂM"
    assert official_view(audited(), VI).recipient_lines[0] == "- UBND tỉnh Thí Điểm (để báo cáo);"
    for agencies in ([], bodies):
        view = official_view(report(agencies=agencies), VI)
        assert set(view.parent_body) == {"…"}
        assert view.recipient_lines[0].startswith("- Các cơ quan")
        assert view.recipient_lines[-1] == "- Lưu: VT, ……"


def test_a_peoples_committee_stands_above_its_place() -> None:
    first, *others = audited().agencies
    named = replace(audited(), agencies=[replace(first, name="Ủy ban nhân dân tỉnh Thí Điểm"), *others])

    assert official_view(named, VI).parent_body == "ỦY BAN NHÂN DÂN\nTỈNH THÍ ĐIỂM"


def test_no_audit_knows_who_issues_the_document() -> None:
    view = official_view(audited(), VI)

    assert {*view.issuing_body, *view.signer} == {"…"}
    assert view.number == "Số:        /BC-……"


def test_without_systems_there_are_two_annexes_and_no_layers_of_systems() -> None:
    view = official_view(report(), VI)

    assert (view.systems, view.form, view.layers_table) == (None, None, None)
    assert (view.portals.number, view.requirements.number) == ("Phụ lục I", "Phụ lục II")


def test_with_systems_there_are_four_annexes() -> None:
    view = official_view(audited(), VI)

    assert view.systems is not None
    assert view.form is not None
    annexes = (view.portals, view.systems, view.form, view.requirements)
    assert [one.number for one in annexes] == ["Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV"]


def test_every_text_is_cut_and_made_visible() -> None:
    hostile = "\u202egpj.exe\x00" + "A" * 10_000
    first = small_report().portals[0]
    portal = {**first.record.portal, "name": hostile, "agency": hostile}
    told = small_report(
        province=hostile,
        profile=hostile,
        audit_id=hostile,
        previous_audit=hostile,
        vantage={"name": hostile, "tool": hostile, "version": hostile},
        agencies=[AgencyRow("ubnd-tinh", hostile, "province")],
        portals=[replace(first, record=replace(first.record, portal=portal))],
    )
    said = texts(official_view(told, VI))

    assert any("[U+202E]" in text for text in said)
    assert not [text for text in said if "\u202e" in text or "\x00" in text or len(text) > 1500]


def test_an_audit_of_nothing_is_told() -> None:
    view = official_view(report(portals=[], changes=[], previous_audit=None), VI)

    assert isinstance(view, OfficialView)
    assert view.portals.table.rows == ()
    assert view.subjects == ()
    assert view.results.paragraphs[0] == "Yêu cầu bắt buộc, tất cả các nhóm nội dung: không có kết luận nào áp dụng."
    assert view.proposals.paragraphs == (
        "Không có yêu cầu nào không đạt hoặc chưa xác định; không có đề xuất, kiến nghị.",
    )
