"""Walks the elements of an HTML page by libxml2's HTML5 tokenizer, in one pass and without building a tree.

A tree hands the page's author a weapon: nested blocks take quadratic time in parsers that follow the standard to the
letter. libxml2's stack of open elements is one too: each end tag that ends nothing is looked for in the whole of it
(20,000 `<div>` and as many `</x>` take over a second, ten times as many a hundred times that). So a page that nests
deeper than browsers do is read on with an empty stack; what was open then stays open for `part` and `hidden`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence

from lxml import etree

DEEPEST = 512
"""Open elements that are told apart; Chromium and WebKit keep as many."""

_PIECE = re.compile(rb"[^\n]{0,2048}[^<\n]*+\n?")
"""A line, or a part of a longer one that ends before a tag: after each the depth is looked at."""
_TAG = re.compile(rb"(?=<)")
_RAW = frozenset(["iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"])
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*+display\s*+:\s*+none(?![a-z-])", re.IGNORECASE)
_PARTS = {"header": "header", "footer": "footer", "nav": "nav", "aside": "aside", "main": "main", "article": "main"}
_ROLES = {"banner": "header", "contentinfo": "footer", "navigation": "nav", "complementary": "aside", "main": "main"}
_NAMED = (
    ("footer", re.compile(r"foot|chan-?_?trang", re.IGNORECASE)),
    ("header", re.compile(r"\bheader|dau-?_?trang", re.IGNORECASE)),
    ("aside", re.compile(r"sidebar|cot-?_?(?:phai|trai)", re.IGNORECASE)),
)
_BLOCKS = frozenset(["div", "section", "table", "tbody", "tr", "td", "ul", "center", "form"])
_ENTERED = frozenset({*_BLOCKS, *_PARTS, "noscript"})


class Reader:
    """Takes up what it wants of a page that is walked, from where the walker `at` that time stands.

    It is told in `opened` of the elements of which the name is in `WANTED`, or that have a `style`, in `closed` of the
    ends of those of `WANTED`, and in `data` of the text where `WANTS_TEXT`. Elements in `<template>` are not told.
    """

    WANTED: frozenset[str] = frozenset()
    WANTS_TEXT = False
    at: Walker

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; names are lower-case, references in values are resolved."""

    def closed(self, name: str) -> None:
        """An element ends, by its own tag or because another one ends it."""

    def data(self, text: str) -> None:
        """A stretch of text."""


class Walker:
    """Goes through the elements of a page in their order, and tells its readers.

    `line` is the 1-based line on which the tag of the moment ends. `part` is where on the page we stand: `header`,
    `footer`, `nav`, `aside`, `main` or `body`, by the tags, roles and names around us. `hidden` is whether the markup
    itself keeps us out of sight (`hidden`, `display: none`), `noscript` whether we stand in what browsers with scripts
    leave out.
    """

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._wanted = {
            name: [reader for reader in readers if name in reader.WANTED]
            for name in frozenset[str]().union(*(reader.WANTED for reader in readers))
        }
        self._readers = readers
        for reader in readers:
            reader.at = self
            if reader.WANTS_TEXT:
                self.data = reader.data  # lxml's event, which costs less where it is not there
        self.line = 1
        self.part = "body"
        self.hidden = False
        self.noscript = False
        self.depth = 0
        self.last: str | None = None  # the element that began, empty for one that ended, if that was the last event
        self._inert = 0  # the depth of the template that we stand in
        self._around: list[tuple[int, str, bool, bool]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """lxml's event."""
        self.depth += 1
        self.last = name
        if self._inert:
            return
        styled = "style" in attributes
        if styled or name in _ENTERED or "hidden" in attributes:
            self._enter(name, attributes)
        readers = self._readers if styled else self._wanted.get(name)
        if readers:
            for reader in readers:
                reader.opened(name, attributes)
        elif name == "template":
            self._inert = self.depth

    def end(self, name: str) -> None:
        """lxml's event."""
        self.last = ""
        if self._inert:
            self._inert = 0 if self._inert == self.depth else self._inert
        else:
            for reader in self._wanted.get(name, ()):
                reader.closed(name)
        if self._around and self._around[-1][0] == self.depth:
            _, self.part, self.hidden, self.noscript = self._around.pop()
        self.depth -= 1

    def close(self) -> None:
        """lxml's event."""

    def _enter(self, name: str, attributes: Mapping[str, str]) -> None:
        part = self._part_of(name, attributes) if self.part in ("body", "main") else self.part
        hidden = (
            self.hidden or "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style", ""), 0, 4096))
        )
        noscript = self.noscript or name == "noscript"
        if (part, hidden, noscript) != (self.part, self.hidden, self.noscript):
            self._around.append((self.depth, self.part, self.hidden, self.noscript))
            self.part, self.hidden, self.noscript = part, hidden, noscript

    def _part_of(self, name: str, attributes: Mapping[str, str]) -> str:
        """The part that an element begins, else the one around it."""
        told = _PARTS.get(name) or _ROLES.get(attributes.get("role", ""))
        if told is None and name in _BLOCKS and ("id" in attributes or "class" in attributes):
            names = f"{attributes.get('id', '')[:200]} {attributes.get('class', '')[:200]}"
            told = next((part for part, pattern in _NAMED if pattern.search(names)), None)
        return told or self.part


def walk(html: str, *readers: Reader) -> None:
    """Tell readers of the elements of a page in one pass, in time and memory proportional to its length. Never raises
    for what a page holds."""
    walker = Walker(readers)
    parser = _parser(walker)
    floor = 0  # the depth at which this parser began
    with contextlib.suppress(etree.LxmlError):
        for match in _PIECE.finditer(html.removeprefix("\ufeff").encode("utf-8", "replace")):
            piece = match[0]
            is_deep = walker.depth - floor > DEEPEST
            for part in _TAG.split(piece) if is_deep else [piece]:
                walker.last = None
                parser.feed(part)
                # Only after the event of a lone tag is it certain that no tag, comment or script is half read.
                if is_deep and walker.last is not None and walker.last not in _RAW:
                    parser, floor, is_deep = _parser(walker), walker.depth, False
            walker.line += piece.endswith(b"\n")
        parser.close()


def _parser(walker: Walker) -> etree.HTMLParser:
    return etree.HTMLParser(target=walker, encoding="utf-8", recover=True, huge_tree=True)
