"""Where else a label may stand when a page has none: frames, a refresh, and pages that it links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag

from checks.trust_label.elements import Reader
from checks.urls import urljoin, urlsplit

MOST_FRAMES = 16
MOST_LINKS = 16
"""Frames and links of one page that are told; those after them are not followed."""
_MOST_READ = 5_000
"""Links of a page that are looked at."""
_LONGEST_WORDS = 100
_MAX_URL = 2048

_WORDS = (
    r"li[êe]n[\W_]{0,3}h[ệe]|contact",
    r"gi[ớo]i[\W_]{0,3}thi[ệe]u|about(?<!\wabout)|introduc",
    r"đi[ềe]u[\W_]{0,3}kho[ảa]n|di[ềe]u[\W_]{0,3}kho[ảa]n|terms(?<!\wterms)",
)
"""What pages are about that a portal's label may stand on: how to reach it, what it is, on what terms it is read. In
lower case, and each with a letter first: that makes the search for them five times as fast."""
_SUBJECTS = tuple(map(re.compile, _WORDS))
_ANY_SUBJECT = re.compile("|".join(_WORDS))
_NO_PAGE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|jpe?g|png|gif|mp[34]|apk|ics|xml|json)$", re.IGNORECASE)
_REFRESH = re.compile(r"[\t\n\f\r ]*+[0-9.]*+[\t\n\f\r ]*+[;,]?[\t\n\f\r ]*+(?:url[\t\n\f\r ]*+=)?(.*)", re.I | re.S)
_SCRIPT_TYPE = re.compile(r"|module|(?:text|application)/(?:x-)?(?:java|ecma|j|live)script(?:1\.[0-5])?", re.IGNORECASE)
_PADDING = "".join(map(chr, range(33)))


@dataclass(frozen=True, slots=True)
class Leads:
    """Where a page leads, as absolute http(s) URLs without fragments, each once, in the order to follow.

    `frames` are those of `<frame>` and `<iframe>` on whatever host, `refresh` is where `<meta>` sends a browser,
    `footer_links` are pages of the same host about the portal (contact, introduction, terms), those of the footer
    first. `has_scripts` tells of scripts that run: no data blocks, none in templates.
    """

    frames: tuple[str, ...] = ()
    refresh: str | None = None
    footer_links: tuple[str, ...] = ()
    has_scripts: bool = False


@dataclass(slots=True)
class _Link:
    href: str
    part: str
    words: str
    url: str = ""
    subject: int = 0


class LeadsReader(Reader):
    """Gathers where a page leads, never to itself. Never raises."""

    WANTED = frozenset({"a", "base", "body", "frame", "frameset", "iframe", "img", "meta", "script"})
    WANTS_TEXT = True

    def __init__(self, page_url: str) -> None:
        self.page = urldefrag(page_url).url
        self.base = page_url
        self.has_base = False
        self.frames: list[str] = []
        self.refresh: str | None = None
        self.links: list[_Link] = []
        self.has_scripts = False
        self.read = 0
        self.link: _Link | None = None
        self.room = 0  # characters of its words that may still be read
        self.script = False  # within a script that runs if it says anything

    def leads(self) -> Leads:
        """What was gathered, once the page is walked."""
        links = sorted(self.links, key=lambda link: (link.part != "footer", link.subject))
        return Leads(
            frames=_first(self.frames, MOST_FRAMES),
            refresh=self.refresh,
            footer_links=_first((link.url for link in links), MOST_LINKS),
            has_scripts=self.has_scripts,
        )

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "a":
            self._end_link()
            self.read += 1
            if "href" in attributes and not self.at.hidden and self.read <= _MOST_READ:
                self._open_link(attributes)
        elif name == "script":
            runs = bool(_SCRIPT_TYPE.fullmatch(attributes.get("type", "").strip(_PADDING)))
            self.has_scripts |= runs and "src" in attributes
            self.script = runs
        elif name in ("iframe", "frame"):
            self._add_frame(attributes)
        elif name == "meta" and attributes.get("http-equiv", "").lower() == "refresh" and not self.at.noscript:
            self._refresh(attributes.get("content", ""))
        elif name == "base" and "href" in attributes and not self.has_base:
            self.base, self.has_base = self._absolute(attributes["href"]) or self.base, True
        self.has_scripts |= "onload" in attributes or "onerror" in attributes

    def closed(self, name: str) -> None:
        if name == "a":
            self._end_link()
        elif name == "script":
            self.script = False

    def data(self, text: str) -> None:
        if self.script:
            self.has_scripts |= not text.isspace()
        elif self.link is not None and self.room > 0:
            self.link.words += text[: self.room]
            self.room -= len(text)

    def _open_link(self, attributes: Mapping[str, str]) -> None:
        href = attributes["href"][:_MAX_URL]
        if not href.startswith("#"):
            named = unquote(href) if "%" in href else href
            self.link = _Link(href, self.at.part, f"{attributes.get('title', '')[:_LONGEST_WORDS]} {named} ")
            self.room = _LONGEST_WORDS

    def _end_link(self) -> None:
        """Keep a link whose words or address say that it is about the portal."""
        link, self.link = self.link, None
        if link is None:
            return
        words = link.words.replace("İ", "i").replace("ı", "i").casefold()
        if not _ANY_SUBJECT.search(words):
            return
        subject = next(at for at, pattern in enumerate(_SUBJECTS) if pattern.search(words))
        url = self._absolute(link.href)
        if url is None:
            return
        parts, page = urlsplit(url), urlsplit(self.page)
        if (parts.scheme, parts.netloc) == (page.scheme, page.netloc) and not _NO_PAGE.search(parts.path):
            link.url, link.subject = url, subject
            self.links.append(link)

    def _add_frame(self, attributes: Mapping[str, str]) -> None:
        url = self._absolute(attributes.get("src") or attributes.get("data-src", ""))
        if url is not None and not self.at.hidden and not self.at.noscript and len(self.frames) < _MOST_READ:
            self.frames.append(url)

    def _refresh(self, content: str) -> None:
        found = _REFRESH.fullmatch(content[:_MAX_URL])
        if self.refresh is None and found is not None:
            url = found[1].strip(_PADDING)
            quoted = url[:1] in ("'", '"') and url[:1]
            self.refresh = self._absolute(url[1:].partition(quoted)[0] if quoted else url)

    def _absolute(self, url: str) -> str | None:
        """The URL without its fragment; None for no other page of the web."""
        url = url.strip(_PADDING).translate(_TIDIED)
        if not 0 < len(url) <= _MAX_URL:
            return None
        try:
            found = urldefrag(urljoin(self.base, url)).url
            parts = urlsplit(found)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
                return None
        except ValueError:
            return None
        return None if found == self.page else found


_TIDIED = str.maketrans("\\", "/", "\t\n\r")


def _first(urls: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(list(dict.fromkeys(urls))[:most])
