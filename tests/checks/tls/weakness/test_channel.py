"""Fed by hand: no socket is needed for what a channel reads."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from checks.tls.conversation import LastWords
from checks.tls.weakness.channel import AlertError, Channel, ClosedError, Record
from checks.tls.wire.encoding import TooLarge, WireError
from tests.tls_peers.messages import ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, alert, message, record

CLOSE_NOTIFY, UNRECOGNIZED_NAME, NO_RENEGOTIATION, HANDSHAKE_FAILURE = 0, 112, 100, 40


def heard(*chunks: bytes) -> Record:
    """What a fresh channel makes of these chunks and a FIN."""
    return end(Channel().hear(), *chunks)


def end(hearing: Generator[bytes, bytes, Record], *chunks: bytes) -> Record:
    next(hearing)
    try:
        for chunk in [*chunks, b""]:
            hearing.send(chunk)
    except StopIteration as stop:
        heard: Record = stop.value
        return heard
    pytest.fail("nothing was heard")


def test_a_message_is_heard_whole_in_pieces_of_any_size() -> None:
    said = record(HANDSHAKE, message(14, b"abc")[:2]) + record(HANDSHAKE, message(14, b"abc")[2:])
    pieces = [said[at : at + 1] for at in range(len(said))]
    assert heard(*pieces) == heard(said) == Record(HANDSHAKE, message(14, b"abc"))


def test_messages_in_one_record_are_heard_one_by_one() -> None:
    channel = Channel()
    assert end(channel.hear(), record(HANDSHAKE, message(2, b"x") + message(14, b""))).data == message(2, b"x")
    with pytest.raises(StopIteration) as stop:
        next(channel.hear())
    assert stop.value.value == Record(HANDSHAKE, message(14, b""))


def test_requests_for_a_hello_and_passing_warnings_are_passed_over() -> None:
    said = record(HANDSHAKE, message(0, b"")) + alert(UNRECOGNIZED_NAME, level=1) + record(CHANGE_CIPHER_SPEC, b"\1")
    assert heard(said) == Record(CHANGE_CIPHER_SPEC, b"\1")


@pytest.mark.parametrize(("code", "level"), [(HANDSHAKE_FAILURE, 2), (CLOSE_NOTIFY, 1), (NO_RENEGOTIATION, 1)])
def test_an_alert_that_ends_things_is_raised(code: int, level: int) -> None:
    with pytest.raises(AlertError) as raised:
        heard(alert(code, level))
    assert raised.value.alert.code == code


def test_the_end_of_the_stream_is_told() -> None:
    with pytest.raises(ClosedError):
        heard()
    with pytest.raises(ClosedError):
        heard(record(HANDSHAKE, message(2, b"abc"))[:-1])


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", WireError),
        (b"\x16\x02\x00\x00\x01", WireError),
        (b"\x16\x03\x03\xff\xff", TooLarge),
        (record(ALERT, b"\2"), WireError),
        (record(HANDSHAKE, b"\x0b\xff\xff\xff"), TooLarge),
    ],
)
def test_what_is_no_tls_is_refused(said: bytes, error: type[WireError]) -> None:
    with pytest.raises(error):
        heard(said)


def test_nobody_can_talk_without_end() -> None:
    warnings = alert(UNRECOGNIZED_NAME, level=1) * 1000
    with pytest.raises(TooLarge):
        heard(*[warnings] * 100)


def test_what_is_said_goes_out_with_the_next_look_for_an_answer() -> None:
    channel = Channel()
    channel.say(HANDSHAKE, b"one")
    channel.say_raw(b"two")
    assert next(channel.hear()) == record(HANDSHAKE, b"one", 0x0301) + b"two"
    assert next(channel.hear()) == b""


def test_long_data_takes_several_records() -> None:
    channel = Channel()
    channel.say(APPLICATION_DATA, bytes(2**14 + 1))
    assert next(channel.hear()) == b"".join(record(APPLICATION_DATA, bytes(size), 0x0301) for size in (2**14, 1))


@pytest.mark.parametrize("answer", [b"", alert(CLOSE_NOTIFY, level=1), b"garbage"])
def test_parting_leaves_the_peer_a_moment_whatever_it_says(answer: bytes) -> None:
    channel = Channel()
    parting = channel.part()
    said = next(parting)
    assert isinstance(said, LastWords)
    assert said == record(ALERT, b"\1\0", 0x0301)
    with pytest.raises(StopIteration):
        parting.send(answer)
