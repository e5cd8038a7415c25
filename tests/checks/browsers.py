"""The browser of this machine for tests, and pages that are made up for it."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

from checks.browser import Browser
from checks.network.http import Page
from checks.observation import Fact, Reason, Seen, Unseen

HOME = "https://binhminh.gov.test/"
SANDBOX = "TUANTHU_CHROMIUM_SANDBOX"


def browser_here(patience: float = 15.0) -> Browser:
    """A browser, without its sandbox where the tests run as root; skips the test where there is none, but not in CI."""
    with pytest.MonkeyPatch.context() as patch:
        if os.geteuid() == 0:
            patch.setenv(SANDBOX, "off")
        found = Browser.found()
    if isinstance(found, Unseen):
        assert not os.environ.get("CI"), found.detail
        pytest.skip(found.detail)
    return Browser(found.executable, sandbox=found.sandbox, patience=patience)


def html(text: str, url: str = HOME) -> Page:
    """A page of HTML as it was fetched."""
    body = f"<!DOCTYPE html><html><body>{text}</body></html>".encode()
    return Page(url=url, status=200, headers={"content-type": "text/html; charset=utf-8"}, ms=1, body=body)


def script(text: str, url: str) -> Page:
    """A script as it was fetched."""
    return Page(url=url, status=200, headers={"content-type": "text/javascript"}, ms=1, body=text.encode())


class Hand:
    """Gives the pages that it was given, refuses all others, and remembers what was asked for."""

    def __init__(self, pages: Mapping[str, Page] | None = None) -> None:
        self.pages = dict(pages or {})
        self.asked: list[str] = []

    def __call__(self, url: str) -> Fact[Page]:
        self.asked.append(url)
        if url in self.pages:
            return Seen(self.pages[url])
        return Unseen(Reason.NOT_AUTHORISED, f"{url[:100]}, outside the scope")
