from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.engine import run
from checks.tls.weakness.attempt import Ended, turned_down
from checks.tls.weakness.channel import Stage
from checks.tls.weakness.client import hear_hello
from checks.tls.wire.messages import Alert
from tests.checks.tls.peers import hold, reset
from tests.checks.tls.weakness.asking import SHORT, control_hello, peer_at, tried
from tests.checks.tls.weakness.fake_server import FakeServer
from tests.servers import closed_port, talking
from tests.tls_peers.messages import alert

WHY = Unseen(Reason.TLS_HANDSHAKE, "why")
PROTOCOL_VERSION, HANDSHAKE_FAILURE, INTERNAL_ERROR = 70, 40, 80


def ended(talk: Callable[[socket.socket], None], timeout: float = SHORT) -> Ended:
    """How a hello ends at a peer that will have none of it."""
    with talking(talk) as endpoint:
        answer = tried(endpoint, lambda channel: hear_hello(channel, control_hello()), timeout)
    assert isinstance(answer, Ended)
    return answer


def after_reading(then: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        then(connection)

    return talk


def alerted(code: int, stage: Stage) -> Ended:
    return Ended("alert", WHY, stage, Alert(2, code, "name"))


def test_every_way_to_end_is_named() -> None:
    assert (closed := ended(after_reading(socket.socket.close))).how == "closed"
    assert closed.why == Unseen(Reason.TLS_HANDSHAKE, "closed instead of a hello")
    assert ended(after_reading(reset)).why == Unseen(Reason.TLS_HANDSHAKE, "reset instead of a hello")
    assert ended(hold).why == Unseen(Reason.TIMEOUT, "silence instead of a hello")
    assert ended(lambda connection: connection.sendall(alert(PROTOCOL_VERSION))).too_old
    garbled = ended(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    assert (garbled.how, garbled.why.reason) == ("garbled", Reason.PROTOCOL_ERROR)


def test_a_closed_port_is_not_an_answer() -> None:
    answer = tried(("127.0.0.1", closed_port()), lambda channel: hear_hello(channel, control_hello()))
    assert isinstance(answer, Ended)
    assert (answer.how, answer.why.reason) == ("unreached", Reason.REFUSED)


@pytest.mark.parametrize(
    ("end", "selective", "expected"),
    [
        (alerted(INTERNAL_ERROR, Stage.PROBE), False, Seen(False)),
        (alerted(INTERNAL_ERROR, Stage.HANDSHAKE), False, WHY),
        (alerted(INTERNAL_ERROR, Stage.HELLO), True, WHY),
        (alerted(HANDSHAKE_FAILURE, Stage.HELLO), False, WHY),
        (alerted(HANDSHAKE_FAILURE, Stage.HELLO), True, Seen(False)),
        (alerted(HANDSHAKE_FAILURE, Stage.HANDSHAKE), True, WHY),
        (alerted(PROTOCOL_VERSION, Stage.HELLO), False, Seen(False)),
        (Ended("closed", WHY, Stage.PROBE), False, Seen(False)),
        (Ended("reset", WHY, Stage.PROBE), False, Seen(False)),
        (Ended("closed", WHY, Stage.HELLO), True, Seen(False)),
        (Ended("closed", WHY, Stage.HELLO), False, WHY),
        (Ended("closed", WHY, Stage.HANDSHAKE), True, WHY),
        (Ended("timeout", WHY, Stage.PROBE), True, WHY),
        (Ended("garbled", WHY, Stage.PROBE), True, WHY),
        (Ended("unreached", WHY, Stage.HELLO), True, WHY),
    ],
)
def test_a_no_needs_a_sign_that_the_probe_was_processed(
    fake: FakeServer, end: Ended, selective: bool, expected: object
) -> None:
    with talking(fake) as endpoint:
        assert run(turned_down(peer_at(endpoint), control_hello(), end, selective)) == expected


@pytest.mark.parametrize("how", ["closed", "reset"])
def test_leaving_is_no_no_when_the_control_is_no_longer_answered(how: str) -> None:
    end = Ended("closed" if how == "closed" else "reset", WHY, Stage.PROBE)
    with talking(after_reading(socket.socket.close)) as endpoint:
        found = run(turned_down(peer_at(endpoint), control_hello(), end))
    assert found == Unseen(Reason.BLOCKED, "why; a hello that was answered before: closed instead of a hello")
