"""What an HTTPS page fetches over plain HTTP."""

import pytest

from checks.web.mixed import MOST, MOST_CHARACTERS, mixed_content
from tests.checks.web.served import page


def found(html: str, url: str = "https://a.test/") -> list[tuple[str, str, str]]:
    return [(part["kind"], part["tag"], part["url"]) for part in mixed_content(page(html, url=url))]


@pytest.mark.parametrize(
    ("html", "kind", "tag"),
    [
        ("<script src='http://b.test/x'></script>", "active", "script"),
        ("<script type=module src='http://b.test/x'></script>", "active", "script"),
        ("<script type='Text/JavaScript' src=HTTP://b.test/x></script>", "active", "script"),
        ("<link rel=stylesheet href=http://b.test/x>", "active", "link"),
        ("<link rel='alternate STYLESHEET' href=http://b.test/x>", "active", "link"),
        ("<link rel=manifest href=http://b.test/x>", "active", "link"),
        ("<link rel=preload as=script href=http://b.test/x>", "active", "link"),
        ("<link rel=preload as=image href=http://b.test/x>", "passive", "link"),
        ("<link rel=preload as=image imagesrcset='http://b.test/x 2x'>", "passive", "link"),
        ("<link rel='shortcut icon' href=http://b.test/x>", "passive", "link"),
        ("<iframe src=http://b.test/x></iframe>", "active", "iframe"),
        ("<frame src=http://b.test/x>", "active", "frame"),
        ("<object data=http://b.test/x>", "active", "object"),
        ("<embed src=http://b.test/x>", "active", "embed"),
        ("<video><track src=http://b.test/x>", "active", "track"),
        ("<img src=http://b.test/x>", "passive", "img"),
        ("<image src=http://b.test/x>", "passive", "image"),
        ("<svg><image xlink:href=http://b.test/x>", "passive", "image"),
        ("<img srcset='/a 1x,\thttp://b.test/x 2x, /c'>", "passive", "img"),
        ("<picture><source srcset='http://b.test/x, '>", "passive", "source"),
        ("<audio src=http://b.test/x>", "passive", "audio"),
        ("<video src=http://b.test/x>", "passive", "video"),
        ("<video poster=http://b.test/x>", "passive", "video"),
        ("<video><source src=http://b.test/x>", "passive", "source"),
        ("<input type=IMAGE src=http://b.test/x>", "passive", "input"),
        ("<body background=http://b.test/x>", "passive", "body"),
        ("<form action=http://b.test/x>", "form", "form"),
        ("<button formaction=http://b.test/x>", "form", "button"),
        ("<input type=submit formaction=http://b.test/x>", "form", "input"),
        ("<img src=' ht\ntp:\\\\b.test/x\t'>", "passive", "img"),
        ("<img src=http:b.test/x>", "passive", "img"),
        ("<img src='&#104;ttp://b.test/x'>", "passive", "img"),
    ],
)
def test_what_is_insecure(html: str, kind: str, tag: str) -> None:
    assert found(html) == [(kind, tag, "http://b.test/x")]


@pytest.mark.parametrize(
    "html",
    [
        "<a href=http://b.test/>",
        "<link rel=canonical href=http://b.test/>",
        "<link rel=dns-prefetch href=http://b.test/>",
        "<link href=http://b.test/>",
        "<img src=https://b.test/x>",
        "<img src=//b.test/x>",
        "<img src=/http://b.test/x>",
        "<img src=x?u=http://b.test/>",
        "<img data-src=http://b.test/x>",
        "<img alt=http://b.test/x>",
        "<img src=data:image/png,http://b.test/>",
        "<img src=''>",
        "<img srcset='/a 300w, /b 2x'>",
        "<script type=text/template src=http://b.test/x></script>",
        "<script>'<img src=http://b.test/x>'</script>",
        "<template><img src=http://b.test/x></template>",
        "<noscript><img src=http://b.test/x></noscript>",
        "<!-- <img src=http://b.test/x> -->",
        "<input type=text src=http://b.test/x>",
        "<img src=http://localhost/x>",
        "<img src=http://a.localhost:8080/x>",
        "<img src=http://127.1.2.3/x>",
        "<img src=http://[::1]/x>",
        "<form action=''>",
        "<form action=javascript:void(0)>",
        "<meta http-equiv=refresh content='0;url=http://b.test/'>",
    ],
)
def test_what_is_not(html: str) -> None:
    assert found(html) == []


def test_only_https_pages_have_mixed_content() -> None:
    assert found("<img src=http://b.test/x>", url="http://a.test/") == []


def test_only_html_has_it() -> None:
    assert mixed_content(page("<img src=http://b.test/x>", content_type="text/plain")) == []


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("http://b.test/d/", "http://b.test/d/x"),
        ("HTTP://b.test", "http://b.test/x"),
        ("https://b.test/", None),
        ("/d/", None),
        ("javascript:http://b.test/", None),
        ("http://[", None),
    ],
)
def test_a_base_counts_from_where_it_stands(base: str, url: str | None) -> None:
    html = f"<script src=y></script><base target=_top><base href='{base}'><base href=http://c.test/><img src=x>"
    assert [url for _, _, url in found(html)] == ([url] if url else [])


def test_under_a_plain_base_only_what_names_its_scheme_is_safe() -> None:
    html = "<base href=http://b.test/><img src=https://c.test/x><img src=//c.test/x><img src=data:,><img src='//['>"
    assert found(html) == [("passive", "img", "http://c.test/x")]


def test_nothing_is_insecure_that_browsers_upgrade() -> None:
    served = page("<img src=http://b.test/x>", content_security_policy="upgrade-insecure-requests")
    assert mixed_content(served) == []
    reported = page("<img src=http://b.test/x>", content_security_policy_report_only="upgrade-insecure-requests")
    assert len(mixed_content(reported)) == 1


def test_the_same_part_is_told_once_and_in_the_order_of_the_page() -> None:
    html = "<img src=http://b.test/2><script src=http://b.test/1></script><img src=http://b.test/2>"
    assert found(html) == [("passive", "img", "http://b.test/2"), ("active", "script", "http://b.test/1")]


def test_what_is_told_is_bounded() -> None:
    many = "".join(f"<img src=http://b.test/{number}{'x' * 1000}>" for number in range(1000))
    parts = mixed_content(page(many))
    assert len(parts) == MOST
    assert {len(part["url"]) for part in parts} == {MOST_CHARACTERS}


@pytest.mark.parametrize(
    "html",
    [
        "<base href=http://b.test/>" + "<img src=x>" * 100_000,
        f"<base href=http://localhost/{'x' * 500_000}>" + "".join(f"<img src={number}>" for number in range(50_000)),
        "<img srcset='" + "http://b.test/x, " * 100_000 + "'>",
        "<img srcset='" + "," * 1_000_000 + "'>",
        "<form action=http:" + "/" * 1_000_000 + ">",
        "<link rel='" + "a " * 500_000 + "' href=http://b.test/x>",
    ],
)
def test_a_hostile_page_is_read(html: str) -> None:
    assert len(found(html)) <= 1
