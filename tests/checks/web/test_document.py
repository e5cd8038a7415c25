"""Which tags of a page count."""

import pytest

from checks.markup import tokens
from checks.web.document import MOST_KEPT, head_tags, is_html, page_tokens, shown_tags
from tests.checks.web.served import page


@pytest.mark.parametrize(
    ("content_type", "html"),
    [
        ("text/html; charset=utf-8", True),
        (" TEXT/HTML ", True),
        ("application/xhtml+xml", True),
        ("", True),
        ("text/plain", False),
        ("application/json; x=text/html", False),
    ],
)
def test_a_page_says_whether_it_is_html(content_type: str, html: bool) -> None:
    assert is_html(page(content_type=content_type)) is html


def test_what_is_no_html_has_no_tags() -> None:
    served = page("<html><p>", content_type="text/plain")
    assert list(shown_tags(served)) == []
    assert list(head_tags(served)) == []


def test_templates_noscript_comments_and_end_tags_do_not_count() -> None:
    html = (
        "<a></a><template><b><template></template><i></template><noscript><u></noscript><!-- <s> --><q></template><p>"
    )
    assert [tag.name for tag in shown_tags(page(html))] == ["a", "q", "p"]


@pytest.mark.parametrize(
    "body", ["</head><meta>", "<body><meta>", "<p><meta>", "text<meta>", "<title>a</title> text <meta>"]
)
def test_the_head_ends_where_the_body_begins(body: str) -> None:
    names = [tag.name for tag in head_tags(page(f"\ufeff<!doctype html> <html> <head><base>{body}"))]
    assert names[:3] == ["html", "head", "base"]
    assert "meta" not in names


def test_the_tokens_of_a_page_are_read_once() -> None:
    served = page("<p>a</p>")
    assert page_tokens(served) is page_tokens(served)
    assert list(page_tokens(served)) == list(tokens("<p>a</p>"))


def test_those_of_a_long_page_are_not_kept() -> None:
    served = page("<p>a</p>" + "a" * MOST_KEPT)
    assert len(list(page_tokens(served))) == len(list(page_tokens(served))) == 4
    assert page_tokens(served) is not page_tokens(served)
