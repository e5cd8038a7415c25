"""Looks for an address that takes reports of incidents: on the home page, where its links say so, in security.txt.

The office's own address is none. What counts is published in `checks/web/rules/incident_contact.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from checks.look import Look, readable
from checks.network.http import Page
from checks.network.place import place_of
from checks.observation import Fact, Reason, Seen, Unseen
from checks.urls import urlsplit
from checks.web.page_kind import veiled
from checks.web.phrases import Phrases, fold
from checks.web.places import absolute, plain_url
from checks.web.reading import MOST_LINES, Line, Reading, reading_of
from checks.web.rules import load

MOST_PAGES = 2
"""Pages beside the home page that are looked at."""
_AFTER = 3
"""Lines below a heading that may hold its address."""
_SHORT = 16
"""Words of a line that is a heading and not a sentence; of a link that names a place and not an article."""
_LONGEST_QUOTE = 300
_MOST_WORDS = 20
_REACH_BEFORE = 80
_REACH_AFTER = 200

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?\[at\]\s?|\(at\))[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_AT = ("@", "[at]", "(at)")
_PHONE = re.compile(
    r"""(?<![\w./-]) (?!\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d)  # no date
        (?: (?: \(?\+?84\)?[ .-]? | \(?0 ) \d (?:[ .()-]{0,2}\d){7,9} | 1[89]00 (?:[ .-]?\d){4,6} | 1022 )
        (?![\w/-])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Contact:
    """An address for reports: its kind (`email`, `phone`, `form`, `security_txt`), itself, the page that tells it and
    the words that say what it is for."""

    kind: str
    value: str
    where: str
    words: str


def incident_contact(look: Look, security_txt: Fact[dict[str, Any] | None]) -> Fact[dict[str, Any] | None]:
    """The fact `web.incident_contact`: on the page first, then in security.txt; None where neither tells one.

    Unseen when nothing was found and the home page, a page that its links promise, or the file could not be read.
    """
    on_pages = _on_pages(look)
    if isinstance(on_pages, Seen) and on_pages.value is not None:
        return Seen(asdict(on_pages.value))
    if isinstance(security_txt, Seen) and security_txt.value and security_txt.value["contacts"]:
        value = str(security_txt.value["contacts"][0])
        return Seen(asdict(Contact("security_txt", value, security_txt.value["url"], f"Contact: {value}")))
    for fact in (on_pages, security_txt):
        if isinstance(fact, Unseen):
            return fact
    return Seen(None)


def _on_pages(look: Look) -> Fact[Contact | None]:
    page = look.page
    if isinstance(page, Unseen):
        return page
    home = reading_of(page.value)
    found = contact_on(home, page.value.url)
    if found is not None:
        return Seen(found)
    missed = _untold(page.value, home)
    if missed is not None:
        return missed
    for link in _promising(home, page.value.url, look):
        further = _behind(look, link)
        if isinstance(further, Seen) and further.value is not None:
            return further
        missed = missed or (further if isinstance(further, Unseen) else None)
    return missed or Seen(None)


def _untold(page: Page, reading: Reading) -> Unseen | None:
    """Why a page on which nothing was found tells nothing; None when it does."""
    if len(reading.lines) == MOST_LINES:
        return Unseen(Reason.TOO_LARGE, f"{page.url}: {MOST_LINES} lines or more")
    return veiled(page, reading)


@dataclass(frozen=True, slots=True)
class _Promise:
    """A link whose words speak of reports; `url` is absolute."""

    url: str
    words: str
    own: bool
    plainly: bool


def _promising(home: Reading, page_url: str, look: Look) -> list[_Promise]:
    """The first links whose words speak of reports, the plainest first: those of the portal, then one that leads
    elsewhere in so many words."""
    own: dict[str, _Promise] = {}
    foreign: list[_Promise] = []
    short = [link for link in home.links if len(link.words.split()) <= _SHORT]
    for link in short if _may_speak(link.words for link in short) else ():
        if not speaks_of_reports(link.words):
            continue
        url = plain_url(absolute(link.href, page_url, home.base))
        place = place_of(url)
        if place is None or url == plain_url(page_url):
            continue
        plainly = speaks_of_reports(link.words, alone=True)
        ports = (look.target.https_port, look.target.http_port)
        if _bare(place.host) == _bare(look.target.host) and place.port in ports:
            own.setdefault(url, _Promise(url, link.words, own=True, plainly=plainly))
        elif plainly and len(link.words.split()) <= _SHORT // 2:
            foreign.append(_Promise(url, link.words, own=False, plainly=True))
    return [*sorted(own.values(), key=lambda promise: not promise.plainly)[:MOST_PAGES], *foreign[:1]]


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _behind(look: Look, promise: _Promise) -> Fact[Contact | None]:
    """What the page behind a link tells: a line with an address, or the form itself."""
    if not promise.own:
        return Unseen(
            Reason.NOT_AUTHORISED, f"«{promise.words[:100]}» leads to {promise.url[:200]}, outside the portal"
        )
    parts = urlsplit(promise.url)
    answer = look.get((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    if isinstance(answer, Seen) and answer.value.status in (404, 410):
        return Seen(None)
    page = readable(answer)
    return page if isinstance(page, Unseen) else _told_by(page.value, promise)


def _told_by(page: Page, promise: _Promise) -> Fact[Contact | None]:
    reading = reading_of(page)
    found = contact_on(reading, page.url)
    if found is not None:
        return Seen(found)
    untold = _untold(page, reading)
    if untold is not None:
        return untold
    headings = (line.text for line in reading.lines if not line.linked and len(line.text.split()) <= _SHORT)
    headed = any(speaks_of_reports(text) for text in (reading.title, *headings))
    writable = any(form.area or form.fields > 2 for form in reading.forms)
    if headed and writable and promise.plainly:
        url = plain_url(page.url)
        return Seen(Contact("form", url, url, promise.words[:_LONGEST_QUOTE]))
    return Seen(None)


def contact_on(reading: Reading, url: str) -> Contact | None:
    """The first address on a page whose words say that it takes reports; None when no words do."""
    mailed = _mail_links(reading)
    texts = [line.text + mailed.get(number, "") for number, line in enumerate(reading.lines)]
    if not (_may_speak(texts) or any(sign in text for text in texts for sign in _AT)):
        return None
    for number, (line, text) in enumerate(zip(reading.lines, texts, strict=True)):
        if line.hidden:
            continue
        span = _report_span(text)
        headed = span if text == line.text else _report_span(line.text)
        found = (
            (_in_line(text, span) if span else None)
            or (_below(reading.lines, number, mailed) if headed else None)
            or _by_mailbox(text)
        )
        if found is not None:
            kind, value, words = found
            return Contact(kind, value, plain_url(url), words[:_LONGEST_QUOTE])
    return None


_Found = tuple[str, str, str]
"""The kind of an address, itself, and the words around it."""


def _mail_links(reading: Reading) -> dict[int, str]:
    """What the `mailto:` and `tel:` links add to their lines, where the address is not written out."""
    added: dict[int, str] = {}
    for link in reading.links:
        scheme, _, rest = link.href.partition(":")
        if link.block or scheme.lower() not in ("mailto", "tel"):
            continue
        address = unquote(rest.partition("?")[0]).strip()[:100]
        written = reading.lines[link.line].text if link.line < len(reading.lines) else ""
        if address and address not in written:
            added[link.line] = f"{added.get(link.line, '')} {address}"[:500]
    return added


_Address = tuple[int, int, str, str]
"""Where an e-mail address or telephone number begins and ends in a text, its kind and itself."""


def _emails(text: str) -> Iterator[_Address]:
    if any(sign in text for sign in _AT):  # what the pattern asks of every character
        for found in _EMAIL.finditer(text):
            value = re.sub(r"\s?[\[(]at[\])]\s?", "@", found[0])
            yield found.start(), found.end(), "email", value.strip(" .")


def _addresses(text: str) -> list[_Address]:
    phones = ((found.start(), found.end(), "phone", found[0].strip(" .")) for found in _PHONE.finditer(text))
    return sorted([*_emails(text), *phones])


def _in_line(text: str, span: tuple[int, int]) -> _Found | None:
    """An address in a line that speaks of reports: the next one after those words, else the only one, before them."""
    addresses = _addresses(text)
    start, end = span
    for begin, stop, kind, value in addresses:
        if start <= begin <= end + _REACH_AFTER:
            return kind, value, text[max(0, start - 40) : stop]
    if len(addresses) == 1 and start - _REACH_BEFORE <= addresses[0][1] <= start:
        begin, _, kind, value = addresses[0]
        return kind, value, text[begin:end]
    return None


def _below(lines: Sequence[Line], number: int, mailed: dict[int, str]) -> _Found | None:
    """An address in the lines below a line that speaks of reports, where that is a heading, before anything of the
    office's own begins."""
    heading = lines[number]
    if heading.linked or len(heading.text.split()) > _SHORT:
        return None
    for below in range(number + 1, min(number + 1 + _AFTER, len(lines))):
        line = lines[below]
        text = line.text + mailed.get(below, "")
        if line.hidden or _rules().general.starts(text) or _rules().other_part.fullmatch(fold(text)):
            return None
        for _, _, kind, value in _addresses(text):
            return kind, value, f"{heading.text} / {text}"
        if line.linked:
            return None
    return None


def _by_mailbox(text: str) -> _Found | None:
    """An e-mail address that is named for incidents."""
    for start, end, kind, value in _emails(text):
        pieces = re.split(r"[._+-]", value.partition("@")[0].lower())
        if any(piece in _rules().mailboxes for piece in pieces):
            return kind, value, text[max(0, start - 80) : end]
    return None


def speaks_of_reports(text: str, *, alone: bool = False) -> bool:
    """Whether words say that incidents are to be reported here; `alone`: in so many words."""
    return _report_span(text) is not None and (not alone or _rules().alone.within(text))


def _may_speak(texts: Iterable[str]) -> bool:
    """Whether words of incidents stand in some texts if their marks are left aside: at least where one of them speaks
    of reports."""
    folded = "\n".join(map(fold, texts))
    return any(words in folded for words in _rules().hints)  # thrice as fast as by the pattern


def _report_span(text: str) -> tuple[int, int] | None:
    """Where in a line the words stand that say that it takes reports."""
    rules, folded = _rules(), fold(text)
    if not rules.either.may_be_in(folded):
        return None
    span = rules.alone.first(text, folded) or _pair(text, folded)
    if span is None or rules.news.starts(text):
        return None
    elsewhere = rules.other.first(text, folded) and not rules.security.first(text, folded)
    return None if elsewhere else span


def _pair(text: str, folded: str) -> tuple[int, int] | None:
    """A word for reports and one for incidents that stand near each other."""
    rules = _rules()
    incidents = list(islice(rules.incident.spans(text, folded), _MOST_WORDS))
    for start, end in islice(rules.report.spans(text, folded), _MOST_WORDS) if incidents else ():
        for begin, stop in incidents:
            if begin >= end and begin - end <= rules.within:
                return start, stop
            if start >= stop and start - stop <= rules.within:
                return begin, end
    return None


class _Start:
    """Phrases that a line may begin with."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = Phrases(phrases)

    def starts(self, text: str) -> bool:
        """Whether a line begins with one of them."""
        plain = text[:80].lstrip(" -*•»:.+\"'“«[(0123456789")
        span = self._phrases.first(plain)
        return span is not None and span[0] == 0


@dataclass(frozen=True, slots=True)
class _Rules:
    report: Phrases
    incident: Phrases
    alone: Phrases
    either: Phrases
    hints: frozenset[str]
    security: Phrases
    other: Phrases
    news: _Start
    general: _Start
    other_part: re.Pattern[str]
    mailboxes: frozenset[str]
    within: int


@cache
def _rules() -> _Rules:
    told = load("incident_contact")
    names = ("report", "incident", "report_alone", "security", "other")
    of_incidents = [*told["incident"], *told["report_alone"]]
    report, incident, alone, security, other = (Phrases(told[name]) for name in names)
    return _Rules(
        report,
        incident,
        alone,
        Phrases(of_incidents),
        frozenset(fold(normalize("NFC", words)) for words in of_incidents),
        security,
        other,
        news=_Start(told["not_at_start"]),
        general=_Start(told["general"]),
        other_part=re.compile("|".join(re.escape(fold(words)) for words in told["other_part"])),
        mailboxes=frozenset(told["mailboxes"]),
        within=told["within"],
    )
