"""Peers that ask for another hello, and for another (RFC 8446 §4.1.4)."""

from __future__ import annotations

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.client_hello import KEY_SHARE, SUPPORTED_VERSIONS, TLS13, ClientHello
from tests.tls_peers.hostile import tls13
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import Shows, hostile

WRONG = (Reason.PROTOCOL_ERROR, Reason.TLS_HANDSHAKE)


def retry(client: Client, hello: ClientHello, group: int) -> None:
    client.send(m.record(m.HANDSHAKE, tls13.hello_retry(hello, group)))


@hostile(*WRONG, shows=Shows.HELLO13)
def retry_twice(client: Client) -> None:
    """Sends a second HelloRetryRequest at once after the first."""
    if chosen := tls13.choose(client):
        retry(client, chosen[0], m.SECP256R1)
        retry(client, chosen[0], m.SECP256R1)


@hostile(*WRONG, shows=Shows.HELLO13)
def retry_without_end(client: Client) -> None:
    """Answers every hello with a HelloRetryRequest."""
    while chosen := tls13.choose(client):
        retry(client, chosen[0], m.SECP256R1)


@hostile(*WRONG)
def retry_for_a_group_not_offered(client: Client) -> None:
    """Asks for a group that nobody assigned."""
    if chosen := tls13.choose(client):
        retry(client, chosen[0], 0x5A5B)


@hostile(*WRONG, shows=Shows.HELLO13)
def retry_for_the_same(client: Client) -> None:
    """Asks for a group whose key share it was given, if any; else for one that is offered."""
    if chosen := tls13.choose(client):
        hello = chosen[0]
        retry(client, hello, next(iter(hello.key_shares), m.SECP256R1))


@hostile(*WRONG, shows=Shows.HELLO13)
def retry_for_nothing(client: Client) -> None:
    """Sends a HelloRetryRequest that asks for no change at all."""
    if chosen := tls13.choose(client):
        said = [(SUPPORTED_VERSIONS, TLS13.to_bytes(2))]
        session_id = chosen[0].session_id
        answer = m.server_hello(tls13.SUITE, random=m.RETRY_RANDOM, session_id=session_id, extensions=said)
        client.send(m.record(m.HANDSHAKE, answer))


@hostile(*WRONG)
def share_of_a_group_not_offered(client: Client) -> None:
    """Sends a key share of a group that nobody assigned."""
    if chosen := tls13.choose(client):
        client.send(m.record(m.HANDSHAKE, tls13.server_hello(chosen[0], bytes(32), group=0x5A5B)))


@hostile(*WRONG, shows=Shows.HELLO13)
def share_that_is_no_point(client: Client) -> None:
    """Sends a key share of P-256 that is not on the curve."""
    if chosen := tls13.choose(client):
        client.send(m.record(m.HANDSHAKE, tls13.server_hello(chosen[0], b"\4" + b"\1" * 64)))


@hostile(*WRONG, shows=Shows.HELLO13)
def share_of_no_bytes(client: Client) -> None:
    """Sends a key share of no bytes."""
    if chosen := tls13.choose(client):
        client.send(m.record(m.HANDSHAKE, tls13.server_hello(chosen[0], b"")))


@hostile(*WRONG)
def share_length_that_lies(client: Client) -> None:
    """Sends a key share that claims more bytes than its extension has."""
    if chosen := tls13.choose(client):
        said = [(SUPPORTED_VERSIONS, TLS13.to_bytes(2)), (KEY_SHARE, b"\0\x17\xff\xff\4")]
        answer = m.server_hello(tls13.SUITE, session_id=chosen[0].session_id, extensions=said)
        client.send(m.record(m.HANDSHAKE, answer))


@hostile(*WRONG, shows=Shows.HELLO13)
def session_id_not_echoed(client: Client) -> None:
    """Chooses TLS 1.3 with a session id that is not the client's (forbidden by RFC 8446 §4.1.3)."""
    if tls13.choose(client):
        said = [(SUPPORTED_VERSIONS, TLS13.to_bytes(2)), (KEY_SHARE, b"\0\x17")]
        answer = m.server_hello(tls13.SUITE, random=m.RETRY_RANDOM, session_id=bytes(range(32)), extensions=said)
        client.send(m.record(m.HANDSHAKE, answer))


@hostile(*WRONG)
def retry_with_a_suite_not_offered(client: Client) -> None:
    """Sends a HelloRetryRequest for a suite that nobody assigned."""
    if chosen := tls13.choose(client):
        said = [(SUPPORTED_VERSIONS, TLS13.to_bytes(2)), (KEY_SHARE, b"\0\x17")]
        answer = m.server_hello(0x13A7, random=m.RETRY_RANDOM, session_id=chosen[0].session_id, extensions=said)
        client.send(m.record(m.HANDSHAKE, answer))
