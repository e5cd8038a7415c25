"""What no reader sees is told by styles and attributes."""

from __future__ import annotations

import pytest

from checks.markup import Tag
from checks.web.hiding import MOST_RULES, hides, hiding_selectors, is_hidden


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : NONE !important",
        "color:red;display:none;",
        "visibility:hidden",
        "opacity:0",
        "opacity: 0.0",
        "font-size:0",
        "font-size:0px",
        "font-size: 1px",
        "position:absolute;left:-9999px",
        "position: fixed; top: -2000px",
        "position:absolute;left:-99em",
        "text-indent:-9999px",
        "margin-left:-5000px",
        "overflow:hidden;height:0",
        "overflow:hidden;width:1px",
        "color:#fff;background:#ffffff",
        "color:white;background-color:#FFF",
        "color:#123456;background:#123456 url(x)",
    ],
)
def test_a_style_hides(style: str) -> None:
    assert hides(style)


@pytest.mark.parametrize(
    "style",
    [
        "",
        "display:block",
        "display",
        "opacity:0.5",
        "font-size:10px",
        "font-size:0.8em",
        "left:-9999px",
        "position:absolute;left:-10px",
        "height:0",
        "overflow:hidden;height:300px",
        "color:#fff;background:#000",
        "color:red",
        "background:#fff",
        "content:'display:none'",
    ],
)
def test_a_style_does_not_hide(style: str) -> None:
    assert not hides(style)


def test_a_style_sheet_hides_by_plain_selectors_for_every_medium_only() -> None:
    css = """
    @charset "utf-8"; .a, #b { display: none } .c .d { display:none } .e{color:red}
    @media print { .f { display:none } } /* .g{display:none} */ .h { position:absolute; left:-9999px }
    """
    assert hiding_selectors(css) == {".a", "#b", ".h"}


def test_a_style_sheet_is_read_up_to_a_bound() -> None:
    assert hiding_selectors("i{}" * MOST_RULES + ".a{display:none}") == set()
    assert hiding_selectors(".a{display:none} /* .b{display:none}") == {".a"}
    assert hiding_selectors("}" * 9 + ".a{display:none}" + "{" * 9) == {".a"}


@pytest.mark.parametrize(
    ("tag", "hidden"),
    [
        (Tag("div", {"hidden": ""}), True),
        (Tag("noscript", {}), True),
        (Tag("p", {"style": "display:none"}), True),
        (Tag("p", {"class": "x gone y"}), True),
        (Tag("p", {"id": "off"}), True),
        (Tag("marquee", {"height": "1", "width": "200"}), True),
        (Tag("marquee", {"height": "30"}), False),
        (Tag("p", {"class": "gon", "id": "gone"}), False),
        (Tag("p", {}), False),
    ],
)
def test_an_element_hides_itself(tag: Tag, hidden: bool) -> None:
    assert is_hidden(tag, {".gone", "#off"}) is hidden
