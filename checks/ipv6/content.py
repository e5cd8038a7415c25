"""Compares the home page over IPv4 with the one over IPv6, leaving out what changes by itself."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from checks.markup import Tag, resolved, tokens
from checks.network.http import Page

MOST_WORDS = 20_000
_HIDDEN = ("noscript", "template")
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
"""Words of letters only: counters, dates, tokens and view states hold digits and drop out."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`distance` is 0 for the same page and 100 for pages with nothing in common; `words` are those of both pages."""

    distance: int
    differences: list[str]
    words: int


def compare(over_ipv4: Page, over_ipv6: Page) -> Comparison:
    """Compare status, title and visible words; the differences are told in a few words each."""
    differences: list[str] = []
    if over_ipv4.status != over_ipv6.status:
        differences.append(f"HTTP {over_ipv4.status} (IPv4) ≠ HTTP {over_ipv6.status} (IPv6)")
    title4, words4 = _read(over_ipv4)
    title6, words6 = _read(over_ipv6)
    if _letters(title4) != _letters(title6):
        differences.append(f"«{title4}» (IPv4) ≠ «{title6}» (IPv6)")
    distance = _distance(words4, words6)
    if over_ipv4.status // 100 != over_ipv6.status // 100:
        distance = 100
    if distance:
        differences.append(f"{distance} % ≠ ({words4.total()} / {words6.total()})")
    return Comparison(distance, differences, words4.total() + words6.total())


def _read(page: Page) -> tuple[str, Counter[str]]:
    """The title, and the words that a reader sees, the title's among them."""
    title = ""
    words: list[str] = []
    hidden = 0
    for token in tokens(page.text):
        if isinstance(token, Tag):
            if token.name == "title" and not title:
                title = " ".join(resolved(token.raw[:1000]).split())[:120]
            elif token.name in _HIDDEN:
                hidden = max(0, hidden + (-1 if token.closing else 1))
        elif not hidden and len(words) < MOST_WORDS:
            words += _letters(resolved(token))
    return title, Counter(_letters(title) + words[:MOST_WORDS])


def _letters(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _distance(one: Counter[str], other: Counter[str]) -> int:
    """100 − Ruzicka similarity of the two bags of words, in whole per cent."""
    union = (one | other).total()
    if union == 0:
        return 0
    return round(100 * (1 - (one & other).total() / union))
