"""The parts of a page, read once and in one pass."""

from datetime import date

from checks.ipv6.impression import MOST_LINKS, MOST_WORDS, Readings, impression
from checks.web.reading import reading_of
from tests.checks.ipv6.pages import page


def test_the_parts_of_a_page_are_found() -> None:
    found = impression(
        page(
            '<html lang="vi-VN"><head><title> Cổng  tỉnh </title><meta property="og:site_name" content="Tỉnh Mẫu">'
            '<link rel="canonical" href="https://www.mau.test/"><link rel=stylesheet href="/a.css"><script src=/a.js>'
            '</script></head><body><h2>Tin <b>mới</b></h2><a href="/tin">Đọc <i>tin</i></a><p>Ngày 05/11/2026, '
            '31/02/2026<noscript>ẩn</noscript><form action="/tim"><input name=q><input type=hidden name=t>'
            "<input type=password name=p></form><p>Đơn vị chủ quản: <b>Sở Y tế</b>. Địa chỉ: phố Mới"
        )
    )
    assert (found.title, found.language, found.site_name, found.canonical) == (
        "Cổng tỉnh",
        "vi",
        "Tỉnh Mẫu",
        "www.mau.test",
    )
    assert found.links == {"/tin": "Đọc tin"}
    assert found.headings == {"tin mới": "Tin mới"}
    assert found.resources == {"/a.css", "/a.js"}
    assert found.forms == {"/tim q p"}
    assert found.owner == "Sở Y tế"
    assert found.newest == date(2026, 11, 5)
    assert found.asks_password
    assert "ẩn" not in found.words


def test_an_address_in_canonical_names_no_site() -> None:
    assert impression(page('<link rel="canonical" href="https://192.0.2.1/">')).canonical == ""
    assert impression(page('<link rel="canonical" href="https://[2001:db8::a]/">')).canonical == ""


def test_a_refresh_is_a_link() -> None:
    assert "/vi" in impression(page('<meta http-equiv="Refresh" content="0; URL=/vi">')).links


def test_links_count_from_the_base_of_the_page() -> None:
    found = impression(page('<base href="https://cu.other.test/x/"><a href="y">z</a>'))
    assert found.canonical == "cu.other.test"
    assert found.links == {"/x/y": "z"}


def test_what_is_kept_of_a_page_is_bounded() -> None:
    found = impression(page("".join(f"<a href=/{n}>tin</a><h2>tin {'a' * (n % 900 + 2)}</h2>" for n in range(12_000))))
    assert len(found.links) == MOST_LINKS
    assert found.words.total() <= MOST_WORDS
    assert len(found.headings) <= MOST_LINKS


def test_a_page_is_read_once() -> None:
    readings, one = Readings(), page("<title>x</title>")
    assert readings.impression(one) is readings.impression(one)
    assert readings.kind(one) is readings.kind(one)


def test_a_page_that_another_address_shows_too_is_not_read_again() -> None:
    readings, one, other = Readings(), page("<title>x</title>"), page("<title>x</title>")
    assert readings.kind(one) is readings.kind(other)
    assert reading_of(other) is reading_of(one)
