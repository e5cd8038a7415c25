"""Small servers that answer a hello with a ServerHello at most and note what they heard, and how they are asked."""

from __future__ import annotations

import socket
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from checks.network.dial import begin
from checks.tls.engine import Open, Peer, run
from checks.tls.registry import suite_named
from checks.tls.survey.interview import Interview
from checks.tls.survey.versions import Versions
from tests.checks.tls.peers import Endpoint, alert, record, server_hello
from tests.tls_peers.client_hello import TLS13, ClientHello, HelloReader
from tests.tls_peers.messages import RETRY_RANDOM

T = TypeVar("T")

LONG, SHORT = 10.0, 0.25
HANDSHAKE_FAILURE, DECODE_ERROR, PROTOCOL_VERSION = 40, 50, 70

Leave = Callable[[socket.socket], object]
"""What is done with a connection whose hello is not taken."""


def codes(*names: str) -> list[int]:
    return [suite_named(name).code for name in names]


GOOD, OTHER, THIRD = codes(
    "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256"
)


def peer_at(endpoint: Endpoint, timeout: float = LONG, open_: Open = begin) -> Peer:
    return Peer(open_, "a.test", *endpoint, timeout)


def interviewed(
    endpoint: Endpoint, ask: Callable[[Interview], Coroutine[Any, Any, T]], timeout: float = LONG, open_: Open = begin
) -> T:
    """What an interview with a server comes to."""
    return run(ask(Interview(peer_at(endpoint, timeout, open_))))


async def every_version(peer: Peer, every_suite: bool = False) -> Versions:
    versions = Versions(Interview(peer), every_suite)
    await versions.ask_all()
    return versions


def hear(connection: socket.socket) -> ClientHello:
    reader = HelloReader()
    while (hello := reader.feed(connection.recv(65536))) is None:
        pass
    return hello


def says(code: int) -> Leave:
    """Leaves with a fatal alert."""
    return lambda connection: connection.sendall(alert(code))


refuse = says(HANDSHAKE_FAILURE)


def has_grease(hello: ClientHello) -> bool:
    return any(code & 0x0F0F == 0x0A0A and code >> 8 == code & 0xFF for code in hello.suites)


@dataclass
class Small:
    """Takes a hello for one of its `versions` (codes) with one of the suites `accepted`, unless it `dislikes` it.

    In TLS 1.3 it asks for another key share, of the group named first. It reads so many suites of a hello, and leaves
    all that it does not take as told.
    """

    accepted: Sequence[int] = (GOOD, 0x1301)
    versions: Sequence[int] = (0x0303,)
    leave: Leave = refuse
    reads: int = 999
    dislikes: Callable[[ClientHello], bool] = lambda hello: False
    heard: list[ClientHello] = field(default_factory=list)

    def __call__(self, connection: socket.socket) -> None:
        hello = hear(connection)
        self.heard.append(hello)
        pick = self.pick(hello)
        if pick is None:
            self.leave(connection)
        elif TLS13 in hello.versions:
            body = b"\3\3" + RETRY_RANDOM + bytes([len(hello.session_id)]) + hello.session_id + pick.to_bytes(2) + b"\0"
            group = next(code for code in hello.groups or [] if code & 0x0F0F != 0x0A0A)
            body += b"\0\x0c\0\x2b\0\2\3\4\0\x33\0\2" + group.to_bytes(2)
            connection.sendall(record(22, b"\2" + len(body).to_bytes(3) + body))
        else:
            connection.sendall(server_hello(hello.version, pick))

    def pick(self, hello: ClientHello) -> int | None:
        """The suite that it takes, if it takes the hello."""
        if hello.versions[-1] not in self.versions or self.dislikes(hello):
            return None
        return next((code for code in hello.suites[: self.reads] if code in self.accepted), None)
