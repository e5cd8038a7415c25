"""Real listeners that greet as the services do which nmap is to recognise."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable, Iterator

from tests.servers import talking

Talk = Callable[[socket.socket], None]


def greeting(words: bytes) -> Talk:
    """Says its words and waits for the other side to leave."""

    def talk(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(words)
            while connection.recv(4096):
                pass

    return talk


SSH = greeting(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
VNC = greeting(b"RFB 003.008\n")
_MYSQL = b"\x0a5.7.44-log\0" + struct.pack("<I", 7) + b"abcdefgh\0\xff\xf7\x21\x02\0\xff\x81\x15" + b"\0" * 10
_MYSQL += b"ijklmnopqrst\0mysql_native_password\0"
MYSQL = greeting(struct.pack("<I", len(_MYSQL)) + _MYSQL)
MUTE = greeting(b"")


def hang_up(connection: socket.socket) -> None:
    """Closes at once, as a wrapper does that only lets friends in."""


@contextlib.contextmanager
def host(address: str, talks: dict[int, Talk]) -> Iterator[None]:
    """Listeners at one loopback address, by port."""
    with contextlib.ExitStack() as stack:
        for port, talk in talks.items():
            stack.enter_context(talking(talk, address, port=port))
        yield
