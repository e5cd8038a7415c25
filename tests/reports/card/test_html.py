from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from reports.card import card_html
from tests.poppler import info, needs_poppler
from tests.reports.card.made import told
from tests.reports.pages import text_of
from tests.reports.test_html import HOSTILE, report_full_of


def test_the_page_tells_what_the_card_says() -> None:
    html = card_html(told(), "vi", "so-khcn")
    assert text_of(html, "h1") == "Sở Khoa học và Công nghệ"
    assert text_of(html, "section[aria-labelledby=h-rank] .big") == "9/10"
    assert text_of(html, "section[aria-labelledby=h-score] .big") == "54%"
    assert text_of(html, "ol > li strong") == "Nội dung qua IPv4 và IPv6 giống nhau"
    assert "Sở Xây dựng" in text_of(card_html(told(), "vi"), "section[aria-labelledby=h-groups]")


def test_the_same_report_gives_the_same_page() -> None:
    assert card_html(told(), "en") == card_html(replace(told()), "en")


def test_nothing_from_outside_becomes_markup() -> None:
    hostile = replace(report_full_of(HOSTILE), history=told().history)
    for agency in (None, "so-khcn"):
        html = card_html(hostile, "vi", agency)
        tree = LexborHTMLParser(html)
        assert tree.css("script, img, iframe, a") == []
        assert "\u202e" not in html
        assert "\x1b" not in html
        assert "W" * 200 not in html, "long texts are cut"


def test_tables_have_scoped_heads_and_marks_never_speak_alone() -> None:
    tree = LexborHTMLParser(card_html(told(), "vi"))
    assert {node.attributes.get("scope") for node in tree.css("th")} == {"col", "row"}
    marks = tree.css(".mark")
    assert marks
    assert all(node.attributes.get("aria-hidden") == "true" for node in (*marks, *tree.css("svg")))
    assert all(node.parent is not None and len(node.parent.text().strip()) > 2 for node in marks)


@pytest.mark.browser
@needs_poppler
@pytest.mark.parametrize("agency", [None, "so-khcn"])
def test_a_browser_prints_one_page_and_shows_all_of_it_on_a_phone(
    browser: Browser, tmp_path: Path, agency: str | None
) -> None:
    file, pdf = tmp_path / "card.html", tmp_path / "card.pdf"
    file.write_text(card_html(told(), "vi", agency), encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.pdf(path=pdf, prefer_css_page_size=True)
    assert info(pdf)["Pages"] == "1"
    page.close()
