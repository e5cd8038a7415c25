"""A TLS 1.2 server with one suite and one curve (RFC 5246, RFC 8422), any part of whose flight can be replaced."""

from __future__ import annotations

from tests.tls_peers import messages as m
from tests.tls_peers.client_hello import TLS12, ClientHello
from tests.tls_peers.hostile.client import Client

SUITE = 0xC02B
SUITE_NAME = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
DHE_SUITE = 0x009E
DHE_SUITE_NAME = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
NAMED_CURVE = 3
# The generator of P-256 (SEC 2 §2.4.2): a point is asked for, a secret is not.
POINT = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
_RENEGOTIATION_INFO, _RENEGOTIATION_SCSV = 0xFF01, 0x00FF
DONE = m.message(m.SERVER_HELLO_DONE, b"")


def choose(client: Client) -> ClientHello | None:
    """The hello if this server has an answer to it; else the right alert is sent."""
    hello, _ = client.read_hello()
    refusal = refusal_of(hello)
    if refusal is None:
        return hello
    client.send(m.alert(refusal))
    return None


def refusal_of(hello: ClientHello) -> int | None:
    """The alert for a hello that offers nothing that this server has."""
    if TLS12 not in hello.versions:
        return m.PROTOCOL_VERSION
    if SUITE not in hello.suites or m.SECP256R1 not in (hello.groups or [m.SECP256R1]):
        return m.HANDSHAKE_FAILURE
    return None


def server_hello(hello: ClientHello, suite: int = SUITE) -> bytes:
    """The right choice, with secure renegotiation for a client that knows it (RFC 5746 §3.6)."""
    knows = _RENEGOTIATION_SCSV in hello.suites or hello.extension(_RENEGOTIATION_INFO) is not None
    return m.server_hello(suite, extensions=[(_RENEGOTIATION_INFO, b"\0")] if knows else None)


def key_exchange(client: Client, hello: ClientHello, parameters: bytes | None = None) -> bytes:
    """A ServerKeyExchange, signed (RFC 8422 §5.4)."""
    said = parameters if parameters is not None else curve_parameters(m.SECP256R1, POINT)
    signature = client.identity.sign(hello.random + m.RANDOM + said)
    body = said + m.ECDSA_SECP256R1_SHA256.to_bytes(2) + m.vector(signature, 2)
    return m.message(m.SERVER_KEY_EXCHANGE, body)


def curve_parameters(group: int, point: bytes) -> bytes:
    return bytes([NAMED_CURVE]) + group.to_bytes(2) + m.vector(point, 1)


def flight(
    client: Client,
    hello: ClientHello,
    *,
    start: bytes | None = None,
    chain: bytes | None = None,
    exchange: bytes | None = None,
    done: bytes = DONE,
) -> bytes:
    """The whole flight in records; each handshake message (ServerHello, Certificate, …) can be replaced."""
    return m.records(
        m.HANDSHAKE,
        (server_hello(hello) if start is None else start)
        + (m.certificate([client.identity.certificate]) if chain is None else chain)
        + (key_exchange(client, hello) if exchange is None else exchange)
        + done,
    )
