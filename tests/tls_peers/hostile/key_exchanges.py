"""Peers whose ServerKeyExchange is a lie (RFC 5246 §7.4.3, RFC 8422 §5.4)."""

from __future__ import annotations

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.client_hello import TLS12
from tests.tls_peers.hostile import tls12
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import Shows, hostile
from tests.tls_peers.truth import ANYTHING

WRONG = (Reason.PROTOCOL_ERROR, Reason.TLS_HANDSHAKE)
HUGE = (*WRONG, Reason.TOO_LARGE)
_NO_PRIME = [{"bits": 0, "prime": "own"}]


def show(client: Client, parameters: bytes) -> None:
    """A whole flight whose key exchange has these parameters, well signed."""
    if hello := tls12.choose(client):
        client.send(tls12.flight(client, hello, exchange=tls12.key_exchange(client, hello, parameters)))


def show_dh(client: Client, parameters: bytes) -> None:
    """A whole flight of a DHE suite with these parameters (RFC 5246 §7.4.3)."""
    hello, _ = client.read_hello()
    if TLS12 not in hello.versions:
        client.send(m.alert(m.PROTOCOL_VERSION))
    elif tls12.DHE_SUITE not in hello.suites:
        client.send(m.alert(m.HANDSHAKE_FAILURE))
    else:
        exchange = tls12.key_exchange(client, hello, parameters)
        client.send(tls12.flight(client, hello, start=tls12.server_hello(hello, tls12.DHE_SUITE), exchange=exchange))


@hostile(*WRONG, shows=Shows.FLIGHT12, signature_used=ANYTHING)
def curve_not_offered(client: Client) -> None:
    """Uses a curve that nobody assigned."""
    show(client, tls12.curve_parameters(0x5A5B, tls12.POINT))


@hostile(*WRONG, shows=Shows.FLIGHT12, signature_used=ANYTHING)
def explicit_curve(client: Client) -> None:
    """Uses a curve of its own, described in full: explicit_prime, which RFC 8422 §5.4 forbids."""
    show(client, b"\1" + m.vector(bytes(255), 1) * 6)


@hostile(*WRONG, shows=Shows.FLIGHT12, signature_used=ANYTHING)
def point_of_no_bytes(client: Client) -> None:
    """Sends a public point of no bytes."""
    show(client, tls12.curve_parameters(m.SECP256R1, b""))


@hostile(*WRONG, shows=Shows.FLIGHT12, signature_used=ANYTHING)
def key_exchange_of_one_byte(client: Client) -> None:
    """Sends a ServerKeyExchange of one byte."""
    if hello := tls12.choose(client):
        client.send(tls12.flight(client, hello, exchange=m.message(m.SERVER_KEY_EXCHANGE, b"\3")))


@hostile(*WRONG, shows=Shows.FLIGHT12, signature_used=ANYTHING)
def point_length_that_lies(client: Client) -> None:
    """Claims a public point longer than its message."""
    if hello := tls12.choose(client):
        body = b"\3\0\x17\xff" + tls12.POINT[:20]
        client.send(tls12.flight(client, hello, exchange=m.message(m.SERVER_KEY_EXCHANGE, body)))


@hostile(*WRONG, shows=Shows.FLIGHT12, signature_used=ANYTHING)
def key_exchange_missing(client: Client) -> None:
    """Leaves the ServerKeyExchange out, which its suite needs."""
    if hello := tls12.choose(client):
        client.send(tls12.flight(client, hello, exchange=b""))


@hostile(*HUGE, shows=Shows.FLIGHT12_DHE, dh=[{"bits": 131_072, "prime": "own"}])
def dh_prime_of_16_kb(client: Client) -> None:
    """Sends a Diffie-Hellman prime of 131,072 bits."""
    prime = b"\xff" * 16_384
    show_dh(client, m.vector(prime, 2) + m.vector(b"\2", 2) + m.vector(prime, 2))


@hostile(*WRONG, shows=Shows.FLIGHT12_DHE, dh=_NO_PRIME)
def dh_prime_of_no_bytes(client: Client) -> None:
    """Sends a Diffie-Hellman prime of no bytes."""
    show_dh(client, m.vector(b"", 2) + m.vector(b"\2", 2) + m.vector(b"\4", 2))


@hostile(*WRONG, shows=Shows.FLIGHT12_DHE, dh=_NO_PRIME)
def dh_prime_of_zeros(client: Client) -> None:
    """Sends a Diffie-Hellman prime that is zero."""
    show_dh(client, m.vector(bytes(256), 2) + m.vector(b"\2", 2) + m.vector(bytes(256), 2))


@hostile(*WRONG, shows=Shows.FLIGHT12_DHE)
def dh_lengths_that_lie(client: Client) -> None:
    """Claims a Diffie-Hellman prime of 65,535 bytes in a message of a few."""
    show_dh(client, b"\xff\xff" + bytes(20))
