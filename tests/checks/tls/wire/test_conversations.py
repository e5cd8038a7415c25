from __future__ import annotations

import pytest

from checks.tls.conversation import Conversation
from checks.tls.wire.conversations import Answer, Silence, ask, shake13
from checks.tls.wire.encoding import WireError
from checks.tls.wire.flight import Flight
from checks.tls.wire.hello import Hello
from checks.tls.wire.tls13 import X25519, Flight13, key_shares, new_key
from tests.checks.tls.wire.bytes_of_servers import DONE, alert, certificates, record, server_hello
from tests.checks.tls.wire.memory import context, peer

HELLO = Hello(version="TLSv1.2", suites=[0x2F])


def shaking() -> Conversation[Flight13 | Silence]:
    key = new_key(X25519)
    hello = Hello(version="TLSv1.3", suites=[0x1301], groups=[X25519], key_shares=key_shares(key))
    return shake13(hello, key)


def begun(until: str = "hello") -> Conversation[Answer]:
    conversation = ask(HELLO, "flight" if until == "flight" else "hello")
    assert next(conversation)[5] == 1  # ClientHello
    return conversation


def end(conversation: Conversation[Answer], chunk: bytes | Exception) -> Answer:
    with pytest.raises(StopIteration) as stop:
        conversation.throw(chunk) if isinstance(chunk, Exception) else conversation.send(chunk)
    answer: Answer = stop.value.value
    return answer


def test_a_server_hello_ends_a_question() -> None:
    answer = end(begun(), record(22, server_hello(0x2F)) + b"garbage")
    assert isinstance(answer, Flight)
    assert answer.hello is not None


def test_an_alert_ends_a_question() -> None:
    answer = end(begun("flight"), alert(40))
    assert isinstance(answer, Flight)
    assert answer.alert is not None


def test_a_whole_flight_ends_with_its_last_message() -> None:
    conversation = begun("flight")
    assert conversation.send(record(22, server_hello(0x2F))) == b""
    answer = end(conversation, record(22, certificates(b"x") + DONE))
    assert isinstance(answer, Flight)
    assert (answer.done, answer.certificates) == (True, [b"x"])


@pytest.mark.parametrize(
    ("ending", "how"), [(b"", "closed"), (ConnectionResetError(), "reset"), (TimeoutError(), "timeout")]
)
def test_silence_is_told_with_how_it_came(ending: bytes | Exception, how: str) -> None:
    assert end(begun(), ending) == Silence(how, 0)  # type: ignore[arg-type]


def test_what_came_before_silence_is_told() -> None:
    conversation = begun()
    conversation.send(alert(112, level=1) + b"\x16")
    silence = end(conversation, b"")
    assert isinstance(silence, Silence)
    assert silence.received == 8
    assert [warning.name for warning in silence.warnings] == ["unrecognized_name"]


def test_a_flight_that_breaks_off_is_told_as_far_as_it_came() -> None:
    conversation = begun("flight")
    conversation.send(record(22, server_hello(0x2F)))
    answer = end(conversation, ConnectionResetError())
    assert isinstance(answer, Flight)
    assert (answer.hello is not None, answer.done) == (True, False)


def test_bytes_that_are_no_answer_are_raised() -> None:
    with pytest.raises(WireError, match="not TLS"):
        begun().send(b"HTTP/1.1 400 Bad Request")


@pytest.mark.parametrize("ending", [b"", ConnectionResetError(), TimeoutError()])
def test_a_handshake_has_its_facts_when_the_server_goes_before_a_ticket(ending: bytes | Exception) -> None:
    conversation = shaking()
    answer = conversation.send(peer(context())(next(conversation)))
    assert answer.startswith(b"\x14\3\3\0\1\1\x17\3\3")
    with pytest.raises(StopIteration) as stop:
        conversation.throw(ending) if isinstance(ending, Exception) else conversation.send(ending)
    flight = stop.value.value
    assert isinstance(flight, Flight13)
    assert (flight.finished, flight.tickets, flight.parted) == (True, [], ending == b"")


def test_garbage_after_a_handshake_takes_no_fact_away() -> None:
    conversation = shaking()
    conversation.send(peer(context())(next(conversation)))
    with pytest.raises(StopIteration) as stop:
        conversation.send(b"garbage")
    assert stop.value.value.finished


def test_garbage_together_with_a_handshake_takes_no_fact_away() -> None:
    conversation = shaking()
    said = peer(context())(next(conversation))
    with pytest.raises(StopIteration) as stop:
        conversation.send(said + b"garbage")
    assert stop.value.value.finished


def test_silence_in_answer_to_a_key_share_is_told() -> None:
    conversation = shaking()
    next(conversation)
    with pytest.raises(StopIteration) as stop:
        conversation.throw(ConnectionResetError())
    assert stop.value.value == Silence("reset", 0)


def test_garbage_in_answer_to_a_key_share_is_raised() -> None:
    conversation = shaking()
    next(conversation)
    with pytest.raises(WireError, match="not TLS"):
        conversation.send(b"garbage")
