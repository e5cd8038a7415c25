from __future__ import annotations

from pathlib import Path

import pytest

from checks.tls.registry import suites_for
from checks.tls.wire.conversations import ask
from checks.tls.wire.encoding import TooLarge, WireError, numbers
from checks.tls.wire.flight import Flight
from checks.tls.wire.hello import Hello
from checks.tls.wire.ssl2 import Ssl2Reader
from tests.checks.tls.certificates import server_context
from tests.checks.tls.wire.bytes_of_servers import alert, record, server_hello
from tests.checks.tls.wire.memory import converse, holder, python_peer

HELLO = Hello(version="SSLv2", suites=suites_for("SSLv2"))


def answer(kinds: bytes = b"\1\0\x80\7\0\xc0", certificate: bytes = b"der", version: int = 2) -> bytes:
    """SERVER-HELLO of draft-hickman-netscape-ssl-00 §C.6.1."""
    lengths = numbers([version, len(certificate), len(kinds), 16])
    return b"\4\0\1" + lengths + certificate + kinds + bytes(16)


def short(body: bytes) -> bytes:
    return (0x8000 | len(body)).to_bytes(2) + body


def padded(body: bytes, padding: int) -> bytes:
    return (len(body) + padding).to_bytes(2) + bytes([padding]) + body + bytes(padding)


def read(data: bytes, size: int | None = None) -> Ssl2Reader:
    reader = Ssl2Reader(HELLO)
    step = size or len(data)
    for at in range(0, len(data), step):
        reader.feed(data[at : at + step])
    return reader


@pytest.mark.parametrize("size", [None, 1, 3])
@pytest.mark.parametrize("data", [short(answer()), padded(answer(), 5)])
def test_a_server_hello_tells_cipher_kinds_and_certificate(data: bytes, size: int | None) -> None:
    reader = read(data, size)
    assert reader.complete
    assert reader.received == len(data)
    assert reader.flight.hello is not None
    assert reader.flight.hello.version == "SSLv2"
    assert reader.flight.ssl2_ciphers == (0x010080, 0x0700C0)
    assert reader.flight.certificates == [b"der"]


def test_a_server_may_have_no_cipher_in_common() -> None:
    flight = read(short(answer(kinds=b"", certificate=b""))).flight
    assert flight.hello is not None
    assert (flight.ssl2_ciphers, flight.certificates) == ((), [])


def test_an_error_is_an_alert() -> None:
    flight = read(short(b"\0\0\1")).flight
    assert flight.alert is not None
    assert flight.alert.name == "no_cipher"
    unknown = read(short(b"\0\0\x63")).flight
    assert unknown.alert is not None
    assert unknown.alert.name == "ssl2_error_99"


@pytest.mark.parametrize("size", [None, 1])
def test_a_tls_alert_is_understood(size: int | None) -> None:
    flight = read(alert(70), size).flight
    assert flight.alert is not None
    assert flight.alert.name == "protocol_version"


def test_a_real_server_that_knows_sslv2_no_more_is_understood(tmp_path: Path) -> None:
    flight = converse(ask(HELLO), python_peer(server_context(tmp_path, holder())))
    assert isinstance(flight, Flight)
    assert flight.alert is not None


def test_nothing_is_read_after_the_answer() -> None:
    reader = read(short(answer()))
    reader.feed(b"more")
    assert reader.received == len(short(answer()))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"HTTP/1.1 400 Bad Request", "not SSL 2.0"),
        (record(22, server_hello(0x2F)), "suite 0x002f, which was not offered|in answer to SSLv2"),
        (short(answer(version=0x0301)), "version 0x0301 in answer to SSLv2"),
        (short(answer(kinds=b"\1\0")), "cipher kinds of SSL 2.0 that are cut short"),
        (short(answer() + b"x"), "after the end of a SERVER-HELLO"),
        (short(answer()[:-1]), "past the message's end"),
        (short(b"\4\0"), "a record that SSL 2.0 does not know"),
        (b"\0\5\5\0\0\0\0\0", "a record that SSL 2.0 does not know"),
        (short(b"\0\0\1\0"), "after the end of an ERROR"),
    ],
)
def test_what_is_no_answer_is_told(data: bytes, words: str) -> None:
    with pytest.raises(WireError, match=words):
        read(data)


def test_bytes_after_the_answer_are_too_many() -> None:
    with pytest.raises(TooLarge, match="bytes after the answer"):
        read(short(answer()) + b"x")
