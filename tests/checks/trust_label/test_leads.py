from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.trust_label.elements import walk
from checks.trust_label.leads import MOST_FRAMES, MOST_LINKS, Leads, LeadsReader

PAGE = "https://a.gov.test/xa/"


def leads(html: str, page_url: str) -> Leads:
    reader = LeadsReader(page_url)
    walk(html, reader)
    return reader.leads()


def test_a_page_that_leads_nowhere() -> None:
    assert leads("<p>Xin chào</p>", PAGE) == Leads()


def test_frames_are_told_in_order_once_and_whole() -> None:
    html = """<frameset><frame src=menu.html><frame src="/than.html#dau"></frameset><iframe src="//b.test/x"></iframe>
        <iframe data-src=menu.html></iframe><iframe src="about:blank"></iframe><iframe></iframe>
        <iframe src="#a"></iframe>
        <iframe hidden src=/an></iframe><template><iframe src=/mau></iframe></template><noscript><iframe src=/ns>"""
    assert leads(html, PAGE).frames == (
        "https://a.gov.test/xa/menu.html",
        "https://a.gov.test/than.html",
        "https://b.test/x",
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("0; url=/moi/", "https://a.gov.test/moi/"),
        ("0;URL='http://b.test/?a=1;b=2'", "http://b.test/?a=1;b=2"),
        ('5, "moi"', "https://a.gov.test/xa/moi"),
        ("3;moi#x", "https://a.gov.test/xa/moi"),
        ("30", None),
        ("0;url=", None),
        ("0;url=https://a.gov.test/xa/", None),
        ("0;url=javascript:a()", None),
        ("", None),
    ],
)
def test_a_refresh_tells_where_it_sends_the_browser(content: str, expected: str | None) -> None:
    quote = "'" if '"' in content else '"'
    assert leads(f"<meta http-equiv=Refresh content={quote}{content}{quote}>", PAGE).refresh == expected


def test_the_first_refresh_counts_and_that_of_noscript_is_none() -> None:
    meta = '<meta http-equiv="refresh" content="0;url=/{}">'
    html = f"<noscript>{meta.format(0)}</noscript>{meta.format(1)}{meta.format(2)}"
    assert leads(html, PAGE).refresh == "https://a.gov.test/1"


def test_pages_about_the_portal_are_told_those_of_the_footer_and_of_contact_first() -> None:
    html = """<a href=/gt>Giới thiệu chung</a><a href=/lien-he.html>Gửi thư</a><a href=/tin>Tin tức</a>
        <footer><a href="/about-us">Us</a><a href="/x"><b>LIÊN</b> HỆ</a>
        <a href="/y" title="Điều khoản sử dụng">…</a></footer>"""
    assert leads(html, PAGE).footer_links == tuple(
        f"https://a.gov.test/{path}" for path in ("x", "about-us", "y", "lien-he.html", "gt")
    )


@pytest.mark.parametrize(
    "href",
    [
        "https://b.test/lien-he",
        "http://a.gov.test/lien-he",
        "https://a.gov.test:8443/lien-he",
        "/lien-he.pdf",
        "#lien-he",
        "mailto:lienhe@a.gov.test",
        "javascript:lienHe()",
        "https://[lien-he",
        PAGE,
    ],
)
def test_links_that_lead_to_no_other_page_of_the_host_are_none(href: str) -> None:
    assert leads(f'<a href="{href}">Liên hệ</a>', PAGE).footer_links == ()


def test_a_base_counts_once() -> None:
    html = "<base href=/goc/><base href=/khac/><a href=lien-he>x</a><iframe src=k></iframe>"
    told = leads(html, PAGE)
    assert (told.footer_links, told.frames) == (("https://a.gov.test/goc/lien-he",), ("https://a.gov.test/goc/k",))


@pytest.mark.parametrize(
    "html",
    [
        "<script>a()</script>",
        "<script src=a.js></script>",
        "<script type=module>a()</script>",
        "<script type='text/JavaScript'>a()</script>",
        "<body onload=a()>",
        "<img src=x onerror=a()>",
    ],
)
def test_scripts_that_run_are_told(html: str) -> None:
    assert leads(html, PAGE).has_scripts


@pytest.mark.parametrize(
    "html",
    [
        '<script type="application/ld+json">{}</script>',
        '<script type="application/json" src=a></script>',
        "<script type=text/template><b></script>",
        "<script> \n </script>",
        "<template><script>a()</script></template>",
        "<!-- <script>a()</script> -->",
        "<a onclick=a()>x</a>",
    ],
)
def test_blocks_of_data_and_what_waits_for_a_reader_are_no_scripts_that_run(html: str) -> None:
    assert not leads(html, PAGE).has_scripts


def test_there_are_not_too_many() -> None:
    html = "".join(f"<a href=/lien-he/{number}>x</a><iframe src={number}></iframe>" for number in range(100))
    told = leads(html, PAGE)
    assert (len(told.footer_links), len(told.frames)) == (MOST_LINKS, MOST_FRAMES)


@given(st.text(alphabet=st.sampled_from("<>/=\"' :[]#abcontactfrmeshif;&%0\n"), max_size=200))
def test_no_page_whatsoever_makes_the_leads_fail(html: str) -> None:
    page = f'<a href="{html}">lien he</a><iframe src="{html}"></iframe><meta http-equiv=refresh content="{html}">{html}'
    assert all(url.startswith("http") for url in leads(page, PAGE).frames)
