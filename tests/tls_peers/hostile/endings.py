"""Peers that end the connection at every step where they should not."""

from __future__ import annotations

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.client_hello import ClientHello
from tests.tls_peers.hostile import tls12
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import Shows, hostile

NO_ANSWER = (Reason.TLS_HANDSHAKE, Reason.BLOCKED)
CUT_OFF = (Reason.TLS_HANDSHAKE, Reason.BLOCKED, Reason.PROTOCOL_ERROR)
_ANSWER = m.record(m.HANDSHAKE, m.server_hello(tls12.SUITE))


@hostile(*NO_ANSWER)
def reset_after_accept(client: Client) -> None:
    """Resets the connection before it has read anything."""
    client.reset()


@hostile(*NO_ANSWER)
def reset_after_hello(client: Client) -> None:
    """Reads the hello and resets."""
    client.read_hello()
    client.reset()


@hostile(*CUT_OFF)
def reset_in_mid_header(client: Client) -> None:
    """Sends two bytes of a record and resets."""
    client.answer(_ANSWER[:2])
    client.reset()


@hostile(*CUT_OFF)
def reset_in_mid_server_hello(client: Client) -> None:
    """Sends half a ServerHello and resets."""
    client.answer(_ANSWER[:40])
    client.reset()


@hostile(*CUT_OFF, shows=Shows.HELLO12)
def reset_in_mid_certificate(client: Client) -> None:
    """Chooses version and suite, sends half a certificate and resets."""
    if hello := tls12.choose(client):
        client.send(_in_mid_certificate(client, hello))
        client.reset()


@hostile(*NO_ANSWER)
def fin_after_accept(client: Client) -> None:
    """Closes at once."""
    client.finish()


@hostile(*NO_ANSWER)
def fin_after_hello(client: Client) -> None:
    """Reads the hello and closes."""
    client.read_hello()


@hostile(*CUT_OFF)
def fin_in_mid_server_hello(client: Client) -> None:
    """Sends half a ServerHello and closes: a FIN with half a record before it."""
    client.answer(_ANSWER[:40])


@hostile(*CUT_OFF, shows=Shows.HELLO12)
def fin_in_mid_certificate(client: Client) -> None:
    """Chooses version and suite, sends half a certificate and closes."""
    if hello := tls12.choose(client):
        client.send(_in_mid_certificate(client, hello))


@hostile(*CUT_OFF, Reason.TIMEOUT, shows=Shows.HELLO12)
def silence_in_mid_certificate(client: Client) -> None:
    """Chooses version and suite, sends half a certificate and waits."""
    if hello := tls12.choose(client):
        client.send(_in_mid_certificate(client, hello))
        client.hold()


@hostile(*NO_ANSWER)
def alerts_only(client: Client) -> None:
    """Answers every hello with handshake_failure."""
    client.answer(m.alert(m.HANDSHAKE_FAILURE))


@hostile(*NO_ANSWER)
def alert_before_the_hello(client: Client) -> None:
    """Sends internal_error as soon as the connection stands, and closes."""
    client.send(m.alert(80))


@hostile(*NO_ANSWER, Reason.PROTOCOL_ERROR)
def unknown_alert(client: Client) -> None:
    """Answers with an alert of a level and a code that nobody assigned."""
    client.answer(m.alert(213, level=99))


def _in_mid_certificate(client: Client, hello: ClientHello) -> bytes:
    """A whole ServerHello, and half a certificate in a record of its own."""
    chain = m.record(m.HANDSHAKE, m.certificate([client.identity.certificate]))
    return m.record(m.HANDSHAKE, tls12.server_hello(hello)) + chain[: len(chain) // 2]
