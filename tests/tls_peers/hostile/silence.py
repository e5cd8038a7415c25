"""Peers that say nothing, or too little at a time."""

from __future__ import annotations

import itertools
import socket
import time

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.hostile import tls12
from tests.tls_peers.hostile.client import Client, bytewise
from tests.tls_peers.hostile.kinds import hostile


@hostile(Reason.TIMEOUT)
def tarpit(client: Client) -> None:
    """Accepts the connection, reads what comes and never says a word."""
    client.hold()


@hostile(Reason.TIMEOUT)
def never_reads(client: Client) -> None:
    """Takes nothing off its socket, whose window is as small as can be, and says nothing."""
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    time.sleep(20)


@hostile(Reason.TIMEOUT)
def one_byte_a_second(client: Client) -> None:
    """Sends a right answer, one byte a second."""
    client.read_hello()
    client.drip(bytewise(m.record(m.HANDSHAKE, m.server_hello(tls12.SUITE))), 1)


@hostile(Reason.TIMEOUT)
def one_byte_in_time(client: Client) -> None:
    """Sends twenty bytes a second of a record that never gets whole: no pause is long, the whole is."""
    client.read_hello()
    client.drip(bytewise(m.record(m.HANDSHAKE, bytes(m.PLAIN))), 0.05)


@hostile(Reason.TIMEOUT, Reason.PROTOCOL_ERROR, Reason.TLS_HANDSHAKE)
def slow_warnings(client: Client) -> None:
    """Sends a warning five times a second and never an answer."""
    client.read_hello()
    client.drip(itertools.repeat(m.alert(112, level=1)), 0.2)


@hostile(Reason.TIMEOUT)
def half_a_record(client: Client) -> None:
    """Sends half a record and waits."""
    client.answer(m.record(m.HANDSHAKE, m.server_hello(tls12.SUITE))[:30])
    client.hold()


@hostile(Reason.TIMEOUT)
def half_a_header(client: Client) -> None:
    """Sends three bytes of a record's header and waits."""
    client.answer(b"\x16\x03\x03")
    client.hold()


@hostile(Reason.TIMEOUT)
def message_never_whole(client: Client) -> None:
    """Sends a whole record with half a ServerHello and waits."""
    client.answer(m.record(m.HANDSHAKE, m.server_hello(tls12.SUITE)[:20]))
    client.hold()
