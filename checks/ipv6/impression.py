"""What a citizen finds on a page, in parts that two renderings of the same page have in common."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias, TypeVar

from checks.ipv6 import normalise
from checks.markup import Tag, resolved
from checks.network.http import Page
from checks.web.document import page_tokens
from checks.web.page_kind import PageKind, page_kind

T = TypeVar("T")

_Content: TypeAlias = tuple[str, int, str | None, bytes]

MOST_WORDS = 20_000
MOST_LINKS = 3000
"""Links, scripts and headings of a page that are compared; those after them are not looked at."""
_MOST_TAGS = 10_000
"""Tags with an address that are looked at, whether they lead anywhere new or not."""
_MOST_DATES = 2000
_MOST_FORMS = 100
_MOST_FIELDS = 200
_LONGEST = 120
"""Characters of a title, a heading or a link's text that are told."""

_HIDDEN = frozenset(("noscript", "template"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_FIELDS = frozenset(("input", "select", "textarea"))
_PARTS = frozenset(("a", "area", "base", "form", "frame", "html", "iframe", "link", "meta", "script", "title"))
_TELLING = _HIDDEN | _HEADINGS | _FIELDS | _PARTS
"""Elements that are looked at; the others only stand around text."""
_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
_OWNERS = re.compile(
    r"(?:cơ quan|đơn vị) chủ quản|bản quyền (?:thuộc về|thuộc|của)|copyright(?: by| of)?", re.IGNORECASE
)
_AFTER_OWNER = re.compile(
    r"[@\[©|;]|\b(?:địa chỉ|điện thoại|e-?mail|thư điện tử|chịu trách nhiệm|fax|tel|website|giấy phép)\b", re.IGNORECASE
)
_OWNER_WORDS = 12
"""Words after "Cơ quan chủ quản" that name the owner, at the most, and what stands after them."""


@dataclass(slots=True)
class Impression:
    """The parts of a page.

    `words` are those that a reader sees, the title's among them; `links` and `headings` are told by what does not
    change by itself → what a reader sees there; `resources` are scripts and style sheets; `forms` are actions with
    the names of their fields. `owner`, `site_name` and `canonical` (a host) are what a page says of itself.
    """

    title: str = ""
    words: Counter[str] = field(default_factory=Counter)
    headings: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    resources: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    language: str = ""
    canonical: str = ""
    site_name: str = ""
    owner: str = ""
    asks_password: bool = False
    newest: date | None = None


def impression(page: Page) -> Impression:
    """What a citizen finds on a page, read once. Never raises; time and memory stay proportional to its length."""
    return page.once("impression", lambda: _Reader(page.url).read(page_tokens(page)))


class Readings:
    """Pages of which those that are alike are read but once, however many addresses show them."""

    def __init__(self) -> None:
        self._first: dict[_Content, Page] = {}
        self._lock = threading.Lock()

    def kind(self, page: Page) -> PageKind:
        """What kind of page this is."""
        return self._once(page, page_kind)

    def impression(self, page: Page) -> Impression:
        """What a citizen finds on it."""
        return self._once(page, impression)

    def _once(self, page: Page, read: Callable[[Page], T]) -> T:
        content = (page.url, page.status, page.headers.get("content-type"), page.body)
        with self._lock:  # the addresses of a portal show the same page at the same time
            first = self._first.setdefault(content, page)
            told = read(first)
            if page is not first:
                page.learn_from(first)
            return told


class _Reader:
    def __init__(self, url: str) -> None:
        self.found = Impression()
        self.base = url
        self.words: list[str] = []
        self.texts: list[str] = []
        self.hidden = 0
        self.link: str | None = None
        self.heading: list[str] | None = None
        self.action: str | None = None
        self.fields: list[str] = []
        self.dates = self.addressed = 0

    def read(self, page: Iterable[Tag | str]) -> Impression:
        for token in page:
            if isinstance(token, Tag):
                if token.name in _TELLING:
                    self._tag(token)
            elif not self.hidden:
                self._text(resolved(token))
        self._end_heading()
        self._end_form()
        found = self.found
        found.words = Counter(normalise.words(found.title) + self.words[:MOST_WORDS])
        found.owner = _owner(self.texts)
        return found

    def _text(self, text: str) -> None:
        if self.heading is not None and len(self.heading) < 20:
            self.heading.append(text[:_LONGEST])
        if not text or text.isspace():
            return
        if len(self.words) < MOST_WORDS:
            self.words += normalise.words(text)
            self.texts.append(text)
        if self.dates < _MOST_DATES and ("20" in text or "19" in text):
            self._find_dates(text)
        if self.link is not None and len(self.found.links[self.link]) < _LONGEST:
            joined = f"{self.found.links[self.link]} {text[:_LONGEST]}"
            self.found.links[self.link] = " ".join(joined.split())[:_LONGEST]

    def _find_dates(self, text: str) -> None:
        for day, month, year in _DATE.findall(text):
            self.dates += 1
            try:
                told = date(int(year), int(month), int(day))
            except ValueError:
                continue
            self.found.newest = max(told, self.found.newest or told)

    def _tag(self, tag: Tag) -> None:
        name = tag.name
        if name in _HIDDEN:
            self.hidden = max(0, self.hidden + (-1 if tag.closing else 1))
        elif name == "a":
            self.link = None if tag.closing else self._add_link(tag.attributes.get("href", ""))
        elif name in _HEADINGS:
            self._end_heading()
            self.heading = None if tag.closing else []
        elif name == "form":
            self._end_form()
            self.action = None if tag.closing else tag.attributes.get("action", "")
        elif not tag.closing:
            self._start(tag)

    def _start(self, tag: Tag) -> None:
        name, told, found = tag.name, tag.attributes, self.found
        if name == "title":
            found.title = found.title or _shown(resolved(tag.raw[:1000]))
        elif name == "html":
            found.language = found.language or told.get("lang", "").lower().partition("-")[0][:8]
        elif name == "base":
            self.base = normalise.joined(self.base, told.get("href", ""))
            self._says_host(self.base)
        elif name in ("area", "frame", "iframe"):
            self._add_link(told.get("href" if name == "area" else "src", ""))
        elif name == "script" and "src" in told:
            self._add_resource(told["src"])
        elif name == "link":
            self._head_link(told)
        elif name == "meta":
            self._meta(told)
        elif name in _FIELDS:
            self._field(told)

    def _head_link(self, told: dict[str, str]) -> None:
        kinds = told.get("rel", "").lower()[:100].split()
        if "stylesheet" in kinds:
            self._add_resource(told.get("href", ""))
        elif "canonical" in kinds:
            self._says_host(told.get("href", ""))

    def _meta(self, told: dict[str, str]) -> None:
        name = (told.get("property") or told.get("name") or told.get("http-equiv", "")).lower()
        content = told.get("content", "")
        if name in ("og:site_name", "application-name"):
            self.found.site_name = self.found.site_name or _shown(content)
        elif name == "og:url":
            self._says_host(content)
        elif name == "refresh" and "=" in content[:50]:
            self._add_link(content.partition("=")[2].strip("'\" "))

    def _says_host(self, url: str) -> None:
        """Remember the host that a page says it belongs to; an IP address names no site."""
        host = normalise.host_of(normalise.joined(self.base, url))
        if not self.found.canonical and re.search(r"[a-z]", host) and ":" not in host:
            self.found.canonical = host

    def _field(self, told: dict[str, str]) -> None:
        kind = told.get("type", "").lower()
        self.found.asks_password |= kind == "password"
        if kind != "hidden" and self.action is not None and len(self.fields) < _MOST_FIELDS:
            self.fields.append(normalise.field_name(told.get("name", "")))

    def _add_link(self, href: str) -> str | None:
        links = self.found.links
        self.addressed += 1
        full = len(links) >= MOST_LINKS or self.addressed > _MOST_TAGS
        where = None if full else normalise.link(href, self.base)
        if where is not None:
            links.setdefault(where, "")
        return where

    def _add_resource(self, src: str) -> None:
        self.addressed += 1
        if self.addressed <= _MOST_TAGS and (where := normalise.resource(src, self.base)) is not None:
            self.found.resources.add(where)

    def _end_heading(self) -> None:
        if self.heading is not None and len(self.found.headings) < MOST_LINKS:
            text = _shown(" ".join(self.heading))
            if key := " ".join(normalise.words(text)):
                self.found.headings.setdefault(key, text)
        self.heading = None

    def _end_form(self) -> None:
        if self.action is not None and len(self.found.forms) < _MOST_FORMS:
            where = normalise.link(self.action, self.base) or normalise.link(self.base, self.base) or ""
            self.found.forms.add(f"{where.partition('?')[0]} {' '.join(self.fields)}".strip())
        self.action = None
        self.fields = []


def _owner(texts: Sequence[str]) -> str:
    """What follows the last of the labels: the foot of a page has it, a piece of news may."""
    for place in range(len(texts) - 1, -1, -1):
        if (label := _OWNERS.search(texts[place])) is not None:
            break
    else:
        return ""
    told = ""
    for text in (texts[place][label.end() :], *texts[place + 1 : place + 1 + _OWNER_WORDS]):
        told += f"{text[:_LONGEST]} "
        if len(told.split()) >= _OWNER_WORDS:
            break
    return " ".join(_AFTER_OWNER.split(told, 1)[0].split()[:_OWNER_WORDS]).strip(":.,- ")


def _shown(text: str) -> str:
    """A text on one line, cut to what is told of it."""
    return " ".join(text.split())[:_LONGEST]
