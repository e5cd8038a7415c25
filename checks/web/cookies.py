"""Reads Set-Cookie as browsers do (RFC 6265bis §5.6 and §5.7): the flags of a cookie, and why it would be dropped.

The value of a cookie is a secret of the session: it is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from checks.network.http import Head

MOST_OCTETS = 4096
"""Of name and value together; a longer cookie is dropped by browsers."""
MOST_CHARACTERS = 100
"""Of a cookie's name in the fact."""
_MOST_OF_ATTRIBUTE = 1024

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FOLDED = re.compile(r"\r?\n[ \t]+")
_SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}


def cookies(heads: Iterable[Head], now: datetime) -> list[dict[str, Any]]:
    """The different cookies that these answers set: `{name, secure, http_only, same_site, problem}`.

    `same_site` is `Strict`, `Lax`, `None` or null when it is not said; `problem` is null or why browsers drop the
    cookie: `secure_over_http`, `none_without_secure`, `secure_prefix`, `host_prefix`. What deletes a cookie is no
    cookie; `now` decides whether it has expired.
    """
    found: list[dict[str, Any]] = []
    for head in heads:
        for line in head.cookies:
            cookie = read_cookie(line, head.url.startswith("https:"), now)
            if cookie is not None and cookie not in found:
                found.append(cookie)
    return found


def read_cookie(line: str, encrypted: bool, now: datetime) -> dict[str, Any] | None:
    """One Set-Cookie header that came over HTTPS or not; None where it sets nothing."""
    line = _FOLDED.sub(" ", line)
    if _CONTROL.search(line):
        return None
    pair, *rest = line.split(";")
    name, separator, value = (part.strip(" \t") for part in pair.partition("="))
    if not separator:
        name, value = "", name
    attributes = _attributes(rest)
    if not name + value or len(name) + len(value) > MOST_OCTETS or _is_deleted(attributes, now):
        return None
    secure = "secure" in attributes
    same_site = _SAME_SITE.get(attributes.get("samesite", "").lower())
    return {
        "name": name if len(name) <= MOST_CHARACTERS else name[: MOST_CHARACTERS - 1] + "…",
        "secure": secure,
        "http_only": "httponly" in attributes,
        "same_site": same_site,
        "problem": _problem(name or value, attributes, same_site, encrypted),
    }


def _attributes(parts: Iterable[str]) -> dict[str, str]:
    """By lower-case name; of several of one name the last counts."""
    found = {}
    for part in parts:
        name, _, value = (piece.strip(" \t") for piece in part.partition("="))
        if len(value) <= _MOST_OF_ATTRIBUTE:
            found[name.lower()] = value
    return found


def _is_deleted(attributes: dict[str, str], now: datetime) -> bool:
    """Whether the cookie ends at once: Max-Age goes before Expires (§5.7)."""
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?[0-9]+", age):
        return age.startswith("-") or not age.strip("0")
    try:
        expires = parsedate_to_datetime(attributes.get("expires", ""))
    except (ValueError, IndexError, OverflowError, TypeError):
        return False
    if expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    return expires <= now


def _problem(name: str, attributes: dict[str, str], same_site: str | None, encrypted: bool) -> str | None:
    secure = "secure" in attributes
    if secure and not encrypted:
        return "secure_over_http"
    if same_site == "None" and not secure:
        return "none_without_secure"
    lowered = name.lower()
    if lowered.startswith("__secure-") and not secure:
        return "secure_prefix"
    bound_to_host = secure and not attributes.get("domain") and attributes.get("path") == "/"
    if lowered.startswith("__host-") and not bound_to_host:
        return "host_prefix"
    return None
