"""A made-up portal of several pages, over TLS or not."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import NamedTuple

from tests.servers import Talk, read_request


class Answer(NamedTuple):
    """What is answered: `headers` are lines, each ending in CRLF."""

    status: int = 200
    headers: str = ""
    body: bytes = b"<title>x</title>"


def page(html: str) -> Answer:
    """A page of HTML."""
    return Answer(200, "Content-Type: text/html; charset=utf-8\r\n", html.encode())


def serving(answers: Mapping[str, Answer], asked: list[str] | None = None) -> Talk:
    """Answers by the path of the request, 404 for any other, and notes what was asked for."""

    def talk(connection: socket.socket) -> None:
        request = read_request(connection)
        if request:
            path = request.split()[1].decode()
            if asked is not None:
                asked.append(path)
            status, headers, body = answers.get(path, Answer(404))
            head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
            connection.sendall(head.encode() + body)

    return talk
