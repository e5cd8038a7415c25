from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from checks.markup import Tag, tokens

# A whole parser leaves out templates, doubles a link that is opened in another, and reads no UTF-16 here.
UNLIKE = {"in_a_template", "nested_templates", "link_in_a_link", "utf_16_with_a_mark", "utf_16_big_end_first"}
FOLDER = Path(__file__).parent / "trust_label" / "pages"
PAGES = sorted(page for page in FOLDER.glob("*.html") if page.stem not in UNLIKE)


def tags(html: str) -> list[Tag]:
    return [token for token in tokens(html) if isinstance(token, Tag)]


def text(html: str) -> list[str]:
    return [token for token in tokens(html) if isinstance(token, str)]


def test_names_and_attributes_are_read_whatever_their_writing() -> None:
    assert tags("<IMG SRC=a Alt='b c' title = \"d>e\" hidden/>") == [
        Tag("img", {"src": "a", "alt": "b c", "title": "d>e", "hidden": ""})
    ]


def test_the_first_of_two_attributes_of_one_name_counts() -> None:
    assert tags("<a href=1 HREF=2>") == [Tag("a", {"href": "1"})]


def test_references_in_values_are_resolved() -> None:
    assert tags('<a href="?a=1&amp;b=&#x111;">') == [Tag("a", {"href": "?a=1&b=đ"})]


def test_a_reference_too_long_for_a_number_stays_as_it_is() -> None:
    value = f"&#{'9' * 5000};"
    assert tags(f'<a href="{value}">') == [Tag("a", {"href": value})]


def test_end_tags_are_told_apart() -> None:
    assert tags("<a></A >") == [Tag("a", {}), Tag("a", {}, closing=True)]


@pytest.mark.parametrize(
    "comment", ["<!-- <b> -->", "<!-->", "<!--->", "<!-- <b> --!>", "<!DOCTYPE b>", "<?b?>", "</ b>"]
)
def test_comments_and_their_like_hold_nothing(comment: str) -> None:
    assert list(tokens(f"x{comment}y")) == ["x", "y"]


def test_a_comment_without_an_end_swallows_the_rest() -> None:
    assert list(tokens("x<!-- <a> ->")) == ["x"]


@pytest.mark.parametrize("name", ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
def test_some_elements_hold_no_markup(name: str) -> None:
    raw = f"<b></{name}x></b>"
    assert tags(f"<{name} a=1>{raw}</{name.upper()}><i>") == [
        Tag(name, {"a": "1"}, raw=raw),
        Tag(name, {}, closing=True),
        Tag("i", {}),
    ]


def test_a_script_without_an_end_holds_the_rest() -> None:
    assert tags("<script>a<b>") == [Tag("script", {}, raw="a<b>")]


@pytest.mark.parametrize("broken", ["<a href", "<a href=", "<a href='x", '<a href="x>', "<a", "<a "])
def test_a_tag_that_the_page_ends_in_is_none(broken: str) -> None:
    assert list(tokens(f"x<b>{broken}")) == ["x", Tag("b", {})]


def test_a_lone_angle_bracket_is_text() -> None:
    assert "".join(text("1 < 2 <3 <")) == "1 < 2 <3 <"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_and_pictures_are_those_that_a_whole_parser_finds(page: Path) -> None:
    html = page.read_text("utf-8", "replace")
    expected = [
        (node.tag, {name: value or "" for name, value in node.attributes.items()})
        for node in LexborHTMLParser(html).css("a, img, source, script")
    ]
    found = [(tag.name, tag.attributes) for tag in tags(html) if not tag.closing]
    assert [item for item in found if item[0] in ("a", "img", "source", "script")] == expected


@given(st.text(alphabet=st.sampled_from("<>/=\"' !-?ab&#;\n"), max_size=200))
def test_whatever_is_read_comes_from_the_page_and_ends(html: str) -> None:
    assert sum(len(token) if isinstance(token, str) else 1 for token in tokens(html)) <= len(html)
