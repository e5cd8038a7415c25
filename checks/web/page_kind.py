"""Tells an agency's site from what stands in its place: a server's default page, a parked domain, an error, nothing.

The rules are published in `checks/web/rules/page_kinds.yaml`; a page that none of them knows is a site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from checks.look import Look, readable
from checks.network.http import BARRED, Page
from checks.observation import Fact, Reason, Seen, Unseen
from checks.web.phrases import Phrases, fold
from checks.web.reading import SHELL, Reading, reading_of
from checks.web.rules import load

KINDS = ("site", "suspended", "parked", "default", "listing", "under_construction", "error", "blank")
"""What the fact `web.page_kind` may say."""
UNTOLD = ("wall", "shell")
"""What a page may be beside them that says nothing of the portal: a guard that keeps programs out, or a page that only
a browser fills."""
_ABSENT = (404, 410)
_UNPUBLISHED = (None, "status", "blank")
"""What `PageKind.rule` says when none of the published rules told."""
_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class PageKind:
    """One of `KINDS` or `UNTOLD`; the words of the page (or its status) that told, and the rule by its id.

    A site has neither words nor rule.
    """

    kind: str
    words: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class _Sight:
    """What the rules look at: title and text with their folds, and the markup in lower case."""

    title: str
    folded_title: str
    text: str
    folded_text: str
    markup: str


def _sight(page: Page, title: str, text: str) -> _Sight:
    return _Sight(title, fold(title), text, fold(text), page.text.lower())


_Condition = Callable[[_Sight], str | None]
"""The words of the page that meet a condition; None when it is not met."""


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    kind: str
    conditions: tuple[_Condition, ...]
    most_words: int

    def told(self, sight: _Sight) -> str | None:
        """The words by which the rule holds; None when it does not."""
        quoted: list[str] = []
        for condition in self.conditions:
            words = condition(sight)
            if words is None:
                return None
            quoted.append(words)
        return max(quoted, key=len)[:_LONGEST_QUOTE]


def page_kind(page: Page) -> PageKind:
    """What kind of page an answer is; never raises."""
    return kind_of(page, reading_of(page))


def kind_of(page: Page, reading: Reading) -> PageKind:
    """What kind of page an answer is that was read already; told once, as several checks ask."""
    return page.once("kind", lambda: _kind(page, reading))


def _kind(page: Page, reading: Reading) -> PageKind:
    text = reading.text
    count = len(text.split())
    rules = [rule for rule in _rules() if count <= rule.most_words]
    if rules:
        sight = _sight(page, reading.title, text)
        for rule in rules:
            words = rule.told(sight)
            if words is not None:
                return PageKind(rule.kind, words, rule.id)
    if page.status in BARRED:
        return PageKind("wall", f"HTTP {page.status}", "status")
    if page.status >= 400:
        return PageKind("error", f"HTTP {page.status}", "status")
    if reading.brings and reading.visible < SHELL:
        return PageKind("shell", reading.title or None, "shell")
    if not (count or reading.brings or reading.shows):
        return PageKind("blank", reading.title or None, "blank")
    return PageKind("site")


def veiled(page: Page, reading: Reading) -> Unseen | None:
    """Why a page does not show what stands on it: a guard is in the way, or it takes a browser. None when it does."""
    kind = kind_of(page, reading).kind
    if kind == "wall":
        return Unseen(Reason.BLOCKED, f"{page.url}: a guard instead of the page")
    if kind == "shell":
        return Unseen(Reason.TOOL_MISSING, f"{page.url}: scripts, frames or a refresh bring the content")
    return None


def observe_page_kind(look: Look) -> Fact[PageKind]:
    """The kind of the portal's home page: of the first address that serves a readable one, else of the first answer
    that tells something.

    A wall, a page that takes a browser, and an error that may pass by itself (5xx) are unseen.
    """
    failed = look.nothing_visible()
    for address in look.visible:
        found = _told(look.home(address))
        if isinstance(found, Seen):
            return found
        failed = failed or found
    return failed or Unseen(Reason.UNREACHABLE, look.target.host)


def _told(page: Fact[Page]) -> Fact[PageKind]:
    if isinstance(page, Unseen):
        return page
    found = page_kind(page.value)
    if found.kind == "wall":
        return Unseen(Reason.BLOCKED, f"{page.value.url}: {found.words}")
    if found.kind == "shell":
        return Unseen(Reason.TOOL_MISSING, f"{page.value.url}: scripts, frames or a refresh bring the content")
    if found.rule in _UNPUBLISHED and page.value.status not in _ABSENT:
        unread = readable(page)
        return unread if isinstance(unread, Unseen) else Seen(found)
    return Seen(found)


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(_rule(**entry) for entry in load("page_kinds"))


def _rule(*, id: str, kind: str, most_words: int = 150, **conditions: list[str]) -> _Rule:  # noqa: A002
    return _Rule(id, kind, tuple(_CONDITIONS[name](phrases) for name, phrases in conditions.items()), most_words)


def _title(fits: Callable[[str, str], bool]) -> Callable[[Sequence[str]], _Condition]:
    """A condition on the title: `fits` tells whether a folded title and a folded phrase agree."""

    def condition(phrases: Sequence[str]) -> _Condition:
        folded = [fold(phrase) for phrase in phrases]
        return lambda sight: sight.title if any(fits(sight.folded_title, phrase) for phrase in folded) else None

    return condition


def _text(phrases: Sequence[str]) -> _Condition:
    sought = Phrases(phrases)

    def condition(sight: _Sight) -> str | None:
        span = sought.first(sight.text, sight.folded_text)
        return None if span is None else sight.text[span[0] : span[1]]

    return condition


def _start(phrases: Sequence[str]) -> _Condition:
    folded = tuple(fold(phrase) for phrase in phrases)
    return lambda sight: sight.text[:80] if sight.folded_text.startswith(folded) else None


def _markup(pieces: Sequence[str]) -> _Condition:
    lower = [piece.lower() for piece in pieces]
    return lambda sight: next((piece for piece in lower if piece in sight.markup), None)


_CONDITIONS: dict[str, Callable[[Any], _Condition]] = {
    "title_is": _title(str.__eq__),
    "title_starts": _title(str.startswith),
    "title_ends": _title(str.endswith),
    "title_has": _title(str.__contains__),
    "text_has": _text,
    "and_has": _text,
    "text_starts": _start,
    "markup_has": _markup,
}
