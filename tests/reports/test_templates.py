"""The page in a real browser, and what a screen reader would find in it."""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser

from reports.html import render_html
from tests.reports.judged import audited, portals
from tests.reports.province import VANTAGE


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    html = render_html(audited(complete=False, vantage={**VANTAGE, "ipv6": False}, portals=portals(45)), "vi")
    path.write_text(html, encoding="utf-8")
    return path


def opened(browser: Browser, file: Path, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    """The page at a width without scripts, and everything it asked for or complained about."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=False,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return page, trouble


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_overflows_sideways_and_the_page_asks_for_nothing(browser: Browser, file: Path, width: int) -> None:
    page, trouble = opened(browser, file, width)
    for details in page.locator(
        "#p1 details, #s3 details, #four-layers details, #first details, #changes details, #law details"
    ).all():
        details.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert trouble == []
    page.context.close()


@pytest.mark.browser
def test_on_a_phone_names_and_captions_are_not_squeezed_to_a_column_of_letters(browser: Browser, file: Path) -> None:
    page, _ = opened(browser, file, 360)
    for squeezed in (".four caption", ".counts caption", ".counts tbody th", ".agencies tbody th"):
        for one in page.locator(squeezed).all():
            assert not one.is_visible() or one.evaluate("e => e.getBoundingClientRect().width") > 200, squeezed
    page.context.close()


@pytest.mark.browser
def test_without_scripts_links_lead_to_a_portal_and_evidence_opens(browser: Browser, file: Path) -> None:
    page, _ = opened(browser, file, 1440)
    page.locator("#contents a[href='#p4']").click()
    assert page.locator("#p4 h2").evaluate(
        "e => e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().top < 300"
    )
    evidence = page.locator("#p4 details.evidence")
    assert not evidence.locator("> dl").is_visible()
    page.locator("#p4 .refs a").first.click()
    assert evidence.locator("> dl").is_visible()
    page.context.close()


@pytest.mark.browser
def test_on_paper_everything_folded_is_open_light_and_each_portal_begins_a_page(browser: Browser, file: Path) -> None:
    page, _ = opened(browser, file, 1440, "dark")
    dark = page.locator("main > section").first.evaluate("e => getComputedStyle(e).backgroundColor")
    page.emulate_media(media="print")
    paper = page.locator("main > section").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert (dark, paper) == ("rgb(29, 29, 33)", "rgb(255, 255, 255)")
    assert page.locator("#p1 details.evidence > dl").is_visible()
    assert page.locator("#p2").evaluate("e => getComputedStyle(e).breakBefore") == "page"
    assert not page.locator("nav.sections").is_visible()
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_of_wcag_aa(browser: Browser, file: Path, scheme: str) -> None:
    page, _ = opened(browser, file, 1440, scheme)
    assert page.evaluate(CONTRAST) == []
    page.context.close()


CONTRAST = """() => {
  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  const shown = '#summary, #four-layers, #first, #systems, #s1, #s3, #s4, #p1, #p2, #p9, #law, #reading';
  const parts = document.querySelectorAll(`header, nav, aside, ${shown}, footer`);
  for (const part of parts) for (const e of part.querySelectorAll('*')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
  }
  return [...poor];
}"""


@pytest.fixture(scope="module")
def tree() -> LexborHTMLParser:
    return LexborHTMLParser(render_html(audited(), "vi"))


def test_the_page_has_its_landmarks_once_and_a_way_past_the_navigation(tree: LexborHTMLParser) -> None:
    assert [len(tree.css(f"body > {name}")) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert [node.attributes["href"] for node in tree.css("body > a")] == ["#main"]


def test_headings_are_in_order(tree: LexborHTMLParser) -> None:
    levels = [int(str(node.tag)[1]) for node in tree.css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_regions_and_navigations_have_names(tree: LexborHTMLParser) -> None:
    for node in tree.css("section, nav, aside"):
        name = node.attributes.get("aria-labelledby")
        assert node.attributes.get("aria-label") or tree.css_first(f"#{name}") is not None


def test_tables_have_captions_and_scoped_headers(tree: LexborHTMLParser) -> None:
    assert len(tree.css("table")) == 6
    assert all(table.css_first("caption") is not None for table in tree.css("table"))
    assert {node.attributes.get("scope") for node in tree.css("th")} == {"col", "row"}


def test_colour_never_speaks_alone(tree: LexborHTMLParser) -> None:
    badges = tree.css(".badge")
    assert badges
    assert all(node.text().strip() and node.css_first("svg") is not None for node in badges)
    assert all(node.attributes.get("aria-hidden") == "true" for node in tree.css("svg"))
    assert all(node.css_first(".hidden, .word") is not None for node in tree.css("#agencies .links a, #agencies th.n"))
