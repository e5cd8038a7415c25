from __future__ import annotations

import pytest

from checks.tls.wire.encoding import Reader, WireError, extension, numbers, printable, vector


def test_what_is_written_is_read_again() -> None:
    data = vector(b"abc", 1) + numbers([1, 0xFFFF]) + vector(extension(7, b"x") + extension(8, b""), 2)
    rest = Reader(data)
    assert (rest.vector(1), rest.number(2), rest.number(2)) == (b"abc", 1, 0xFFFF)
    assert rest.extensions() == {7: b"x", 8: b""}
    assert rest.left == 0
    rest.end("the message")


@pytest.mark.parametrize("data", [b"", b"\2", b"\2a"])
def test_nothing_is_read_past_the_end(data: bytes) -> None:
    with pytest.raises(WireError, match="past the message's end"):
        Reader(data).vector(1)
    with pytest.raises(WireError, match="past the message's end"):
        Reader(data).number(3)
    with pytest.raises(WireError, match="past the message's end"):
        Reader(data).take(3)


def test_a_length_that_is_cut_short_is_no_length() -> None:
    with pytest.raises(WireError, match="past the message's end"):
        Reader(b"\0").vector(2)


@pytest.mark.parametrize("block", [b"\0", b"\0\5\0", b"\0\5\0\2a"])
def test_an_extension_must_be_whole(block: bytes) -> None:
    with pytest.raises(WireError, match="cut short"):
        Reader(vector(block, 2)).extensions()


def test_an_extension_may_come_once() -> None:
    with pytest.raises(WireError, match="extension 5 twice"):
        Reader(vector(extension(5, b"") * 2, 2)).extensions()


def test_bytes_after_the_end_are_told() -> None:
    with pytest.raises(WireError, match="after the end of a thing"):
        Reader(b"x").end("a thing")


def test_foreign_bytes_are_safe_to_show() -> None:
    shown = printable(b"HTTP/1.1 400\r\n\x1b[31m\xff" + bytes(100))
    assert shown.startswith("HTTP/1.1 400")
    assert shown.isprintable()
    assert len(shown) < 100
