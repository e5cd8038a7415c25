"""Finds what a page that came over HTTPS fetches, or sends, over plain HTTP (W3C Mixed Content §3.1).

Only what the page's own markup names is seen: what scripts and style sheets fetch is not. Links to other pages
don't count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any, Literal, TypeAlias

from checks.markup import Tag
from checks.network.http import Page
from checks.urls import urljoin, urlsplit
from checks.web.csp import upgrades_requests
from checks.web.document import shown_tags

MOST = 100
"""Parts of a page that are told."""
MOST_CHARACTERS = 500
"""Of a URL; a longer one is cut."""

Kind: TypeAlias = Literal["active", "passive", "form"]

_SOURCES: dict[str, tuple[tuple[str, Kind], ...]] = {
    "audio": (("src", "passive"),),
    "body": (("background", "passive"),),
    "button": (("formaction", "form"),),
    "embed": (("src", "active"),),
    "form": (("action", "form"),),
    "frame": (("src", "active"),),
    "iframe": (("src", "active"),),
    "image": (("src", "passive"), ("href", "passive"), ("xlink:href", "passive")),
    "img": (("src", "passive"), ("srcset", "passive")),
    "input": (("formaction", "form"),),
    "object": (("data", "active"),),
    "script": (("src", "active"),),
    "source": (("src", "passive"), ("srcset", "passive")),
    "table": (("background", "passive"),),
    "td": (("background", "passive"),),
    "track": (("src", "active"),),
    "video": (("src", "passive"), ("poster", "passive")),
}
"""Which attributes of a tag name something to fetch or to send to."""
_FETCHING = frozenset({"link", *_SOURCES})

_ACTIVE_LINKS = frozenset({"stylesheet", "manifest", "modulepreload", "prefetch", "preload"})
_ICONS = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed"})
_SCRIPT_TYPE = re.compile(r"|module|importmap|(?:text|application)/(?:x-)?(?:java|ecma|j|live)script(?:1\.[0-5])?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*+:", re.IGNORECASE)
_PLAIN = re.compile(r"http:/*+", re.IGNORECASE)
_DESCRIPTOR = re.compile(r"[0-9.]++[wxh]")
_PADDING = "".join(map(chr, range(33)))
"""C0 controls and space, which URLs drop at both ends (WHATWG URL §4.4)."""
_LONGEST_BASE = 2048
"""Characters of a base URL: what follows them says nothing of scheme and host."""
_TIDIED = str.maketrans("\\", "/", "\t\n\r")


def mixed_content(page: Page) -> list[dict[str, Any]]:
    """The different insecure parts of an HTTPS page, in its order: `{kind: active|passive|form, tag, url}`.

    Empty for a page that did not come over HTTPS, and where `upgrade-insecure-requests` keeps browsers from it.
    """
    if not page.url.startswith("https:") or upgrades_requests(page):
        return []
    found: dict[tuple[Kind, str, str], None] = {}
    met: set[tuple[str, Kind, str, str]] = set()  # pages name the same things again and again
    base = page.url
    has_base = False
    for tag in shown_tags(page):
        if tag.name == "base" and "href" in tag.attributes and not has_base:
            base, has_base = _based(page.url, tag.attributes["href"]), True
        for kind, value in _fetched(tag) if tag.name in _FETCHING else ():
            part = (base, kind, tag.name, value)
            url = None if part in met else _insecure(base, value)
            met.add(part)
            if url is not None:
                found[kind, tag.name, url[:MOST_CHARACTERS]] = None
        if len(found) >= MOST:
            break
    return [{"kind": kind, "tag": name, "url": url} for kind, name, url in list(found)[:MOST]]


def _fetched(tag: Tag) -> Iterator[tuple[Kind, str]]:
    """What a tag fetches or sends to, as written."""
    attributes = tag.attributes
    if tag.name == "link":
        yield from _linked(attributes)
        return
    if tag.name == "script" and not _SCRIPT_TYPE.fullmatch(attributes.get("type", "").strip().lower()):
        return
    if tag.name == "input" and attributes.get("type", "").lower() == "image":
        yield "passive", attributes.get("src", "")
    for attribute, kind in _SOURCES.get(tag.name, ()):
        if attribute in attributes:
            yield from ((kind, url) for url in _urls(attribute, attributes[attribute]))


def _linked(attributes: dict[str, str]) -> Iterator[tuple[Kind, str]]:
    relations = set(attributes.get("rel", "").lower().split())
    href = attributes.get("href", "")
    if relations & _ACTIVE_LINKS:
        is_image = "stylesheet" not in relations and attributes.get("as", "").lower() == "image"
        yield "passive" if is_image else "active", href
        if is_image:
            yield from (("passive", url) for url in _urls("srcset", attributes.get("imagesrcset", "")))
    elif relations & _ICONS:
        yield "passive", href


def _urls(attribute: str, value: str) -> list[str]:
    if attribute != "srcset":
        return [value]
    parts = (part.strip(",") for part in value.split())
    return [part for part in parts if part and not _DESCRIPTOR.fullmatch(part)]


def _based(page_url: str, href: str) -> str:
    """The base URL that `<base>` sets; the page's own where it can't be one."""
    try:
        base = urljoin(page_url, href.strip(_PADDING).translate(_TIDIED))
    except ValueError:
        return page_url
    scheme, _, rest = base.partition(":")
    return f"{scheme.lower()}:{rest}"[:_LONGEST_BASE] if scheme.lower() in ("http", "https") else page_url


def _insecure(base: str, written: str) -> str | None:
    """The absolute URL when what is written leads over plain HTTP to another machine; else None.

    `http:` of this very machine is trusted by browsers (W3C Secure Contexts §3.1).
    """
    written = written.strip(_PADDING)
    if not written or (written[0] not in "Hh" and base.startswith("https:")):  # as nearly all that pages name
        return None
    written = written.translate(_TIDIED)
    if plain := _PLAIN.match(written):
        url = f"http://{written[plain.end() :]}"
    elif base.startswith("https:") or _SCHEME.match(written):
        return None
    else:
        try:
            url = urljoin(base, written)
        except ValueError:
            return None
    return url if url.startswith("http:") and not _is_local(url) else None


def _is_local(url: str) -> bool:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
        return host == "localhost" or host.endswith(".localhost") or ip_address(host).is_loopback
    except ValueError:
        return False
