"""The client that a hostile peer has before it: one accepted connection on a raw socket."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from collections.abc import Iterator

from tests.tls_peers.client_hello import ClientHello, HelloReader
from tests.tls_peers.identity import Identity

_PATIENCE = 60.0


class Client:
    """One connection, with the identity that the peer may show on it."""

    def __init__(self, sock: socket.socket, identity: Identity) -> None:
        self.sock = sock
        self.identity = identity
        self.sock.settimeout(_PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read_hello(self) -> tuple[ClientHello, bytes]:
        """The next hello and its handshake message. Raises OSError when the client goes, ValueError for no hello."""
        reader = HelloReader()
        while piece := self.sock.recv(65536):
            hello = reader.feed(piece)
            if hello is not None:
                return hello, reader.message() if hello.random else b""
        raise ConnectionError("the client went before its hello")

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def answer(self, data: bytes) -> None:
        """Wait for the hello, then send."""
        self.read_hello()
        self.send(data)

    def flood(self, data: bytes) -> None:
        """Send the same again and again until the client goes."""
        while True:
            self.send(data)

    def drip(self, pieces: Iterator[bytes], seconds: float) -> None:
        """Send one piece after the other with a pause before each."""
        for piece in pieces:
            time.sleep(seconds)
            self.send(piece)

    def hold(self) -> None:
        """Say nothing until the client goes."""
        with contextlib.suppress(OSError):
            while self.sock.recv(65536):
                pass

    def reset(self) -> None:
        """Close by RST, once the client has had time to read what was sent."""
        time.sleep(0.02)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def finish(self) -> None:
        """Close by FIN: nothing unread may be left, or the kernel would send RST."""
        with contextlib.suppress(OSError), self.sock:
            self.sock.shutdown(socket.SHUT_WR)
            self.hold()


def bytewise(data: bytes) -> Iterator[bytes]:
    return (bytes([byte]) for byte in data)
