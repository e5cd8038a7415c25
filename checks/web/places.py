"""Where the links of a page lead."""

from __future__ import annotations

import re
from urllib.parse import urlunsplit

from checks.urls import urljoin, urlsplit

_WHITE = re.compile(r"[\t\n\r]")
_STAYING = re.compile(r"/(?![/\\\t\n\r])")


def stays(href: str) -> bool:
    """Whether a link plainly stays on the host of its page, or of the page's `<base>`, and names the whole path."""
    return _STAYING.match(href) is not None


def absolute(href: str, page_url: str, base: str = "") -> str:
    """A link's URL as a browser takes it, `base` being the page's `<base>`; empty for what is no URL."""
    try:
        return urljoin(urljoin(page_url, base), _WHITE.sub("", href).strip().replace("\\", "/"))
    except ValueError:
        return ""


def plain_url(url: str) -> str:
    """A URL as people write it: without a port that its scheme implies, without a fragment."""
    try:
        parts = urlsplit(url)
        own = (parts.scheme, parts.port) in (("https", 443), ("http", 80))
    except ValueError:
        return url
    netloc = parts.netloc.rpartition(":")[0] if own else parts.netloc
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
