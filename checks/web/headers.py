"""What the headers of the home page ask of a browser, and what they tell of the software behind it.

Several headers of one name arrive joined by commas, which is how their standards define them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from checks.network.http import Head, Page
from checks.web.csp import frame_ancestors, is_everywhere
from checks.web.document import head_tags

MOST_BANNERS = 20
MOST_CHARACTERS = 200
"""Of the value of a banner."""

_STRICTNESS = ("deny", "sameorigin", "listed", "any")

_REFERRER_POLICIES = frozenset(
    {
        "no-referrer",
        "no-referrer-when-downgrade",
        "same-origin",
        "origin",
        "strict-origin",
        "origin-when-cross-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
    }
)
_OLD_META = {
    "never": "no-referrer",
    "default": "strict-origin-when-cross-origin",
    "always": "unsafe-url",
    "origin-when-crossorigin": "origin-when-cross-origin",
}
"""Words that `<meta name=referrer>` alone still knows (WHATWG HTML §4.2.5.1)."""

BANNERS = {
    "server": "Server",
    "x-powered-by": "X-Powered-By",
    "x-aspnet-version": "X-AspNet-Version",
    "x-aspnetmvc-version": "X-AspNetMvc-Version",
    "x-generator": "X-Generator",
    "via": "Via",
    "liferay-portal": "Liferay-Portal",
    "microsoftsharepointteamservices": "MicrosoftSharePointTeamServices",
}
"""Headers that name software, as they are written."""

# `nginx/1.24`, `9.4.43`, `Drupal 10`; not `nyb/1D0A`, not the 3 of `TYPO3`.
_VERSION = re.compile(
    r"/v?\d+(?:\.\d+)*+[a-z]?(?![A-Za-z0-9])"
    r"|(?<![\w.])v?\d++(?:\.\d++)+"
    r"|\A[A-Za-z][A-Za-z0-9.!+-]*+(?: [A-Za-z][A-Za-z0-9.!+-]*+)? v?\d{1,4}(?![\w.])"
)
_RECEIVED = re.compile(r"(?:\A|,)[ \t]*+(?:[\w.-]++/)?[\d.]++[ \t]++[^ \t,(]++")


def nosniff(head: Head) -> bool:
    """Whether the first X-Content-Type-Options is `nosniff` (WHATWG Fetch §3.5)."""
    return head.headers.get("x-content-type-options", "").partition(",")[0].strip().lower() == "nosniff"


def framing(page: Page) -> str:
    """Who may show the page in a frame: `deny` (nobody), `sameorigin`, `listed` (named sites), `any`.

    `frame-ancestors` rules (CSP3 §6.4.2), the strictest of several policies; without it X-Frame-Options.
    """
    told = [_framing_of(sources) for sources in frame_ancestors(page)]
    if told:
        return min(told, key=_STRICTNESS.index)
    return _frame_options(page)


def _framing_of(sources: list[str]) -> str:
    """What one `frame-ancestors` allows. A quoted word other than 'self' matches nobody."""
    allowed = {source.lower() for source in sources}
    allowed -= {source for source in allowed if source.startswith("'") and source != "'self'"}
    if not allowed:
        return "deny"
    if any(source != "data:" and is_everywhere(source) for source in allowed):
        return "any"
    return "sameorigin" if allowed == {"'self'"} else "listed"


def _frame_options(head: Head) -> str:
    """X-Frame-Options as browsers read it (WHATWG HTML §7.6.1): contradictions deny, ALLOW-FROM is not known."""
    header = head.headers.get("x-frame-options")
    options = {part.strip().lower() for part in header.split(",")} if header is not None else set()
    if len(options) > 1 and options & {"deny", "allowall", "sameorigin"}:
        return "deny"
    return next((option for option in ("deny", "sameorigin") if options == {option}), "any")


def referrer_policy(page: Page) -> str | None:
    """The policy in force: the last known word of the header, or of a later `<meta>`; None when none is set.

    Source: Referrer Policy §8.1, WHATWG HTML §4.2.5.1.
    """
    words = [word.strip().lower() for word in page.headers.get("referrer-policy", "").split(",")]
    for tag in head_tags(page):
        if tag.name == "meta" and tag.attributes.get("name", "").lower() == "referrer":
            word = tag.attributes.get("content", "").strip().lower()
            words.append(_OLD_META.get(word, word))
    return next((word for word in reversed(words) if word in _REFERRER_POLICIES), None)


_KEY = r"[a-z*][a-z0-9_.*-]*+"
_BARE = (
    r'(?:"(?:[ !#-\[\]-~]|\\["\\])*+"|[A-Za-z*][A-Za-z0-9!#$%&\'*+.^_`|~:/-]*+|-?\d++(?:\.\d++)?|\?[01]'
    r"|:[A-Za-z0-9+/=]*+:)"
)
_ITEM = rf"{_BARE}(?:; *+{_KEY}(?:={_BARE})?+)*+"
_INNER = rf"\( *+(?:{_ITEM}(?: ++|(?=\))))*+\)(?:; *+{_KEY}(?:={_BARE})?+)*+"
_MEMBER = rf"{_KEY}(?:=(?:{_INNER}|{_ITEM}))?+"
_DICTIONARY = re.compile(rf"{_MEMBER}(?:[ \t]*+,[ \t]*+{_MEMBER})*+")


def permissions_policy(head: Head) -> str | None:
    """The header as sent; None without it, and where browsers drop it because it is no dictionary of RFC 9651 §3.2.

    Written in the way of its forerunner (`geolocation 'none'`) it is dropped.
    """
    header = head.headers.get("permissions-policy", "").strip(" \t")
    return header if _DICTIONARY.fullmatch(header) else None


def banners(page: Page) -> list[dict[str, Any]]:
    """Each header or `<meta name=generator>` that names software: `{where, value, version}`.

    `version` says whether a version number is told; the protocol's number in Via (RFC 9110 §7.6.3) is none.
    """
    found = [(where, page.headers[name]) for name, where in BANNERS.items() if name in page.headers]
    found += [("meta generator", text) for text in _generators(page)]
    told = []
    for where, text in found[:MOST_BANNERS]:
        if value := " ".join(text.split())[:MOST_CHARACTERS]:
            told.append({"where": where, "value": value, "version": _tells_version(where, value)})
    return told


def _generators(page: Page) -> Iterator[str]:
    for tag in head_tags(page):
        if tag.name == "meta" and tag.attributes.get("name", "").lower() == "generator":
            yield tag.attributes.get("content", "")


def _tells_version(where: str, value: str) -> bool:
    if where == "Via":
        value = _RECEIVED.sub("", value)
    try:
        ip_address(value.rpartition(":")[0] if value.count(":") == 1 else value)
    except ValueError:
        return _VERSION.search(value) is not None
    return where not in ("Server", "X-Powered-By", "X-Generator", "Via")
