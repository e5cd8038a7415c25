"""Where links lead."""

from __future__ import annotations

import pytest

from checks.web.places import absolute, plain_url


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/a", "https://x.test/a"),
        (" b\n", "https://x.test/vi/b"),
        ("\\\\y.test\\c", "https://y.test/c"),
        ("mailto:a@b.test", "mailto:a@b.test"),
        ("https://[", ""),
    ],
)
def test_a_link_leads_where_a_browser_goes(href: str, url: str) -> None:
    assert absolute(href, "https://x.test/vi/") == url


def test_a_base_counts() -> None:
    assert absolute("b", "https://x.test/", "https://z.test/q/") == "https://z.test/q/b"


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://x.test:443/a?b#c", "https://x.test/a?b"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("https://x.test:80/", "https://x.test:80/"),
        ("https://x.test", "https://x.test"),
        ("ftp://x.test/", "ftp://x.test/"),
        ("https://x.test:99999/", "https://x.test:99999/"),
        ("", ""),
    ],
)
def test_a_url_is_told_plainly(url: str, plain: str) -> None:
    assert plain_url(url) == plain
