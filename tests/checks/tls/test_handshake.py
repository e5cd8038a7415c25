from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls import handshake
from checks.tls.certificate import fingerprint
from checks.tls.handshake import certificate_chain
from tests.checks.tls.certificates import Holder, issue, names, server_context
from tests.checks.tls.peers import (
    alert,
    dialler,
    hold,
    nginx_server,
    openssl_server,
    record,
    reset,
    send_slowly,
    server_hello,
)
from tests.servers import closed_port, silent_port, talking

LONG, SHORT = 10.0, 0.3


def shown(endpoint: tuple[str, int], timeout: float = LONG, host: str = "a.test") -> Fact[list[str]]:
    """The fingerprints of the chain that an endpoint shows."""
    chain = certificate_chain(dialler(timeout), host, *endpoint, timeout)
    return chain if isinstance(chain, Unseen) else Seen([fingerprint(certificate) for certificate in chain.value])


def reason(fact: Fact[list[str]]) -> Reason:
    assert isinstance(fact, Unseen)
    return fact.reason


def test_the_chain_is_told_as_it_is_sent(tmp_path: Path, root: Holder, intermediate: Holder, leaf: Holder) -> None:
    context = server_context(tmp_path, leaf, root, intermediate)
    with talking(hold, tls=context) as endpoint:
        assert shown(endpoint) == Seen([fingerprint(holder.openssl) for holder in (leaf, root, intermediate)])


@pytest.mark.parametrize(
    "options",
    [
        "-tls1 -cipher ALL:@SECLEVEL=0",
        "-tls1_1 -cipher ALL:@SECLEVEL=0",
        "-tls1_2 -cipher AES128-SHA",
        "-tls1_2 -cipher NULL-SHA256:@SECLEVEL=0",
        "-tls1_2 -serverpref -cipher ADH-AES128-SHA256:AES128-SHA:@SECLEVEL=0",
        "-tls1_3 -groups P-384",
        "-Verify 1 -tls1_2",
        "-Verify 1 -tls1_3",
        "-legacy_renegotiation",
    ],
)
def test_a_server_shows_its_certificate_however_old_or_strict_it_is(rsa_server: Path, options: str) -> None:
    with openssl_server(rsa_server, *options.split()) as endpoint:
        chain = shown(endpoint)
    assert isinstance(chain, Seen)
    assert len(chain.value) == 1


def test_the_certificate_is_that_for_the_name_which_is_asked_for(tmp_path: Path, rsa_server: Path) -> None:
    default, special = (issue(name, None, names(name)) for name in ("default", "a.test"))
    context, other = server_context(tmp_path, default), server_context(tmp_path, special)

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name == "a.test":
            connection.context = other

    context.sni_callback = choose
    with talking(hold, tls=context) as endpoint:
        assert shown(endpoint) == Seen([fingerprint(special.openssl)])
        assert shown(endpoint, host="b.test") == Seen([fingerprint(default.openssl)])
        assert shown(endpoint, host="127.0.0.1") == Seen([fingerprint(default.openssl)])


def test_nginx_shows_its_certificate(tmp_path: Path, rsa_server: Path) -> None:
    with nginx_server(tmp_path, rsa_server) as endpoint:
        assert isinstance(shown(endpoint), Seen)


def test_a_server_without_a_certificate_shows_none(rsa_server: Path) -> None:
    with openssl_server(rsa_server, *["-nocert", "-tls1_2", "-cipher", "ADH:@SECLEVEL=0"]) as endpoint:
        assert reason(shown(endpoint)) is Reason.TLS_HANDSHAKE


def test_a_certificate_beyond_all_measure_is_too_large(tmp_path: Path) -> None:
    huge = issue("a.test", None, names(*(f"{number:060}.test" for number in range(2000))))
    with talking(hold, tls=server_context(tmp_path, huge)) as endpoint:
        assert reason(shown(endpoint)) is Reason.TOO_LARGE


def after(data: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(data)

    return talk


def drip(connection: socket.socket) -> None:
    connection.recv(65536)
    send_slowly(connection, record(22, bytes([2, 0, 9, 0]) + bytes(2000)))


def babble(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(server_hello(0x0303, 0x002F) + record(22, b"\x0b" + (100_000).to_bytes(3)))
    while True:
        connection.sendall(record(22, bytes(16384)))


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        (hold, Reason.TIMEOUT),
        (drip, Reason.TIMEOUT),
        (after(b""), Reason.TLS_HANDSHAKE),
        (reset, Reason.TLS_HANDSHAKE),
        (after(alert(40)), Reason.TLS_HANDSHAKE),
        (after(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Reason.PROTOCOL_ERROR),
        (after(b"\0\1\2\3garbage" * 20), Reason.PROTOCOL_ERROR),
    ],
    ids=["silence", "a byte at a time", "FIN", "RST", "alert", "HTTP", "garbage"],
)
def test_a_peer_that_shows_nothing_is_unseen_for_the_right_reason(
    talk: Callable[[socket.socket], None], expected: Reason
) -> None:
    with talking(talk) as endpoint:
        assert reason(shown(endpoint, SHORT if expected is Reason.TIMEOUT else LONG)) is expected


def test_a_peer_that_never_stops_talking_is_left() -> None:
    with talking(babble) as endpoint:
        assert isinstance(shown(endpoint), Unseen)


def test_a_reset_before_the_first_word_is_a_failed_handshake() -> None:
    def dial(address: str, port: int) -> socket.socket:
        raise ConnectionResetError

    chain = certificate_chain(dial, "a.test", "127.0.0.1", 1, LONG)
    assert isinstance(chain, Unseen)
    assert chain.reason is Reason.TLS_HANDSHAKE


def test_no_more_is_read_than_a_handshake_may_have(monkeypatch: pytest.MonkeyPatch, rsa_server: Path) -> None:
    monkeypatch.setattr(handshake, "MAX_BYTES", 100)
    with openssl_server(rsa_server) as endpoint:
        assert reason(shown(endpoint)) is Reason.TOO_LARGE


def test_no_connection_is_no_certificate() -> None:
    assert reason(shown(("127.0.0.1", closed_port()))) is Reason.REFUSED
    with silent_port() as endpoint:
        assert reason(shown(endpoint, SHORT)) is Reason.TIMEOUT


def test_the_certificate_that_is_shown_can_be_read(tmp_path: Path, leaf: Holder) -> None:
    with talking(hold, tls=server_context(tmp_path, leaf)) as endpoint:
        chain = certificate_chain(dialler(LONG), "a.test", *endpoint, LONG)
    assert isinstance(chain, Seen)
    assert isinstance(chain.value[0].to_cryptography(), x509.Certificate)
