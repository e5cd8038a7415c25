"""URLs taken apart and put together, each but once: several checks read the links of one page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult
from urllib.parse import urljoin as _urljoin
from urllib.parse import urlsplit as _urlsplit

_MOST = 16_384
"""Results that are remembered: those of all pages that are read side by side."""
_LONGEST = 512
"""Characters of URLs whose results are; what a hostile page has of longer ones fills no memory."""
_PLAIN_PATH = re.compile(r"(?:/[\w-][\w.-]*+)++/?", re.ASCII)
"""A path from the root without dot segments, as most links are written: nothing of it is to be resolved."""


def urlsplit(url: str) -> SplitResult:
    """As `urllib.parse.urlsplit`."""
    return _split(url) if len(url) <= _LONGEST else _urlsplit(url)


def urljoin(base: str, url: str) -> str:
    """As `urllib.parse.urljoin`."""
    if len(base) + len(url) > _LONGEST:
        return _urljoin(base, url)
    if _PLAIN_PATH.fullmatch(url) and (root := _root(base)):
        return root + url
    return _joined(base, url)


@lru_cache(_MOST)
def _split(url: str) -> SplitResult:
    return _urlsplit(url)


@lru_cache(_MOST)
def _root(base: str) -> str:
    """What stands before the path in a URL of the web; empty for another, and for one without a host."""
    parts = _urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("https", "http") and parts.netloc else ""


@lru_cache(_MOST)
def _joined(base: str, url: str) -> str:
    return _urljoin(base, url)
