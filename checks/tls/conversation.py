"""One connection, as a generator: what is said and heard, apart from sockets and time."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Conversation: TypeAlias = Generator[bytes, bytes, T]
"""Yields bytes to send (`b""`: nothing now) and is sent each chunk received, `b""` once when the peer closes.
`ConnectionResetError` and `TimeoutError` are thrown into it. Returns its result."""


class LastWords(bytes):
    """What is said when all that matters has been heard: an answer to it is welcome, but not waited for for long."""
