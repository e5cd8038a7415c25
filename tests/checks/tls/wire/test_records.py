from __future__ import annotations

import pytest

from checks.tls.wire.encoding import TooLarge, WireError
from checks.tls.wire.records import MAX_FLIGHT, MAX_RECORD, MAX_RECORDS, Messages, Records
from tests.checks.tls.wire.bytes_of_servers import message, record


@pytest.mark.parametrize("size", [1, 2, 5, 7, 1000])
def test_records_come_out_whole_however_they_arrive(size: int) -> None:
    data = record(22, b"first") + record(23, b"") + record(21, b"\2\x28")
    records = Records()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    found = [(kind, fragment) for piece in pieces for kind, _, fragment in records.feed(piece)]
    assert found == [(22, b"first"), (23, b""), (21, b"\2\x28")]
    assert records.received == len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"S",
        b"\x16\2\0\0\5hello",
        b"\x16\3\5\0\5hello",
        record(22, b"x") + b"garbage",
        record(22, b"x") + b"\0",
    ],
)
def test_what_is_no_record_is_told(data: bytes) -> None:
    with pytest.raises(WireError, match="not TLS"):
        list(Records().feed(data))


@pytest.mark.parametrize("kind", [20, 21, 22])
def test_a_record_of_length_zero_is_refused(kind: int) -> None:
    with pytest.raises(WireError, match="an empty record"):
        list(Records().feed(record(kind, b"")))


def test_a_record_may_have_a_bounded_length() -> None:
    assert len(list(Records().feed(record(22, bytes(MAX_RECORD))))) == 1
    with pytest.raises(TooLarge, match="a record of"):
        list(Records().feed(b"\x16\3\3" + (MAX_RECORD + 1).to_bytes(2)))


def test_there_is_an_end_to_records_and_to_bytes() -> None:
    with pytest.raises(TooLarge, match="records"):
        list(Records().feed(record(22, b"x") * (MAX_RECORDS + 1)))
    with pytest.raises(TooLarge, match="bytes"):
        list(Records().feed(bytes(MAX_FLIGHT + 1)))


@pytest.mark.parametrize("size", [1, 3, 4, 9, 1000])
def test_messages_come_out_whole_however_they_are_split(size: int) -> None:
    whole = [message(2, b"hello"), message(14, b""), message(11, b"x" * 40)]
    data = b"".join(whole)
    messages = Messages()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    found = [each for piece in pieces for each in messages.feed(piece)]
    assert found == [(each[0], each) for each in whole]
    assert not messages.pending


def test_a_message_that_is_not_yet_whole_is_pending() -> None:
    messages = Messages()
    assert list(messages.feed(message(2, b"hello") + b"\x0b")) == [(2, message(2, b"hello"))]
    assert messages.pending


def test_a_message_may_have_a_bounded_length() -> None:
    with pytest.raises(TooLarge, match="a handshake message of 16777219 bytes"):
        list(Messages().feed(b"\x0b\xff\xff\xff"))
