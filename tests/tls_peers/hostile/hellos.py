"""Peers whose ServerHello is a lie (RFC 5246 §7.4.1.3, RFC 8446 §4.1.3)."""

from __future__ import annotations

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.client_hello import SUPPORTED_VERSIONS, TLS12, TLS13
from tests.tls_peers.hostile import tls12
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import Shows, hostile

WRONG = Reason.PROTOCOL_ERROR
_RENEGOTIATION_INFO = 0xFF01
_GREASE = {0x0A0A + step * 0x1010 for step in range(16)}  # RFC 8701 §2


def say(client: Client, hello: bytes) -> None:
    client.answer(m.record(m.HANDSHAKE, hello))


@hostile(WRONG)
def version_that_does_not_exist(client: Client) -> None:
    """Chooses the version 0x0309."""
    say(client, m.server_hello(tls12.SUITE, 0x0309))


@hostile(WRONG)
def version_not_offered(client: Client) -> None:
    """Chooses a version newer than each one that is offered."""
    hello, _ = client.read_hello()
    client.send(
        m.record(m.HANDSHAKE, m.server_hello(tls12.SUITE, max(code for code in hello.versions if code <= TLS13) + 1))
    )


@hostile(WRONG)
def version_zero(client: Client) -> None:
    """Chooses the version 0x0000."""
    say(client, m.server_hello(tls12.SUITE, 0))


@hostile(WRONG)
def version_echoed_wrongly(client: Client) -> None:
    """Chooses TLS 1.3 in the field that must say TLS 1.2."""
    say(client, m.server_hello(0x1301, 0x0304))


@hostile(WRONG)
def selected_version_of_the_past(client: Client) -> None:
    """Chooses TLS 1.1 in supported_versions, which only newer versions may (RFC 8446 §4.2.1)."""
    say(client, m.server_hello(tls12.SUITE, extensions=[(SUPPORTED_VERSIONS, b"\3\2")]))


@hostile(WRONG)
def suite_not_offered(client: Client) -> None:
    """Chooses a suite that nobody assigned and nobody offers."""
    say(client, m.server_hello(0x5A17))


@hostile(WRONG, Reason.TLS_HANDSHAKE, shows=Shows.HELLO12)
def always_the_same_suite(client: Client) -> None:
    """Chooses one suite in TLS 1.2 whether it is offered or not."""
    hello, _ = client.read_hello()
    offered = TLS12 in hello.versions
    client.send(m.record(m.HANDSHAKE, tls12.server_hello(hello)) if offered else m.alert(m.PROTOCOL_VERSION))


@hostile(WRONG)
def grease_chosen(client: Client) -> None:
    """Chooses the suite that is offered only to be ignored (RFC 8701 §3.1), or one that is not offered."""
    hello, _ = client.read_hello()
    code = next((suite for suite in hello.suites if suite in _GREASE), 0x0A0A)
    client.send(m.record(m.HANDSHAKE, m.server_hello(code)))


@hostile(WRONG)
def signal_chosen(client: Client) -> None:
    """Chooses TLS_EMPTY_RENEGOTIATION_INFO_SCSV, which is a signal and no suite (RFC 5746 §3.3)."""
    say(client, m.server_hello(0x00FF))


@hostile(WRONG)
def suite_of_another_version(client: Client) -> None:
    """Chooses a suite of TLS 1.3 in a ServerHello of TLS 1.2."""
    say(client, m.server_hello(0x1301))


@hostile(WRONG)
def compression_not_offered(client: Client) -> None:
    """Chooses a compression method that nobody assigned."""
    say(client, m.server_hello(tls12.SUITE, compression=200))


@hostile(WRONG)
def session_id_too_long(client: Client) -> None:
    """Sends a session id of 200 bytes, where 32 are the most."""
    say(client, m.server_hello(tls12.SUITE, session_id=bytes(200)))


@hostile(WRONG)
def extension_twice(client: Client) -> None:
    """Sends one extension twice (forbidden by RFC 5246 §7.4.1.4)."""
    say(client, m.server_hello(tls12.SUITE, extensions=[(_RENEGOTIATION_INFO, b"\0")] * 2))


@hostile(WRONG)
def extension_not_asked_for(client: Client) -> None:
    """Sends an extension that nobody asked for."""
    say(client, m.server_hello(tls12.SUITE, extensions=[(0x7777, b"surprise")]))


@hostile(WRONG)
def many_extensions(client: Client) -> None:
    """Sends 3,500 extensions that nobody asked for."""
    say(client, m.server_hello(tls12.SUITE, extensions=[(0x8001 + 2 * code, b"") for code in range(3500)]))


@hostile(WRONG)
def extension_length_that_lies(client: Client) -> None:
    """Sends an extension that claims more bytes than its block has."""
    say(client, m.server_hello(tls12.SUITE, trailing=m.vector(b"\xff\x01\x10\x00\x00", 2)))


@hostile(WRONG)
def block_length_that_lies(client: Client) -> None:
    """Sends a block of extensions that claims more bytes than the message has."""
    say(client, m.server_hello(tls12.SUITE, trailing=b"\x40\x00\xff\x01\x00\x01\x00"))


@hostile(WRONG)
def trailing_bytes(client: Client) -> None:
    """Sends bytes after the extensions, inside the message."""
    say(client, m.server_hello(tls12.SUITE, extensions=[(_RENEGOTIATION_INFO, b"\0")], trailing=b"more"))


@hostile(WRONG)
def short_server_hello(client: Client) -> None:
    """Sends a ServerHello that ends within its random, complete by its own length."""
    say(client, m.message(m.SERVER_HELLO, b"\3\3" + bytes(9)))


@hostile(WRONG)
def empty_server_hello(client: Client) -> None:
    """Sends a ServerHello of no bytes."""
    say(client, m.message(m.SERVER_HELLO, b""))


@hostile(WRONG)
def end_before_beginning(client: Client) -> None:
    """Sends ServerHelloDone in place of a ServerHello."""
    say(client, tls12.DONE)


@hostile(WRONG)
def certificate_before_hello(client: Client) -> None:
    """Sends its certificate before a ServerHello."""
    say(client, m.certificate([client.identity.certificate]))


@hostile(WRONG, shows=Shows.FLIGHT12)
def server_hello_twice(client: Client) -> None:
    """Sends a whole flight of TLS 1.2 with two ServerHellos that choose differently."""
    if hello := tls12.choose(client):
        start = tls12.server_hello(hello) + m.server_hello(0x002F, 0x0301)
        client.send(tls12.flight(client, hello, start=start))
