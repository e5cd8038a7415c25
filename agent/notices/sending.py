"""What the senders of notices have in common: their errors, and how they read secrets."""

from __future__ import annotations

from pathlib import Path


class LaterError(Exception):
    """A notice could not be handed over now."""


class ChannelError(LaterError):
    """Nothing can be handed over to this server now: it is away, not to be trusted, or our settings don't fit it."""


class RefusedError(LaterError):
    """The server says that it will never take this notice; our settings may be why, so it is tried for a while."""


def read_secret(file: Path) -> str:
    """The secret in a file, without the line feed that editors add. Raises `OSError`, `ValueError` for an empty one."""
    secret = file.read_text(encoding="utf-8").strip()
    if not secret:
        raise ValueError(f"{file} is empty")
    return secret
