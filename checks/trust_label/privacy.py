"""Tells whether a page links the portal's privacy policy, which the label's programme asks a website to publish.

A link is one by its words ("Chính sách bảo mật", "Privacy policy") or by its path (`/chinh-sach-bao-mat.html`). A
headline about such policies is none, and neither is the policy of a service that the page merely uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from checks.dns.belonging import registered_domain
from checks.network.http import Page
from checks.network.place import place_of
from checks.observation import Fact, Reason, Seen, Unseen
from checks.urls import urlsplit
from checks.web.page_kind import veiled
from checks.web.phrases import fold
from checks.web.places import absolute, plain_url, stays
from checks.web.reading import MOST_LINKS, Link, reading_of

_MOST_WORDS = 14


def _any(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, phrases))


_BEFORE = (
    *("dieu khoan su dung", "dieu khoan dich vu", "cac dieu khoan", "dieu khoan", "noi quy", "xem", "quy dinh ve"),
    *("terms of use", "terms of service", "terms"),
)
_POLICIES = (
    *("chinh sach bao mat", "chinh sach ve bao mat", "chinh sach an toan bao mat", "quy dinh bao mat"),
    *("chinh sach quyen rieng tu", "chinh sach ve quyen rieng tu", "chinh sach rieng tu", "tuyen bo quyen rieng tu"),
    *("chinh sach bao ve quyen rieng tu", "thong bao ve quyen rieng tu", "quyen rieng tu"),
    *("chinh sach bao ve du lieu", "chinh sach bao ve thong tin", "chinh sach ve du lieu ca nhan"),
    *("chinh sach xu ly du lieu ca nhan", "quy dinh bao ve du lieu ca nhan", "quy che bao ve du lieu ca nhan"),
    *("bao ve du lieu ca nhan", "bao ve thong tin ca nhan", "bao mat thong tin"),
    *("privacy policy", "privacy notice", "privacy statement", "privacy", "data protection policy", "data protection"),
)
"""What a policy is called, folded; something of `_BEFORE` may stand before it, and some words after it."""
_SPOKEN = re.compile(
    rf"(?: (?> (?:{_any(_BEFORE)}) (?=[ ,]) [ ,]* (?: va | ve | and | [&/-] )? [ ]* ) )? (?:{_any(_POLICIES)})"
    r"(?: [ ](?: thong[ ]tin | du[ ]lieu ) )? (?: [ ]ca[ ]nhan )?"
    r"(?: [ ](?: nguoi[ ]dung | khach[ ]hang | nguoi[ ]dan ) )?"
    r"(?: ,?[ ](?: va | and | cua | tren | tai | cho | of | on | [&/|-] )[ ].* )?",
    re.VERBOSE,
)
_PATH = re.compile(
    r"""(?: trang- | page- )?
        (?: chinh-?sach-? (?: ve-? )? (?: bao-?mat | (?: quyen-?)? rieng-?tu | bao-?ve-? (?: du-?lieu | thong-?tin ) )
            (?: -?thong-?tin )? (?: -?ca-?nhan )?
          | quyen-rieng-tu | privacy (?: [-_]? (?: policy | notice | statement ) )? )
        (?: [-_] \d{1,12} )? (?: \. [a-z]{2,5} )?""",
    re.VERBOSE,
)
_HINT = re.compile("bao|rieng|privacy|[%\t\n\r]")
"""What stands in every link whose path `_PATH` tells."""


def links_privacy_policy(page: Page, host: str) -> Fact[bool]:
    """The fact `trust_label.privacy_policy`: whether a reader of the page finds a link to the policy of `host`.

    Unseen when the only such link leads outside the portal or opens by a script, and when the page does not show what
    stands on it. Never raises for what a page may say.
    """
    reading = reading_of(page)
    doubt: Unseen | None = None
    for link in reading.links:
        by_words = not link.block and _speaks(link)
        if link.block or not (by_words or _leads(link, page.url, reading.base)):
            continue
        url = absolute(link.href, page.url, reading.base)
        place = place_of(url)
        if place is None or plain_url(url) == plain_url(page.url):
            if by_words:
                doubt = doubt or Unseen(Reason.TOOL_MISSING, f"«{link.words[:100]}» opens by a script")
        elif registered_domain(place.host) == registered_domain(host):
            return Seen(True)
        elif by_words:
            doubt = doubt or Unseen(
                Reason.NOT_AUTHORISED, f"«{link.words[:100]}» leads to {url[:200]}, outside the portal"
            )
    if len(reading.links) == MOST_LINKS:
        return Unseen(Reason.TOO_LARGE, f"{page.url}: {MOST_LINKS} links or more")
    return doubt or veiled(page, reading) or Seen(False)


def _speaks(link: Link) -> bool:
    """Whether the words of a link name a policy, and say nothing about one."""
    words = fold(link.words).strip(" -*•»›:.+\"'[]()|").split()
    return len(words) <= _MOST_WORDS and _SPOKEN.fullmatch(" ".join(words)) is not None


def _leads(link: Link, page_url: str, base: str) -> bool:
    """Whether the last part of a link's path names the policy."""
    if stays(link.href) and not _HINT.search(link.href.lower()):
        return False
    try:
        path = unquote(urlsplit(absolute(link.href, page_url, base)).path).rstrip("/")
    except ValueError:
        return False
    return _PATH.fullmatch(path.rpartition("/")[2].lower()) is not None
