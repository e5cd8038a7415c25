"""Tells which elements of a page no reader sees: by their attributes, and by the plain rules of its style sheets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from checks.markup import Tag

_SIGN = re.compile("none|hidden|collapse|opacity|font-size|background|-[0-9]")
"""What stands in every style that hides something: most styles, which hold none of it, are not read."""
_DECLARATION = re.compile(r"(?<![a-z-])([a-z-]++)[\t\n\f\r ]*+:([^;{}]*+)")
_FAR_OFF = re.compile(r"-[0-9]{3,}(?:\.[0-9]+)?(?:px|em|rem|vw|vh|%|$)|-[0-9]{2,}(?:em|rem|vw)")
_NOTHING = re.compile(r"(?:0+|0*\.0+)(?:\.0+)?(?:px|em|rem|pt|%)?")
_TINY = re.compile(r"(?:0+|0*\.[0-9]+|1)(?:\.0+)?(?:px|pt)?")
_EDGE = re.compile(r"[{}]")
_SELECTOR = re.compile(r"[.#][\w-]{1,100}")
_WHITE = {"white": "#ffffff", "#fff": "#ffffff", "black": "#000000", "#000": "#000000"}
_OFFSETS = ("left", "right", "top", "bottom", "margin-left", "margin-top", "text-indent")

MOST_RULES = 5_000
"""Rules of the style sheets in one page that are read."""


def hides(style: str) -> bool:
    """Whether the declarations of a style (CSS 2.2 §4.1.8) keep an element out of sight: not displayed, off the
    screen, too small, transparent, or written in the colour of its ground."""
    style = style[:4096].lower()
    if not _SIGN.search(style):
        return False
    told = {name: _value(value) for name, value in _DECLARATION.findall(style)}
    placed = told.get("position") in ("absolute", "fixed", "relative")
    return (
        told.get("display") == "none"
        or told.get("visibility") in ("hidden", "collapse")
        or bool(_NOTHING.fullmatch(told.get("opacity", "1")))
        or bool(_TINY.fullmatch(told.get("font-size", "2px")))
        or any(
            _FAR_OFF.match(told.get(name, "")) and (placed or name.startswith(("margin", "text"))) for name in _OFFSETS
        )
        or (told.get("overflow") == "hidden" and any(_TINY.fullmatch(told.get(size, "x")) for size in _SIZES))
        or _same_colour(told)
    )


_SIZES = ("height", "width", "max-height", "max-width")


def _value(value: str) -> str:
    return value.replace("!important", "").strip()


def _same_colour(told: dict[str, str]) -> bool:
    ground = told.get("background-color") or told.get("background", "").partition(" ")[0]
    colour = told.get("color", "")
    return bool(colour) and _WHITE.get(colour, colour) == _WHITE.get(ground, ground)


def hiding_selectors(css: str) -> set[str]:
    """The classes (`.name`) and ids (`#name`) that a style sheet hides by a rule of their own, for every medium."""
    return {
        selector.strip()
        for selectors, style in _rules(_without_comments(css))
        if hides(style)
        for selector in selectors[:2000].split(",")
        if _SELECTOR.fullmatch(selector.strip())
    }


def _without_comments(css: str) -> str:
    """A style sheet without its comments; one that is not closed takes the rest (CSS Syntax §4.3.2)."""
    kept: list[str] = []
    at = 0
    while (start := css.find("/*", at)) >= 0:
        kept.append(css[at:start])
        at = css.find("*/", start + 2) + 2
        if at < 2:
            return "".join(kept)
    return "".join([*kept, css[at:]])


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of each rule that stands in no other, such as `@media print`."""
    depth = at = count = 0
    selectors = ""
    for edge in _EDGE.finditer(css):
        between = css[at : edge.start()]
        if edge[0] == "{":
            depth += 1
            selectors = between.rpartition(";")[2] if depth == 1 else ""
        else:
            if depth == 1:
                yield selectors, between
                count += 1
            depth = max(0, depth - 1)
        at = edge.end()
        if count >= MOST_RULES:
            return


def is_hidden(tag: Tag, selectors: Collection[str]) -> bool:
    """Whether an element hides itself and what it holds."""
    told = tag.attributes
    if not told:
        return tag.name == "noscript"
    if "hidden" in told or tag.name == "noscript" or ("style" in told and hides(told["style"])):
        return True
    if tag.name == "marquee":
        return any(_TINY.fullmatch(told.get(size, "x").strip()) for size in ("height", "width"))
    if not selectors:
        return False
    named = [f".{name}" for name in told.get("class", "")[:1000].split()] + [f"#{told.get('id', '')}"]
    return any(name in selectors for name in named)
