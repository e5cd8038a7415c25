"""Pings a web address outside this machine: a dead man's switch, which raises the alarm when the pings stay away."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit

import requests
from pydantic import TypeAdapter, ValidationError

from agent.notices.settings import WebUrl
from agent.watching.settings import WatchingSettings

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds to wait for a connection, and for the beginning of the answer."""
_MOST_BYTES = 4096
_URL: TypeAdapter[str] = TypeAdapter(WebUrl)


def ping(settings: WatchingSettings) -> bool:
    """Ask the address that the settings name, once; whether it said yes. What fails is logged, and raises nothing.

    The address may be a secret: no more than its host is told.
    """
    try:
        url = settings.heartbeat_url or _read(settings.heartbeat_url_file)
    except (OSError, ValueError) as error:
        log.warning("heartbeat: %s holds no usable address (%s)", settings.heartbeat_url_file, type(error).__name__)
        return False
    if url is None:
        return False
    try:
        with requests.get(url, timeout=PATIENCE, allow_redirects=False, stream=True) as answer:
            status = answer.status_code
    except (requests.RequestException, ValueError) as error:
        log.warning("heartbeat: %s can't be asked (%s)", urlsplit(url).hostname, type(error).__name__)
        return False
    if not 200 <= status < 300:
        log.warning("heartbeat: %s answers with status %d", urlsplit(url).hostname, status)
        return False
    return True


def _read(file: Path | None) -> str | None:
    """The address in a file; raises `OSError` or `ValueError`."""
    if file is None:
        return None
    with file.open("rb") as opened:
        text = opened.read(_MOST_BYTES).decode().strip()
    try:
        return _URL.validate_python(text)
    except ValidationError:
        raise ValueError("no https address") from None
