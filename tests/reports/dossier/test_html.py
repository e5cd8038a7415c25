from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from reports.dossier import dossier_html
from reports.i18n import Language
from reports.model import AuditReport, Finding
from tests.reports.dossier.made import AGENCY, PASS, made, waiver, with_verdicts
from tests.reports.pages import text_of
from tests.reports.province import START
from tests.reports.test_html import HOSTILE, report_full_of, skeleton

OWNER = "so-khcn"


def full_of(text: str) -> AuditReport:
    """The report of `report_full_of`, with waivers and failures on record at the agency's system."""
    told = report_full_of(text)
    failing = [one.requirement for one in told.systems[1].verdicts if one.verdict == "fail"]
    waivers = [
        {**waiver(name, "system:httt-cong", "2026-12-01"), "reason": text, "document": text, "approver": text}
        for name in failing
    ]
    found = [Finding("system:httt-cong", name, START, START, None, reopened=True) for name in failing]
    return replace(told, plan={"waivers": waivers}, findings=found)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_element_and_no_attribute_ever_comes_from_a_text_from_outside(lang: Language) -> None:
    hostile, tame = (dossier_html(full_of(text), lang, OWNER) for text in (HOSTILE, "lành"))
    assert skeleton(hostile) == skeleton(tame)
    assert {char for char in hostile if not char.isprintable()} == {"\n"}
    assert "[U+202E]" in hostile
    assert "W" * 700 not in hostile
    hostile.encode()


def test_the_file_stands_alone_and_its_links_lead_somewhere() -> None:
    tree = LexborHTMLParser(dossier_html(made(), "vi", AGENCY))
    assert tree.css("script, link, img, iframe, object, embed, form, base") == []
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    targets = {str(node.attributes["href"]).removeprefix("#") for node in tree.css("a")}
    assert len(targets) > 5
    assert targets <= set(ids)


def test_the_same_report_gives_the_same_text() -> None:
    assert dossier_html(made(), "vi", AGENCY) == dossier_html(made(), "vi", AGENCY)


def test_each_section_is_there_when_it_has_something_to_say() -> None:
    names = ("overview", "duties", "advice", "coming", "again", "unknown", "fixed", "waivers", "places")
    full, clean = (
        LexborHTMLParser(dossier_html(report, "vi", AGENCY)) for report in (made(), with_verdicts(made(), PASS))
    )
    every = [*names, "recheck", "objection"]
    assert [node.attributes["id"] for node in full.css("main > section")] == every
    assert [node.attributes["id"] for node in clean.css("main > section")] == [
        "overview",
        "places",
        "recheck",
        "objection",
    ]


def test_a_person_reads_what_where_why_how_and_by_when() -> None:
    html = dossier_html(made(), "vi", AGENCY)
    told = text_of(html, "#v4")
    for text in (
        "4. Không còn chấp nhận các phiên bản SSL, TLS cũ",
        "▲Tái diễn: 1",
        "Mã yêu cầu: tls.asked.n3",
        "Đã quá thời hạn đề nghị (ngày 06/11/2026): đề nghị khắc phục ngay.",
        "Người dân gửi hồ sơ qua cổng",
        "https://congsan.thidiem.gov.test/",
        "Phát hiện từ ngày 08/08/2026 (100 ngày)",
        "không rõ phần mềm máy chủ: Trang congsan",
        "nginx: (dành cho máy chủ của cơ quan, đơn vị)",
        "Căn cứ: Nghị định 331/2026/NĐ-CP, Điều 31 khoản 3 (theo nguồn thứ cấp).",
    ):
        assert text in told


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_overflows_sideways_and_no_word_stands_in_a_column(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "dossier.html"
    file.write_text(dossier_html(full_of(HOSTILE), "vi", OWNER), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    caption = page.locator("caption").bounding_box()
    assert caption is not None
    assert caption["width"] > 200
    page.close()
