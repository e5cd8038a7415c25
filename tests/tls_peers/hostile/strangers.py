"""Peers that speak something else than TLS."""

from __future__ import annotations

import random

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import hostile

_NOISE = random.Random(3).randbytes(1 << 16)  # noqa: S311 - the same noise every time


@hostile(Reason.PROTOCOL_ERROR)
def http_answer(client: Client) -> None:
    """Answers the hello as a plain HTTP server does."""
    client.answer(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")


@hostile(Reason.PROTOCOL_ERROR)
def html_without_end(client: Client) -> None:
    """Answers with an error page that does not end."""
    client.read_hello()
    client.send(b"HTTP/1.1 200 OK\r\n\r\n")
    client.flood(b"<p>This page is left blank.</p>\n" * 512)


@hostile(Reason.PROTOCOL_ERROR)
def ssh_banner(client: Client) -> None:
    """Greets as an SSH server before it has heard anything."""
    client.send(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    client.hold()


@hostile(Reason.PROTOCOL_ERROR)
def smtp_banner(client: Client) -> None:
    """Greets as a mail server and complains about the hello."""
    client.send(b"220 mail.a.test ESMTP\r\n")
    client.answer(b"500 5.5.2 Error: bad syntax\r\n")


@hostile(Reason.PROTOCOL_ERROR)
def garbage(client: Client) -> None:
    """Answers with a few random bytes."""
    client.answer(b"\xa7" + _NOISE[:200])


@hostile(Reason.PROTOCOL_ERROR)
def garbage_without_end(client: Client) -> None:
    """Answers with random bytes, as many as are taken."""
    client.read_hello()
    client.flood(b"\xa7" + _NOISE)


@hostile(Reason.PROTOCOL_ERROR)
def garbage_before_the_hello(client: Client) -> None:
    """Sends random bytes before it has read anything, and goes on."""
    client.flood(b"\xa7" + _NOISE)


@hostile(Reason.PROTOCOL_ERROR)
def zeros_without_end(client: Client) -> None:
    """Answers with zeros, as many as are taken."""
    client.read_hello()
    client.flood(bytes(1 << 16))


@hostile(Reason.PROTOCOL_ERROR)
def echo(client: Client) -> None:
    """Sends back whatever it is sent."""
    while piece := client.sock.recv(65536):
        client.send(piece)


@hostile(Reason.PROTOCOL_ERROR)
def another_client(client: Client) -> None:
    """Answers a hello with a hello of its own, as if the roles were swapped."""
    body = b"\3\3" + m.RANDOM + b"\0" + m.vector(b"\xc0\x2b", 2) + m.vector(b"\0", 1)
    client.answer(m.record(m.HANDSHAKE, m.message(1, body)))
