"""A page is read as a person reads it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.web.reading import _COMPOSED, LONGEST_LINE, MOST_LINES, MOST_LINKS, Form, Line, read


def texts(html: str, *, hidden: bool = False) -> list[str]:
    return [line.text for line in read(html).lines if line.hidden is hidden]


def test_lines_break_at_blocks_and_not_within_a_sentence() -> None:
    html = "<div>Điện <b>thoại</b>:\n 0123<br>Email: a@b.test<p>Một<li>Hai</div><td>Ba<td>Bốn<script>x</script>"
    assert texts(html) == ["Điện thoại: 0123", "Email: a@b.test", "Một", "Hai", "Ba", "Bốn"]


def test_text_is_composed_and_its_references_are_resolved() -> None:
    assert texts("Se\u0302 &amp; a&#768;&nbsp; x<!-- no --><template>no</template>") == ["Sê & à x"]


def test_the_title_is_the_first_one() -> None:
    reading = read("<title> Một\n trang </title><svg><title>x</title></svg>")
    assert reading.title == "Một trang"
    assert reading.lines == []


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("<div style='display:none'>a<div>b</div>c</div>d", ["a", "b", "c"]),
        ("<p hidden>a<p>b", ["a"]),
        ("<p hidden>a<div>b</div>", ["a"]),
        ("<ul><li hidden>a<li>b</ul>", ["a"]),
        ("<ul><li hidden>a<ul><li>b</ul><li>c</ul>", ["a", "b"]),
        ("<ul><li hidden>a</ul>b", ["a"]),
        ("<span hidden>a<b>b</b></span>c", ["ab"]),
        ("<div><span hidden>a</div>b", ["a"]),
        ("<img hidden>a", []),
        ("<a href=/ hidden>a</a>b", ["a"]),
        ("<noscript>a</noscript>b", ["a"]),
        ("<style>.x{display:none}</style><div class='y x'>a</div>b", ["a"]),
        ("<div hidden>a</p></div>b", ["a"]),
    ],
)
def test_what_an_element_hides_ends_where_it_ends(html: str, hidden: list[str]) -> None:
    assert texts(html, hidden=True) == hidden


def test_links_tell_where_they_lead_and_what_stands_on_them() -> None:
    reading = read(
        "<p>xem <a href=' /a '>Tin <b>một</b></a><div hidden><a href=/b><img alt='Hình'></a></div>"
        "<a name=x>no</a><p hidden><a href=/c title='Nói'></a></p><a href=/d>mở<a href=/e>đóng</a> x"
    )
    assert [(link.href, link.words, link.block) for link in reading.links] == [
        ("/a", "Tin một", 0),
        ("/b", "Hình", 1),
        ("/c", "Nói", 2),
        ("/d", "mở", 0),
        ("/e", "đóng", 0),
    ]
    assert reading.lines[reading.links[0].line].text == "xem Tin một"


def test_a_line_that_is_all_link_is_told() -> None:
    assert read("<li><a href=/>Tin</a><li>x <a href=/>Tin</a>").lines == [
        Line("Tin", linked=True),
        Line("x Tin"),
    ]


def test_forms_are_told_by_what_a_person_writes_into() -> None:
    html = (
        "<input><form><input type=hidden><input name=q><input type=submit></form>"
        "<form><input type=Email><textarea></textarea></form>"
    )
    assert read(html).forms == [Form(1), Form(2, area=True)]


@pytest.mark.parametrize("html", ["<img src=a>", "<p style='background:url(a)'>", "<link rel=stylesheet>", "<button>"])
def test_a_page_may_show_something_without_words(html: str) -> None:
    assert read(html).shows
    assert not read("<p><input type=hidden><link rel=icon>").shows


@pytest.mark.parametrize("html", ["<script src=a>", "<iframe>", "<meta http-equiv=Refresh content=0>"])
def test_a_page_may_bring_more(html: str) -> None:
    assert read(html).brings
    assert not read("<meta charset=utf-8>").brings


def test_only_what_a_reader_sees_is_visible() -> None:
    reading = read("<p>thấy</p><p hidden>không</p>")
    assert reading.visible == 4
    assert reading.text == "thấy không"


def test_a_page_is_read_up_to_a_bound() -> None:
    reading = read("<a href=x>y</a><br>" * (MOST_LINES + 5))
    assert len(reading.lines) == MOST_LINES
    assert len(reading.links) == MOST_LINKS
    assert {len(line.text) for line in read("x" * 2 * LONGEST_LINE).lines} == {LONGEST_LINE}


def test_the_base_is_told() -> None:
    assert read("<base href=/a/><base href=/b/>").base == "/a/"


@given(st.text(alphabet="<>/ \"'=apdivhidden\x00Đơ\u0301&#;{}", max_size=300))
def test_nothing_on_a_page_makes_it_fail(html: str) -> None:
    assert len(read(html).text) <= 2 * len(html) + 2


def test_letters_that_are_taken_for_composed_are() -> None:
    letters = [chr(code) for code in range(0x1F00) if _COMPOSED.fullmatch(chr(code))]
    assert {"ậ", "đ", "ư", "Ỹ"} < set(letters)
    assert "\u0301" not in letters
    assert [letter for letter in letters if unicodedata.normalize("NFC", letter) != letter] == []
    assert [letter for letter in letters if unicodedata.combining(letter)] == []


def test_a_page_s_letters_are_composed_whatever_else_it_holds() -> None:
    decomposed = unicodedata.normalize("NFD", "Cổng thông tin")
    assert read(f"<p>{decomposed}</p>").lines[0].text == "Cổng thông tin"
    assert read("<p>Cổng  thông\ntin</p>").lines[0].text == "Cổng thông tin"
