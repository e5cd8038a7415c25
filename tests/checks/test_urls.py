"""URLs are taken apart and put together as the standard library does it, however long they are, and but once."""

from __future__ import annotations

from urllib import parse

import pytest

import checks.urls
from checks.urls import urljoin, urlsplit

LONG = f"https://a.test/{'x' * 4000}"


@pytest.mark.parametrize("url", ["https://a.test:8443/b?c#d", "", "//b.test", "mailto:a@b.test", LONG])
def test_a_url_is_taken_apart(url: str) -> None:
    assert urlsplit(url) == parse.urlsplit(url)
    assert urljoin("https://a.test/x/y", url) == parse.urljoin("https://a.test/x/y", url)


@pytest.mark.parametrize(
    "base", ["https://a.test/x/y", "HTTP://u@B.test:80", "", "/x", "mailto:a@b.test", "https:///x"]
)
@pytest.mark.parametrize("url", ["/tin-tuc/1.html", "/a/b/", "/a/../b", "/./a", "/a/.b", "/", "//b.test/c", "/a;b?c#d"])
def test_a_path_is_put_behind_a_host(base: str, url: str) -> None:
    assert urljoin(base, url) == parse.urljoin(base, url)


def test_what_is_no_url_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="IPv6"):
            urlsplit("https://[::1/")


def test_only_urls_of_usual_length_are_remembered() -> None:
    assert urlsplit("https://a.test/once") is urlsplit("https://a.test/once")
    before = checks.urls._split.cache_info().currsize
    urlsplit(LONG)
    assert checks.urls._split.cache_info().currsize == before
