"""Real TLS servers that run in this process: OpenSSL over memory, driven by conversations."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

from OpenSSL import SSL

from checks.tls.conversation import Conversation
from tests.checks.tls.certificates import Holder, issue, names

T = TypeVar("T")

Peer = Callable[[bytes], bytes]
"""Is given what the client sent, returns what the server says."""

HOST = "www.binhminh.gov.test"


def holder() -> Holder:
    return issue(HOST, None, names(HOST), around=datetime.now(UTC))


def context(*holders: Holder) -> SSL.Context:
    """What a server of the library's own OpenSSL needs: the first holder's key, and all certificates as its chain."""
    made = SSL.Context(SSL.TLS_SERVER_METHOD)
    first, *others = holders or (holder(),)
    made.use_privatekey(first.key)  # type: ignore[arg-type]
    made.use_certificate(first.certificate)
    for other in others:
        made.add_extra_chain_cert(other.certificate)
    return made


def peer(made: SSL.Context) -> Peer:
    """One connection to a server with that context."""
    connection = SSL.Connection(made, None)
    connection.set_accept_state()

    def hear(data: bytes) -> bytes:
        connection.bio_write(data)
        for step in (connection.do_handshake, lambda: connection.recv(1)):
            try:
                step()
            except SSL.WantReadError:
                break
            except SSL.ZeroReturnError:
                connection.shutdown()
            except SSL.Error:
                break
        return said(connection)

    return hear


def said(connection: SSL.Connection) -> bytes:
    parts = []
    while True:
        try:
            parts.append(connection.bio_read(1 << 16))
        except SSL.WantReadError:
            return b"".join(parts)


def python_peer(made: ssl.SSLContext) -> Peer:
    """One connection to a server of Python's own OpenSSL."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = made.wrap_bio(incoming, outgoing, server_side=True)

    def hear(data: bytes) -> bytes:
        incoming.write(data)
        with contextlib.suppress(ssl.SSLError):
            server.do_handshake()
            server.read(1)
        return outgoing.read()

    return hear


def over_tcp(conversation: Conversation[T], endpoint: tuple[str, int]) -> T:
    """Run a conversation against a server that listens."""
    with socket.create_connection(endpoint, 10) as connection:
        try:
            said = next(conversation)
            while True:
                connection.sendall(said)
                try:
                    chunk = connection.recv(1 << 15)
                except (ConnectionResetError, TimeoutError) as error:
                    said = conversation.throw(error)
                else:
                    said = conversation.send(chunk)
        except StopIteration as stop:
            result: T = stop.value
            return result


def converse(conversation: Conversation[T], server: Peer, size: int | None = None) -> T:
    """Run a conversation against a server whose words arrive in pieces of `size` bytes; then it closes."""
    try:
        for piece in _pieces(server(next(conversation)), size):
            more = conversation.send(piece)
            if more:
                for answer in _pieces(server(more), size):
                    conversation.send(answer)
                break
        conversation.send(b"")
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("the conversation went on after the end")


def _pieces(data: bytes, size: int | None) -> Iterator[bytes]:
    step = size or max(1, len(data))
    return (data[at : at + step] for at in range(0, len(data), step))
