from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from checks.network.http import Page
from checks.trust_label.elements import DEEPEST, Reader, walk

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
# A parser that builds a tree leaves out templates, and doubles a link that is opened in another.
LIKE_OTHERS = [page for page in PAGES if page.stem not in ("in_a_template", "nested_templates", "link_in_a_link")]


class Recorder(Reader):
    """Writes down links and pictures with what the walker says of their place."""

    WANTED = frozenset({"a", "img"})

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, str]]] = []
        self.places: list[tuple[int, str, bool, bool]] = []
        self.ended = 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        self.told.append((name, dict(attributes)))
        self.places.append((self.at.line, self.at.part, self.at.hidden, self.at.noscript))

    def closed(self, name: str) -> None:
        self.ended += 1


def recorded(html: str) -> Recorder:
    recorder = Recorder()
    walk(html, recorder)
    return recorder


def part(html: str) -> str:
    return recorded(html).places[-1][1]


@pytest.mark.parametrize("page", LIKE_OTHERS, ids=lambda page: page.stem)
def test_links_and_pictures_are_those_that_another_parser_finds(page: Path) -> None:
    text = Page("https://a.test/", 200, {}, 1, body=page.read_bytes()).text.removeprefix("\ufeff")
    expected = [
        (node.tag, {name: value or "" for name, value in node.attributes.items()})
        for node in LexborHTMLParser(text).css("a, img")
    ]
    assert [one for one in recorded(text).told if one[0] in ("a", "img")] == expected


def test_names_are_in_lower_case_and_references_are_resolved() -> None:
    assert recorded('<A HREF="?a=1&amp;b=&#x111;" TITLE=x hidden>').told == [
        ("a", {"href": "?a=1&b=đ", "title": "x", "hidden": ""})
    ]


def test_what_stands_in_comments_templates_and_text_elements_is_not_told() -> None:
    html = "<!-- <a> --><template><a></template><textarea><a></textarea><script>'<a>'</script><title><a></title>"
    assert recorded(html).told == []
    assert len(recorded(f"{html}<a>").told) == 1


def test_the_line_is_that_on_which_the_tag_ends() -> None:
    html = "\n<p>\r\nỦy ban<a>\n<a\nhref='1'\n><!--\n\n-->\n<script>\n</script><a>"
    assert [place[0] for place in recorded(html).places] == [3, 6, 10]


def test_elements_that_nothing_closes_end_with_the_page() -> None:
    assert recorded("<p><a href=1>").ended == 1


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a>", "body"),
        ("<footer><div><a>", "footer"),
        ("<header></header><a>", "body"),
        ("<main><footer><a>", "footer"),
        ("<footer><nav><a>", "footer"),
        ("<article><p><a>", "main"),
        ("<div role=contentinfo><a>", "footer"),
        ("<div id=footer-wrap><a>", "footer"),
        ("<table><tr><td class='chan-trang'><a>", "footer"),
        ("<div class=page-header><a>", "header"),
        ("<div class=news-sidebar><a>", "aside"),
        ("<span class=footer><a>", "body"),
    ],
)
def test_the_part_of_the_page_is_that_of_the_outermost_element_that_tells(html: str, expected: str) -> None:
    assert part(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div hidden><p><a>", True),
        ("<a hidden>", True),
        ("<p style='color:red;display : NONE'><a>", True),
        ("<p style='display:none-such'><a>", False),
        ("<p style='x-display:none'><a>", False),
        ("<div hidden></div><a>", False),
        ("<p hidden><div><a>", False),
    ],
)
def test_what_the_markup_hides_is_told(html: str, expected: bool) -> None:
    assert recorded(html).places[-1][2] is expected


def test_what_stands_in_noscript_is_told() -> None:
    assert [place[3] for place in recorded("<noscript><a></noscript><a>").places] == [True, False]


@pytest.mark.parametrize(
    "inner", ["<!-- {} -->", "<!--\n{}-->", "<script>\n{}</script>", "<p title='{}'>", "<title>{}"]
)
@pytest.mark.parametrize("depth", [DEEPEST - 2, DEEPEST, DEEPEST + 1, DEEPEST + 300, 3 * DEEPEST])
def test_in_the_depth_comments_scripts_and_attributes_are_still_what_they_are(inner: str, depth: int) -> None:
    assert recorded("<div>" * depth + inner.format("<a>x</a>")).told == []
    assert len(recorded("<div>" * depth + inner.format("x") + "</title><a href=1>").told) == 1


def test_in_the_depth_nothing_is_lost() -> None:
    html = "".join(f"<div><a href={number}>x</a>\n" for number in range(5 * DEEPEST))
    told = recorded(html)
    assert [attributes["href"] for _, attributes in told.told] == list(map(str, range(5 * DEEPEST)))
    assert [place[0] for place in told.places] == list(range(1, 5 * DEEPEST + 1))


@given(st.text(alphabet=st.sampled_from("<>/=\"' !-?abimgscript&#;\n\r\0\ud800ủ"), max_size=200))
def test_no_page_whatsoever_makes_the_walk_fail(html: str) -> None:
    assert recorded(html).at.line == 1 + html.count("\n")


def test_several_readers_are_told_the_same_in_one_pass() -> None:
    readers = [Recorder(), Recorder()]
    walk('<footer><a href=x style="">y</a><img src=z>', *readers)
    assert readers[0].told == readers[1].told == [("a", {"href": "x", "style": ""}), ("img", {"src": "z"})]
    assert [reader.ended for reader in readers] == [2, 2]
