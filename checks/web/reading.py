"""Reads a page as a person does: its title, its lines of text, its links, and which of them are out of sight.

One pass over the tokens, without a tree; so what an unclosed element hides is told as browsers do in the common cases
only. Whatever a page holds, time and memory stay proportional to its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from checks.markup import Tag, resolved, tokens
from checks.network.http import Page
from checks.web.document import page_tokens
from checks.web.hiding import hiding_selectors, is_hidden

MOST_LINES = 20_000
MOST_LINKS = 5_000
"""Lines and links of one page that are kept; those after them are not looked at."""
LONGEST_LINE = 2_000
"""Characters of a line; a longer one is told as several."""
_LONGEST_LINK = 300
_LONGEST_WORD = 64
_COMPOSED = re.compile("[\0-\u02ff\u1e00-\u1eff]*+")
"""Latin letters, the Vietnamese ones among them, that composing leaves as they are."""


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_CLOSED = _names(
    "address article aside blockquote body center dialog div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header "
    "html main marquee menu nav ol pre section table ul"
)
_BREAKING = _CLOSED | _names("br caption dd dt figcaption hr label li option p select summary tbody td th tr")
_LEFT_OPEN = _names("dd dt li option p td th tr")
"""Elements whose end tag may be left out: the next of their kind, or a block around them that ends, ends them too."""
_BARE = _names("area base br col embed hr img input link meta param source track wbr")
_MEDIA = _names("img picture video audio object embed svg canvas input button select textarea image")
_BRINGING = _names("script iframe frame frameset")
_FILLED_IN = frozenset(("text", "email", "tel", "number", "file", "date", ""))


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of text between two breaks, its white space made plain; `linked` when it all belongs to links."""

    text: str
    hidden: bool = False
    linked: bool = False


@dataclass(slots=True)
class Link:
    """A link: where it leads as written, the words on it (or of its picture), and the line that it begins in.

    `block` is the number of the hidden element around it, 0 when a reader sees it.
    """

    href: str
    text: str
    line: int
    block: int = 0
    title: str = ""

    @property
    def words(self) -> str:
        """The words on it, else its title."""
        return self.text or self.title


@dataclass(slots=True)
class Form:
    """A form: how many fields a person writes into, and whether one of them takes more than a line."""

    fields: int = 0
    area: bool = False


@dataclass(slots=True)
class Reading:
    """What stands on a page. `brings` when scripts, frames or a refresh bring more; `shows` when there are pictures,
    form fields or a style that may draw something; `base` is its `<base>`."""

    title: str = ""
    base: str = ""
    lines: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    brings: bool = False
    shows: bool = False

    @property
    def text(self) -> str:
        """All lines, the hidden ones among them, parted by single spaces."""
        return " ".join(line.text for line in self.lines)

    @property
    def visible(self) -> int:
        """How many characters a reader sees."""
        return sum(len(line.text) for line in self.lines if not line.hidden)


SHELL = 40
"""With fewer visible characters of its own, a page that has scripts or frames is but their shell."""


def read(html: str) -> Reading:
    """What stands on a page; comments and templates do not. Never raises."""
    return _Reader().read(tokens(html))


def reading_of(page: Page) -> Reading:
    """`read` for a page that several checks read: a reading is not to be changed."""
    return page.once("reading", lambda: _Reader().read(page_tokens(page)))


class _Reader:
    def __init__(self) -> None:
        self.reading = Reading()
        self.selectors: set[str] = set()
        self.parts: list[str] = []
        self.size = self.linked = 0
        self.link: Link | None = None
        self.hider = ""  # the element that hides what comes now
        self.depth = self.block = 0
        self.template = 0

    def read(self, page: Iterable[Tag | str]) -> Reading:
        for token in page:
            if isinstance(token, str):
                if not self.template:
                    self._text(resolved(token))
            elif token.name == "template":
                self.template = max(0, self.template + (-1 if token.closing else 1))
            elif not self.template:
                self._tag(token)
        self._flush()
        for link in self.reading.links:
            link.text = _plain(link.text)
        return self.reading

    def _text(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)
        if self.link is not None:
            self.linked += len(text.strip())
            if len(self.link.text) < _LONGEST_LINK:
                self.link.text += f"{text[:_LONGEST_LINK]}"
        if self.size > LONGEST_LINE:
            self._flush()

    def _tag(self, tag: Tag) -> None:
        name = tag.name
        if self.parts and name in _BREAKING:
            self._flush()
        if self.hider:
            self._within_hidden(tag)
        if not tag.closing:
            if not self.hider and name not in _BARE and is_hidden(tag, self.selectors):
                self._flush()
                self.hider, self.depth = name, 0
                self.block += 1
            self._start(tag)
        elif name == "a":
            self._end_link()

    def _within_hidden(self, tag: Tag) -> None:
        """Tell whether a tag ends what is hidden."""
        name, hider = tag.name, self.hider
        counts = name in _CLOSED or (name == hider and (name not in _LEFT_OPEN or self.depth == 0))
        if tag.closing:
            self.depth -= counts
            over = self.depth < 0
        elif hider in _LEFT_OPEN and self.depth == 0 and (name == hider or (hider == "p" and counts)):
            over = True
        else:
            over = False
            self.depth += counts
        if over:
            self._flush()
            self.hider = ""

    def _start(self, tag: Tag) -> None:
        name, told, reading = tag.name, tag.attributes, self.reading
        if name == "a":
            self._end_link()
            if "href" in told and len(reading.links) < MOST_LINKS:
                line, block = len(reading.lines), self.block if self.hider else 0
                title = _plain(told["title"][:300]) if "title" in told else ""
                self.link = Link(told["href"].strip()[:2048], "", line, block, title)
                reading.links.append(self.link)
        elif name in _MEDIA:
            self._medium(tag)
        elif name == "title" and not reading.title:
            reading.title = _plain(resolved(tag.raw[:2000]))[:300]
        elif name == "style":
            if len(self.selectors) < 10_000:
                self.selectors |= hiding_selectors(tag.raw)
            reading.shows |= "url(" in tag.raw
        elif name == "base":
            reading.base = reading.base or told.get("href", "")
        elif name == "form":
            reading.forms.append(Form())
        elif name in _BRINGING or (name == "meta" and told.get("http-equiv", "").lower() == "refresh"):
            reading.brings = True
        elif name == "link":
            reading.shows |= "stylesheet" in told.get("rel", "").lower()
        if not reading.shows and told:
            reading.shows = "url(" in told.get("style", "") or "background" in told

    def _medium(self, tag: Tag) -> None:
        told, reading = tag.attributes, self.reading
        kind = told.get("type", "").lower()
        reading.shows |= tag.name != "input" or kind != "hidden"
        if self.link is not None and tag.name == "img" and len(self.link.text) < _LONGEST_LINK:
            self.link.text += f" {told.get('alt') or told.get('title', '')} "
        if reading.forms and (tag.name == "textarea" or (tag.name == "input" and kind in _FILLED_IN)):
            reading.forms[-1].fields += 1
            reading.forms[-1].area |= tag.name == "textarea"

    def _end_link(self) -> None:
        self.link = None

    def _flush(self) -> None:
        """End the line."""
        text = _plain("".join(self.parts))
        if text and len(self.reading.lines) < MOST_LINES:
            linked = self.linked * 10 >= len(text) * 9
            for start in range(0, len(text), LONGEST_LINE):
                piece = text[start : start + LONGEST_LINE]
                self.reading.lines.append(Line(piece, bool(self.hider), linked))
        self.parts.clear()
        self.size = self.linked = 0


def _plain(text: str) -> str:
    """One line, its letters composed: word by word, as a heap of combining marks takes quadratic time to compose."""
    if _COMPOSED.fullmatch(text):
        return " ".join(text.split())
    return " ".join(word if len(word) > _LONGEST_WORD else unicodedata.normalize("NFC", word) for word in text.split())
