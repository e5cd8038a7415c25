"""Undoes the content coding of a body (RFC 9110 §8.4.1): servers pack pages unasked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

PIECE = 65536
"""Bytes that are unpacked at a time: what a little of a bomb becomes."""
_UNPACKED = frozenset({"gzip", "x-gzip", "deflate"})
# The other codings of the registry of IANA that a web server may use; what else a header says is none, as in browsers.
_UNKNOWN = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_MAGIC = b"\x1f"
_GZIP = 16 + zlib.MAX_WBITS


class CodingError(ValueError):
    """A body that cannot be unpacked, or whose end is missing."""


def unpacked(pieces: Iterable[bytes], header: str) -> Iterator[bytes]:
    """A body as it was before it was packed as its Content-Encoding says.

    Raises `CodingError` for a coding that cannot be undone here, for more than one, and for a body that is broken or
    ends too early.
    """
    named = [coding.strip().lower() for coding in header.split(",")]
    codings = [coding for coding in named if coding in _UNPACKED | _UNKNOWN]
    if not codings:
        yield from pieces
        return
    if len(codings) > 1 or codings[0] in _UNKNOWN:
        raise CodingError(f"packed as {', '.join(codings)[:100]}")
    try:
        yield from _inflated(pieces, codings[0] != "deflate")
    except zlib.error as error:
        raise CodingError(f"not packed as {codings[0]}") from error


def _inflated(pieces: Iterable[bytes], is_gzip: bool) -> Iterator[bytes]:
    machine = None
    for piece in pieces:
        left = piece
        while left:
            if machine is None:
                machine = zlib.decompressobj(_GZIP if is_gzip else _window(left))
            elif machine.eof:
                if not (is_gzip and left.startswith(_MAGIC)):
                    return  # what else comes, browsers pass over, too
                machine = zlib.decompressobj(_GZIP)
            yield machine.decompress(left, PIECE)
            left = machine.unused_data if machine.eof else machine.unconsumed_tail
    if machine is None:
        return
    yield machine.flush()
    if not machine.eof:
        raise CodingError("cut off while it was unpacked")


def _window(start: bytes) -> int:
    """What `zlib` is to expect of `deflate`: its own head, or the bare stream that some send."""
    has_head = start[0] & 0x0F == 8 and (len(start) < 2 or int.from_bytes(start[:2]) % 31 == 0)
    return zlib.MAX_WBITS if has_head else -zlib.MAX_WBITS
