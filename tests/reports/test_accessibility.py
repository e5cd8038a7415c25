"""axe finds nothing serious in the pages of a report."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reports.card import card_html
from reports.dossier import dossier_html
from reports.html import render_html
from reports.model import AuditReport
from tests.reports.judged import audited, portals

PAGES: dict[str, Callable[[AuditReport], str]] = {
    "report": lambda report: render_html(report, "vi"),
    "card": lambda report: card_html(report, "vi"),
    "card of an agency": lambda report: card_html(report, "vi", "so-khcn"),
    "dossier": lambda report: dossier_html(report, "vi", "ubnd-tinh"),
    "dossier in English": lambda report: dossier_html(report, "en", "so-khcn"),
}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "scheme"), [*((name, "light") for name in PAGES), ("report", "dark"), ("dossier", "dark")]
)
def test_nothing_serious_is_found(browser: Browser, tmp_path: Path, name: str, scheme: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGES[name](audited(portals=portals(3))), encoding="utf-8")
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page).response["violations"]
    context.close()
    told = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
    assert told == []
