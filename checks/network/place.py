"""Where a URL leads."""

from __future__ import annotations

from typing import NamedTuple

from checks.urls import urlsplit

_SCHEMES = ("https", "http")


class Place(NamedTuple):
    """Where a URL leads: `host` in lower case and without a final dot."""

    scheme: str
    host: str
    port: int
    has_credentials: bool


def place_of(url: str) -> Place | None:
    """Where a URL of the web leads; None for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _SCHEMES or not host:
        return None
    return Place(parts.scheme, host, port, "@" in parts.netloc)
