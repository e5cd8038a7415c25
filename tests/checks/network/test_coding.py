"""Bodies come out as they were packed, or not at all."""

import gzip
import zlib
from collections.abc import Iterator

import pytest

from checks.network.coding import PIECE, CodingError, unpacked

TEXT = bytes(range(256)) * 700
GZIP, ZLIB = gzip.compress(TEXT, mtime=0), zlib.compress(TEXT)
MEMBERS = gzip.compress(b"a", mtime=0) + gzip.compress(b"b", mtime=0)


@pytest.mark.parametrize("size", [1, 7, 65536])
@pytest.mark.parametrize(
    ("header", "packed", "text"),
    [
        ("gzip", GZIP, TEXT),
        ("X-GZip", GZIP, TEXT),
        (" identity, gzip", MEMBERS + b"rest", b"ab"),
        ("deflate", ZLIB, TEXT),
        ("deflate", ZLIB[2:-4], TEXT),
        ("gzip", b"", b""),
        ("", TEXT, TEXT),
        ("identity", TEXT, TEXT),
        ("utf-8", TEXT, TEXT),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_body_is_unpacked_whatever_pieces_it_comes_in(size: int, header: str, packed: bytes, text: bytes) -> None:
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert b"".join(unpacked(pieces, header)) == text


@pytest.mark.parametrize(
    ("header", "packed", "why"),
    [
        ("br", TEXT, "packed as br"),
        ("zstd", TEXT, "packed as zstd"),
        ("gzip, br", TEXT, "packed as gzip, br"),
        ("gzip, gzip", gzip.compress(GZIP, mtime=0), "packed as gzip, gzip"),
        ("gzip", GZIP[:-9], "cut off"),
        ("gzip", GZIP[:-4], "cut off"),
        ("deflate", ZLIB[:-9], "cut off"),
        ("gzip", TEXT, "not packed as gzip"),
        ("gzip", GZIP[:-8] + bytes(8), "not packed as gzip"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_cannot_be_unpacked_to_its_end_is_no_body(header: str, packed: bytes, why: str) -> None:
    with pytest.raises(CodingError, match=why):
        list(unpacked([packed], header))


def test_a_bomb_is_unpacked_piece_by_piece() -> None:
    taken = 0

    def told() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield bomb

    bomb = gzip.compress(bytes(100 * PIECE))
    assert all(len(piece) <= PIECE for piece, _ in zip(unpacked(told(), "gzip"), range(50), strict=False))
    assert taken == 1
