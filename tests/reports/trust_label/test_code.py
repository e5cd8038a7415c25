"""The code to copy is the canonical one, whatever the page and the record say."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.trust_label.embed import search_page
from checks.trust_label.found import OwnNames
from reports.trust_label.code import (
    domains_of,
    embedding,
    entry_url,
    first_own_domain,
    first_own_slug,
    picture_url,
)

SLUG = "xathidiemgovtest-1637050850"


@pytest.mark.parametrize(
    "slug", ["", "a", "a-1", "A-1637050850", "a-16370508501", "a-1637050850\n", "ạ-1637050850", 7, None]
)
def test_what_is_no_slug_has_no_entry(slug: object) -> None:
    assert entry_url(slug) is None


def test_a_slug_has_its_entry() -> None:
    assert entry_url(SLUG) == f"https://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}"


@given(st.text(min_size=1, max_size=300))
def test_a_picture_s_address_holds_nothing_that_ends_an_attribute(domain: str) -> None:
    url = picture_url(domain)
    assert url is not None
    assert url.isascii()
    assert not set(url) & set("\"'<>& \n\t\\")


@pytest.mark.parametrize("domain", ["", None, 3, "a" * 301])
def test_what_is_no_domain_has_no_picture(domain: object) -> None:
    assert picture_url(domain) is None


def test_the_code_is_a_valid_label_of_its_domain() -> None:
    page = f"<footer>{embedding('xa.thidiem.gov.test', SLUG)}</footer>"
    found = search_page(page, "https://xa.thidiem.gov.test/", OwnNames("xa.thidiem.gov.test"))
    assert [(item.embed, item.slug, item.image_domain) for item in found] == [("valid", SLUG, "xa.thidiem.gov.test")]


@given(st.text(min_size=1, max_size=100))
def test_the_code_has_two_elements_whatever_the_domain(domain: str) -> None:
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append(tag)
            assert [name for name, _ in attrs] in (["href", "target", "rel", "title"], ["src", "width", "alt"])

    Reader().feed(embedding(domain, SLUG))
    assert seen == ["a", "img"]


def test_a_sub_site_may_be_registered_with_its_path() -> None:
    portal = {"host": "www.thidiem.gov.test", "path": "/xa-khe"}
    assert domains_of(portal) == ["thidiem.gov.test/xa-khe", "thidiem.gov.test"]
    assert domains_of({"host": "xa.thidiem.gov.test", "path": "/"}) == ["xa.thidiem.gov.test"]
    assert domains_of({"host": "xa.thidiem.gov.test"}) == ["xa.thidiem.gov.test"]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "", None, 5])
def test_what_has_no_name_can_have_no_label(host: object) -> None:
    assert domains_of({"host": host, "path": "/"}) == []


def test_only_the_portal_s_own_domain_and_slug_are_taken() -> None:
    own = ["thidiem.gov.test/xa-khe", "thidiem.gov.test"]
    assert first_own_domain(["khac.test", None, "https://www.thidiem.gov.test/"], own) == "www.thidiem.gov.test"
    assert first_own_domain(["khac.test", 4, "THIDIEM.gov.test"], own) == "thidiem.gov.test"
    assert first_own_domain(["khac.test", 4], own) is None
    assert first_own_slug(["khactest-1637050850", 3, "wwwthidiemgovtest-1637050850"], own) == (
        "wwwthidiemgovtest-1637050850"
    )
    assert first_own_slug(["thidiemgovtestxakhe-1637050850"], own) == "thidiemgovtestxakhe-1637050850"
    assert first_own_slug(["khactest-1637050850", "thidiemgovtest"], own) is None
