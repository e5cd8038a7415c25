"""Sites on loopback that answer by path and remember who asked."""

from __future__ import annotations

import socket

from checks.observation import Reason, Unseen
from tests.servers import Talk, answering, read_request


class Site:
    """A talk that answers by path, and the requests that it got."""

    def __init__(self, answers: dict[str, Talk] | None = None) -> None:
        self.answers = answers or {}
        self.requests: list[bytes] = []

    @property
    def paths(self) -> list[str]:
        return [request.split()[1].decode("latin-1") for request in self.requests if request]

    def __call__(self, connection: socket.socket) -> None:
        self.requests.append(read_request(connection))
        if self.requests[-1]:
            answer = self.answers.get(self.paths[-1], answering())
            answer(_Replayed(connection))  # type: ignore[arg-type]


class _Replayed:
    """A connection whose request was read already."""

    def __init__(self, connection: socket.socket) -> None:
        self.sendall = connection.sendall

    def recv(self, size: int) -> bytes:
        return b"\r\n\r\n"


def moved(location: str) -> Talk:
    return answering(302, f"Location: {location}\r\n")


def reason(fact: object) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason
