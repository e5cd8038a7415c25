"""HTTP/2 by a handshake, HTTP/3 by what the portal says."""

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from checks.web.versions import offers_http2, offers_http3
from tests.checks.looks import look_at
from tests.checks.tls.peers import nginx_server
from tests.lab.name_server import NameServer
from tests.servers import Talk, answering, closed_port, free_port, listening, name_server, self_signed, talking

HOST = "127.0.0.1"


def reason(fact: Fact[bool]) -> Reason:
    assert isinstance(fact, Unseen)
    return fact.reason


def alpn(tmp_path: Path, *protocols: str) -> ssl.SSLContext:
    context = self_signed(tmp_path)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


@pytest.mark.parametrize(
    ("protocols", "picked"),
    [(("h2", "http/1.1"), True), (("h2",), True), (("http/1.1", "h2"), False), (("http/1.1",), False), ((), False)],
)
def test_http2_is_what_the_server_picks(tmp_path: Path, protocols: tuple[str, ...], picked: bool) -> None:
    with talking(answering(), tls=alpn(tmp_path, *protocols)) as (_, port):
        assert offers_http2(look_at(HOST, port, closed_port())) == Seen(picked)


@pytest.mark.parametrize(("http2", "offered"), [(" http2", True), ("", False)])
def test_http2_of_nginx(tmp_path: Path, http2: str, offered: bool) -> None:
    self_signed(tmp_path)
    both = tmp_path / "both.pem"
    both.write_text((tmp_path / "a.test.pem").read_text() + (tmp_path / "a.test.key").read_text())
    port = free_port()
    with nginx_server(tmp_path, both, f"listen {HOST}:{port} ssl{http2};"):
        assert offers_http2(look_at(HOST, port, closed_port())) == Seen(offered)


def test_a_server_that_refuses_what_is_offered_does_not_offer_http2(tmp_path: Path) -> None:
    fatal_120 = bytes.fromhex("15030300020278")  # no_application_protocol (RFC 7301 §3.2)
    fact = asked_after_one_page(tmp_path, lambda connection: connection.sendall(fatal_120))
    assert fact == Seen(False)


def asked_after_one_page(tmp_path: Path, talk: Talk) -> Fact[bool]:
    """Whether HTTP/2 is offered by a server that serves the home page and then talks like this."""
    tls = self_signed(tmp_path)
    served: list[bool] = []

    def once(connection: socket.socket) -> None:
        if served:
            talk(connection)
            return
        served.append(True)
        with tls.wrap_socket(connection, server_side=True) as secured:
            answering()(secured)

    with talking(once) as (_, port):
        return offers_http2(look_at(HOST, port, closed_port(), timeout=0.3))


def drip(connection: socket.socket) -> None:
    connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    for _ in range(200):
        connection.sendall(b"\0")
        time.sleep(0.05)


def silence(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass


def reset(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@pytest.mark.parametrize(
    ("talk", "why"),
    [
        (drip, Reason.TIMEOUT),
        (silence, Reason.TIMEOUT),
        (reset, Reason.TLS_HANDSHAKE),
        (lambda connection: connection.recv(4096), Reason.TLS_HANDSHAKE),
        (lambda connection: connection.sendall(b"HTTP/1.1 400 X\r\n\r\n"), Reason.TLS_HANDSHAKE),
        (lambda connection: connection.sendall(bytes.fromhex("15030300020228")), Reason.TLS_HANDSHAKE),
    ],
)
def test_a_handshake_that_comes_to_nothing_is_unseen(tmp_path: Path, talk: Talk, why: Reason) -> None:
    assert reason(asked_after_one_page(tmp_path, talk)) is why


def test_a_server_that_went_away_meanwhile_is_unseen(tmp_path: Path) -> None:
    with talking(answering(), tls=self_signed(tmp_path)) as (_, port):
        look = look_at(HOST, port, closed_port())
        assert look.exchange(HOST, "https").tls == Seen(True)
    assert reason(offers_http2(look)) is Reason.REFUSED


def test_a_closed_https_port_offers_neither_while_the_portal_lives() -> None:
    with talking(answering()) as (_, http):
        look = look_at(HOST, closed_port(), http)
        assert offers_http2(look) == Seen(False)
        assert offers_http3(look) == Seen(False)


def test_a_portal_that_is_down_or_silent_shows_neither() -> None:
    down = look_at(HOST, closed_port(), closed_port())
    assert (reason(offers_http2(down)), reason(offers_http3(down))) == (Reason.REFUSED, Reason.REFUSED)
    with listening() as (_, https):
        silent = look_at(HOST, https, closed_port(), timeout=0.2)
        assert (reason(offers_http2(silent)), reason(offers_http3(silent))) == (Reason.TIMEOUT, Reason.TIMEOUT)


@pytest.mark.parametrize(
    ("header", "offered"),
    [
        ('h3=":443"; ma=86400', True),
        ('h2="b.test:443", h3=":8443"', True),
        ('h3-29=":443"', False),
        ('xh3=":443"', False),
        ("clear", False),
        ("h3=443", False),
        ('h2="a, h3=b"', False),
    ],
)
def test_http3_is_what_alt_svc_says(tmp_path: Path, header: str, offered: bool) -> None:
    with talking(answering(headers=f"Alt-Svc: {header}\r\n"), tls=self_signed(tmp_path)) as (_, port):
        assert offers_http3(look_at(HOST, port, closed_port())) == Seen(offered)


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (answering(), Seen(False)),
        (answering(301, "Location: /vi\r\n"), Seen(False)),
        (answering(403), Reason.BLOCKED),
        (answering(503), Reason.PROTOCOL_ERROR),
        (answering(403, 'Alt-Svc: h3=":443"\r\n'), Seen(True)),
        (answering(headers=f"Alt-Svc: {'a' * 9000}\r\n"), Reason.TOO_LARGE),
    ],
)
def test_a_wall_or_an_error_says_nothing_of_http3(tmp_path: Path, talk: Talk, told: Seen[bool] | Reason) -> None:
    with talking(talk, tls=self_signed(tmp_path)) as (_, port):
        fact = offers_http3(look_at(HOST, port, closed_port()))
    assert (fact.reason if isinstance(fact, Unseen) else fact) == told


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with name_server(
        NameServer({("test", "SOA"): ["a.test. b.test. 1 1 1 1 1"], ("two.test", "A"): ["127.0.0.1", "127.0.0.2"]})
    ) as port:
        yield Names("127.0.0.53", port, timeout=1)


def test_one_address_that_offers_is_enough(tmp_path: Path, names: Names) -> None:
    https = free_port()
    with contextlib.ExitStack() as stack:
        stack.enter_context(talking(answering(), "127.0.0.2", alpn(tmp_path, "h2"), https))
        look = look_at("two.test", https, closed_port(), names=names, ipv6=False)
        assert offers_http2(look) == Seen(True)
    with contextlib.ExitStack() as stack:
        stack.enter_context(talking(answering(), "127.0.0.1", self_signed(tmp_path), https))
        offering = answering(headers='Alt-Svc: h3=":443"\r\n')
        stack.enter_context(talking(offering, "127.0.0.2", self_signed(tmp_path), https))
        look = look_at("two.test", https, closed_port(), names=names, ipv6=False)
        assert offers_http3(look) == Seen(True)
