"""One page from one address, whatever the server does."""

import gzip
import hashlib
import socket
import ssl
import time
from pathlib import Path

import pytest

from checks.network.dial import connect
from checks.network.http import BODY_LIMIT, HEADER_LIMIT, Exchange, Head, Page, fetch, lenient_tls
from checks.observation import Reason, Seen, Unseen
from tests.servers import Talk, answering, closed_port, listening, read_request, self_signed, talking

TLS = lenient_tls()


def get(url: str, address: str, port: int, timeout: float = 2, deadline: float = 5) -> Exchange:
    return fetch(url, lambda: connect(address, port, timeout), TLS, timeout, deadline)


def test_the_name_goes_into_host_and_the_connection_to_the_address() -> None:
    heads: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        heads.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    with talking(talk, "127.0.0.7") as (address, port):
        exchange = get(f"http://portal.test:{port}/trang?x=1", address, port)
    assert isinstance(exchange.page, Seen)
    assert exchange.page.value.body == b"hi"
    assert exchange.tls is None
    assert heads[0].startswith(b"GET /trang?x=1 HTTP/1.1")
    assert f"Host: portal.test:{port}".encode() in heads[0]


def test_the_leaf_certificate_is_named_without_being_judged(tmp_path: Path) -> None:
    context = self_signed(tmp_path)
    with talking(answering(), tls=context) as (address, port):
        exchange = get(f"https://a.test:{port}/", address, port)
    leaf = ssl.PEM_cert_to_DER_cert((tmp_path / "a.test.pem").read_text())
    assert exchange.tls == Seen(True)
    assert exchange.certificate_sha256 == hashlib.sha256(leaf).hexdigest()


def test_redirects_are_told_and_not_followed() -> None:
    with talking(answering(302, "Location: https://elsewhere.test/\r\n")) as (address, port):
        page = get(f"http://a.test:{port}/", address, port).page
    assert isinstance(page, Seen)
    assert page.value.status == 302
    assert page.value.headers["location"] == "https://elsewhere.test/"


def test_a_closed_port_is_told_as_refused() -> None:
    exchange = get("http://a.test/", "127.0.0.1", closed_port())
    assert isinstance(exchange.tcp, Unseen)
    assert exchange.tcp.reason is Reason.REFUSED


def drip(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        connection.sendall(b"a")
        time.sleep(0.1)


def endless(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(10 * BODY_LIMIT // 65536):
        connection.sendall(b"a" * 65536)


def bomb(connection: socket.socket) -> None:
    read_request(connection)
    body = gzip.compress(b"0" * (50 * BODY_LIMIT))
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body)


def reset(connection: socket.socket) -> None:
    read_request(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def garbage(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"\x16\x03\x01 not http\r\n\r\n")


def many_headers(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000)


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (drip, Reason.TIMEOUT),
        (endless, Reason.TOO_LARGE),
        (bomb, Reason.TOO_LARGE),
        (reset, Reason.PROTOCOL_ERROR),
        (garbage, Reason.PROTOCOL_ERROR),
        (many_headers, Reason.PROTOCOL_ERROR),
    ],
)
def test_a_misbehaving_server_is_unseen_with_its_reason(talk: Talk, reason: Reason) -> None:
    with talking(talk) as (address, port):
        exchange = get(f"http://a.test:{port}/", address, port, deadline=1.5 if reason is Reason.TIMEOUT else 20)
    assert exchange.tcp == Seen(True)
    assert isinstance(exchange.page, Unseen)
    assert exchange.page.reason is reason, exchange.page
    assert isinstance(exchange.head, Seen) == (talk in (endless, bomb))


def test_a_server_that_never_answers_is_a_timeout() -> None:
    with listening() as (address, port):
        exchange = get(f"http://a.test:{port}/", address, port, timeout=0.3)
    assert exchange.tcp == Seen(True)
    assert isinstance(exchange.page, Unseen)
    assert exchange.page.reason is Reason.TIMEOUT


def speaks_no_tls(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_handshake_that_hangs_is_a_timeout_and_one_that_fails_is_told_so() -> None:
    with listening() as (address, port):
        hanging = get(f"https://a.test:{port}/", address, port, timeout=0.3)
    with talking(speaks_no_tls) as (address, port):
        plain = get(f"https://a.test:{port}/", address, port)
    assert isinstance(hanging.tls, Unseen)
    assert hanging.tls.reason is Reason.TIMEOUT
    assert isinstance(plain.tls, Unseen)
    assert plain.tls.reason is Reason.TLS_HANDSHAKE


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/html; charset=windows-1258", "Tỉnh".encode("cp1258", "replace"), "T?nh"),
        ("text/html", "Tỉnh".encode(), "Tỉnh"),
        ("text/html; charset=no-such", "Tỉnh".encode(), "Tỉnh"),
        ("text/html; charset=idna", b"a..b", "a..b"),
        ("text/html; charset=undefined", b"a", "a"),
        ("text/html; charset=unicode_escape", b"\\x41", "\\x41"),
        ("text/html; charset=a\0b", b"a", "a"),
        ("text/html; charset=punycode", b"a-b", "a-b"),
        ("", b"\xff\xfe", "\ufffd\ufffd"),
    ],
)
def test_text_follows_the_declared_charset_and_never_fails(content_type: str, body: bytes, text: str) -> None:
    assert Page("http://a.test/", 200, {"content-type": content_type}, 1, body).text == text


def test_a_redirect_is_told_by_its_head_however_its_body_goes_on() -> None:
    sent = 0

    def endless_redirect(connection: socket.socket) -> None:
        nonlocal sent
        read_request(connection)
        connection.sendall(b"HTTP/1.1 302 X\r\nLocation: /x\r\n\r\n")
        while sent < 40 * BODY_LIMIT:
            sent += connection.send(b"a" * 65536)

    with talking(endless_redirect) as (address, port):
        exchange = get(f"http://a.test:{port}/", address, port)
    assert isinstance(exchange.head, Seen)
    assert exchange.head.value.redirect == f"http://a.test:{port}/x"
    assert isinstance(exchange.page, Unseen)
    assert exchange.page.reason is Reason.TOO_LARGE
    assert sent < 20 * BODY_LIMIT


def test_a_redirect_that_never_ends_still_has_a_head() -> None:
    def dripping_redirect(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 302 X\r\nLocation: http://[\r\n\r\n")
        for _ in range(100):
            connection.sendall(b"a")
            time.sleep(0.1)

    with talking(dripping_redirect) as (address, port):
        exchange = get(f"http://a.test:{port}/", address, port, deadline=0.5)
    assert isinstance(exchange.head, Seen)
    assert exchange.head.value.redirect == "http://["
    assert isinstance(exchange.page, Unseen)
    assert exchange.page.reason is Reason.TIMEOUT


def test_a_header_too_long_to_keep_is_left_out_whole() -> None:
    long = "/" + "a" * HEADER_LIMIT
    with talking(answering(302, f"Location: {long}\r\nX-A: b\r\n")) as (address, port):
        head = get(f"http://a.test:{port}/", address, port).head
    assert isinstance(head, Seen)
    assert head.value.headers["x-a"] == "b"
    assert head.value.redirect is None


@pytest.mark.parametrize(
    ("status", "location", "redirect"),
    [
        (302, "/x", "http://a.test/x"),
        (308, "https://b.test/", "https://b.test/"),
        (301, "/tìm".encode().decode("latin-1"), "http://a.test/tìm"),
        (301, "/\xe9", "http://a.test/\xe9"),
        (304, "/x", None),
        (200, "/x", None),
    ],
)
def test_only_a_redirect_leads_elsewhere(status: int, location: str, redirect: str | None) -> None:
    assert Head("http://a.test/", status, {"location": location}, 1).redirect == redirect
    assert Head("http://a.test/", status, {}, 1).redirect is None
