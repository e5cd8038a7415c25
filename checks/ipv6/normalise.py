"""Takes out of a page's words and addresses what changes by itself from one request to the next.

Counters, dates, session ids, tokens of forms, cache busters and addresses hidden from spammers say nothing about
which service a page comes from. What is taken out is taken out on both sides, so nothing here can make pages differ.
"""

from __future__ import annotations

import re
from functools import lru_cache

from checks.urls import urljoin, urlsplit

LONGEST_LINK = 2000
"""Characters of an address that are read."""
_MOST_PARAMETERS = 50
_MOST_HOSTS = 256
"""Addresses whose hosts are remembered: the bases of all pages that are read side by side."""
_SCHEMES = ("http", "https")
_WEB = ("http://", "https://")

_ON_SITE = re.compile(r"((?:/[^/.?#;\0-\x20][^/?#;\0-\x20]*+)++/?)(?:\?([^#\0-\x20]*+))?+")
"""A path, with or without a query, that means the same on every page of a site: most links are written so."""

_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
"""Words of letters only: counters, dates, tokens and view states hold digits and drop out."""
_MAIL = re.compile(r"(?<![^\s@])[^\s@]{1,64}+@[^\s@]{1,255}+|\[email\s{1,5}protected\]")

_TITLE_WORD = re.compile(r"\b(?:[^\W\d_]+|\d{1,3})\b")
_PASSING_IN_TITLE = re.compile(r"\(\d{1,9}\+?\)|\d{1,4}(?:[/:.-]\d{1,4}){1,2}")

# Words of clocks and calendars, and of how long ago a piece of news came: they change at midnight or each minute.
_TIME_WORDS = (
    "thứ hai ba tư năm sáu bảy bẩy chủ nhật ngày tháng tuần giờ phút giây trước sáng trưa chiều tối đêm hôm nay qua "
    "vừa xong am pm sa ch monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january "
    "february march april may june july august september october november december jan feb mar apr jun jul aug sep oct "
    "nov dec ago second seconds minute minutes hour hours day days week weeks month months year years today "
    "yesterday"
)
_TIMES = frozenset(_TIME_WORDS.split())

# Parameters that name a visit, a moment or a version, never a page.
_PASSING = re.compile(
    r"utm_.*|.*(sess(ion)?_?id|csrf|xsrf|nonce|token|timestamp).*|sid|aspsessionid.*|phpsessid|cfid|p_(p_)?auth|"
    r"_|__cf.*|t|ts|time|v|ver|version|rev|cb|cache|rand(om)?|rnd|hash|fbclid|gclid|_gl|_ga"
)
_PATH_PARAMETERS = re.compile(r";[^/]*+|/\([SAF]\([^)/]*+\)\)")
"""`;jsessionid=…` and the session in the path of ASP.NET."""
_OPAQUE = re.compile(
    r"""(?<![0-9A-Za-z]) (?=[\dA-Za-z]{8})
        (?: [0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12} | (?=[a-f]*[0-9])[0-9a-fA-F]{16,}+ | \d{10,}+
          | (?=[0-9A-Za-z]*[0-9]) (?=[0-9A-Za-z]*[A-Z]) (?=[0-9A-Za-z]*[a-z]) [0-9A-Za-z]{20,}+ )
        (?![0-9A-Za-z])""",
    re.VERBOSE,
)
"""Identifiers that no person chose: UUIDs, hashes, moments in milliseconds, random letters and digits."""
_BUILD = re.compile(r"(?<=[.\-_])(?=[0-9A-Za-z]*[0-9])[0-9A-Za-z]{6,64}+(?=\.|$)")
"""The hash in the name of a built file: `app.3f2a9c1b.js`."""


def letters(text: str) -> list[str]:
    """The words of a text in lower case, without those that hold a digit.

    Text is not composed first: that takes quadratic time on heaps of marks, and one service writes in one way.
    """
    return _WORD.findall(text.lower())


def title(text: str) -> list[str]:
    """The words and small numbers of a title ("Phường 12"), without the count of unread messages, dates and years."""
    return _TITLE_WORD.findall(_PASSING_IN_TITLE.sub(" ", text.lower()))


def words(text: str) -> list[str]:
    """`letters` without mail addresses and without words of time: what a page says, whenever it is asked."""
    if "@" in text or "[email" in text:
        text = _MAIL.sub(" ", text)
    return [word for word in letters(text) if word not in _TIMES]


def link(href: str, base: str) -> str | None:
    """Where a link leads, as `host/path?query`, the host left out when it is that of `base`; None for no page.

    Scheme, fragment, what is passing in the query and opaque identifiers are left out.
    """
    found = _parts(href, base)
    if found is None:
        return None
    host, path, query = found
    if not query:
        return host + path
    kept = []
    for parameter in query.split("&", _MOST_PARAMETERS)[:_MOST_PARAMETERS]:
        name, _, value = parameter.partition("=")
        if name and not _PASSING.fullmatch(name.lower()[:100]):
            kept.append(f"{name}={_OPAQUE.sub('*', value)}")
    return f"{host}{path}" + (f"?{'&'.join(sorted(kept))}" if kept else "")


def resource(src: str, base: str) -> str | None:
    """Where a script or a style sheet lies, as `link` tells it, without query and without the hash of its build."""
    found = _parts(src, base)
    if found is None:
        return None
    host, path, _ = found
    return host + _BUILD.sub("*", path)


def place(url: str) -> str:
    """A URL that a redirect leads to, as `scheme://host/path?query` without what is passing; as it is when it is no
    web address."""
    try:
        parts = urlsplit(url[:LONGEST_LINK])
        port = parts.port
    except ValueError:
        return url[:LONGEST_LINK]
    if parts.scheme not in _SCHEMES or not parts.hostname:
        return url[:LONGEST_LINK]
    rest = link(url, f"{parts.scheme}://{parts.netloc}/") or "/"
    usual = port in (None, 443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{parts.hostname.rstrip('.')}{'' if usual else f':{port}'}{rest}"


def field_name(name: str) -> str:
    """The name of a form's field without the numbers and identifiers that a page draws anew."""
    return re.sub(r"\d+", "#", _OPAQUE.sub("*", name[:200]))


def joined(base: str, href: str) -> str:
    """An address as it is meant on a page whose base this is; the base where it can't be read."""
    try:
        return urljoin(base, href.strip()[:LONGEST_LINK])
    except ValueError:
        return base


@lru_cache(_MOST_HOSTS)
def host_of(url: str) -> str:
    """The host of an absolute address, in lower case; empty for none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _parts(href: str, base: str) -> tuple[str, str, str] | None:
    """Host (empty for that of `base`), path and query of an address of the web that leads off the page."""
    href = href.strip()[:LONGEST_LINK]
    if not href or href.startswith("#"):
        return None
    own = host_of(base)
    if own and base.startswith(_WEB) and (plain := _ON_SITE.fullmatch(href)):
        host, path, query = own, *plain.groups("")
    else:
        try:
            parts = urlsplit(urljoin(base, href))
        except ValueError:
            return None
        if parts.scheme not in _SCHEMES:
            return None
        host, path, query = (parts.hostname or "").rstrip("."), parts.path, parts.query
    if not host or path.startswith("/cdn-cgi/"):
        return None
    path = _OPAQUE.sub("*", _PATH_PARAMETERS.sub("", path)).rstrip("/") or "/"
    return "" if host == own else host, path, query
