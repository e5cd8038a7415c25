"""Reads pages of the report as a person would."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser


def text_of(html: str, selector: str) -> str:
    node = LexborHTMLParser(html).css_first(selector)
    assert node is not None, selector
    return " ".join(node.text().split())
