"""URLs taken apart and put together, each but once: several checks read the links of one page."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import SplitResult
from urllib.parse import urljoin as _urljoin
from urllib.parse import urlsplit as _urlsplit

_MOST = 16_384
"""Results that are remembered: those of all pages that are read side by side."""
_LONGEST = 512
"""Characters of URLs whose results are; what a hostile page has of longer ones fills no memory."""


def urlsplit(url: str) -> SplitResult:
    """As `urllib.parse.urlsplit`."""
    return _split(url) if len(url) <= _LONGEST else _urlsplit(url)


def urljoin(base: str, url: str) -> str:
    """As `urllib.parse.urljoin`."""
    return _joined(base, url) if len(base) + len(url) <= _LONGEST else _urljoin(base, url)


@lru_cache(_MOST)
def _split(url: str) -> SplitResult:
    return _urlsplit(url)


@lru_cache(_MOST)
def _joined(base: str, url: str) -> str:
    return _urljoin(base, url)
