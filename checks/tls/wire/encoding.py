"""The presentation language of TLS (RFC 8446 §3): numbers, vectors, lists of extensions, written and read."""

from __future__ import annotations

import struct
from collections.abc import Iterable

VERSION_CODES = {
    "SSLv2": 0x0002,
    "SSLv3": 0x0300,
    "TLSv1.0": 0x0301,
    "TLSv1.1": 0x0302,
    "TLSv1.2": 0x0303,
    "TLSv1.3": 0x0304,
}
"""The versions there are, oldest first, and how they are written in a record."""

VERSION_NAMES = {code: name for name, code in VERSION_CODES.items()}

_CUT_SHORT = "a length that reaches past the message's end"


class WireError(Exception):
    """The peer sent what is no answer; the message has few and printable words."""


class TooLarge(WireError):  # noqa: N818 - the name says what is wrong
    """The peer sent more than any answer needs."""


def vector(data: bytes, size: int) -> bytes:
    """A variable-length vector with a length of `size` bytes before it (RFC 8446 §3.4)."""
    return len(data).to_bytes(size) + data


def numbers(values: Iterable[int]) -> bytes:
    """A row of two-byte numbers."""
    row = (*values,)
    return struct.pack(f">{len(row)}H", *row)


def extension(kind: int, body: bytes) -> bytes:
    """RFC 8446 §4.2."""
    return struct.pack(">HH", kind, len(body)) + body


def printable(data: bytes) -> str:
    """The first bytes of something foreign, safe to show."""
    return repr(data[:24].decode("ascii", "backslashreplace").replace("\n", " ").replace("\r", ""))[1:-1]


class Reader:
    """Takes bytes off the front of a message; raises `WireError` when they run out."""

    __slots__ = ("_at", "_data", "_size")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._size = len(data)

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return self._size - self._at

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        start, end = self._at, self._at + size
        if end > self._size:
            raise WireError(_CUT_SHORT)
        self._at = end
        return self._data[start:end]

    def number(self, size: int) -> int:
        """The next number of `size` bytes."""
        start, end = self._at, self._at + size
        if end > self._size:
            raise WireError(_CUT_SHORT)
        self._at = end
        return int.from_bytes(self._data[start:end])

    def vector(self, size: int) -> bytes:
        """The next vector, whose length is a number of `size` bytes."""
        start = self._at + size
        end = start + int.from_bytes(self._data[self._at : start])
        if end > self._size:
            raise WireError(_CUT_SHORT)
        self._at = end
        return self._data[start:end]

    def extensions(self) -> dict[int, bytes]:
        """The next list of extensions: code → body."""
        block = self.vector(2)
        found: dict[int, bytes] = {}
        at, end = 0, len(block)
        while at < end:
            body = at + 4
            if body > end:
                raise WireError("an extension that is cut short")
            kind, length = struct.unpack_from(">HH", block, at)
            at = body + length
            if at > end:
                raise WireError("an extension that is cut short")
            if kind in found:  # RFC 8446 §4.2
                raise WireError(f"extension {kind} twice")
            found[kind] = block[body:at]
        return found

    def end(self, what: str) -> None:
        """Raises `WireError` if anything is left of `what`."""
        if self._at != self._size:
            raise WireError(f"bytes after the end of {what}")
