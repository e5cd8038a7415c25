"""One page from one address, whatever the server does."""

import gzip
import hashlib
import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from checks.network.dial import connect
from checks.network.http import BODY_LIMIT, HEADER_LIMIT, MOST_COOKIES, Exchange, Head, Page, fetch, lenient_tls
from checks.network.politeness import Halting
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


def packed_oddly(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\x8b\x00\x80hi\x03")


def cut_off(connection: socket.socket) -> None:
    read_request(connection)
    body = gzip.compress(b"<p>Trang</p>" * 100)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body[:-20])


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
        (packed_oddly, Reason.PROTOCOL_ERROR),
        (cut_off, Reason.PROTOCOL_ERROR),
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
    assert isinstance(exchange.head, Seen) == (talk in (endless, bomb, packed_oddly, cut_off))


def test_a_server_that_never_answers_is_a_timeout() -> None:
    with listening() as (address, port):
        exchange = get(f"http://a.test:{port}/", address, port, timeout=0.3)
    assert exchange.tcp == Seen(True)
    assert isinstance(exchange.page, Unseen)
    assert exchange.page.reason is Reason.TIMEOUT


def test_time_that_runs_out_before_the_connection_stands_ends_the_exchange_too() -> None:
    with talking(drip) as (address, port):

        def slowly() -> socket.socket:
            time.sleep(0.2)
            return connect(address, port, 2)

        page = fetch(f"http://a.test:{port}/", slowly, TLS, timeout=2, deadline=0.01).page
    assert isinstance(page, Unseen)
    assert page.reason is Reason.TIMEOUT


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
        ("", b"\xff\xfd", "\ufffd\ufffd"),
        ("text/html; charset=utf-8", "\ufeffTỉnh".encode("utf-16-le"), "Tỉnh"),
        ("", "\ufeffTỉnh".encode("utf-16-be") + b"\0", "Tỉnh\ufffd"),
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
    assert head.value.left_out == {"location"}


def test_cookies_are_told_one_by_one() -> None:
    lines = "Set-Cookie: a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT\r\nset-cookie: b=2, 3\r\n"
    with talking(answering(headers=lines)) as (address, port):
        page = get(f"http://a.test:{port}/", address, port).page
    assert isinstance(page, Seen)
    assert page.value.cookies == ("a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT", "b=2, 3")
    assert page.value.left_out == frozenset()


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ("Set-Cookie: a=1\r\n" * (MOST_COOKIES + 1), MOST_COOKIES),
        (f"Set-Cookie: a={'1' * HEADER_LIMIT}\r\nSet-Cookie: b=2\r\n", 1),
    ],
)
def test_cookies_too_many_or_too_long_are_left_out_and_that_is_told(lines: str, kept: int) -> None:
    with talking(answering(headers=lines)) as (address, port):
        page = get(f"http://a.test:{port}/", address, port).page
    assert isinstance(page, Seen)
    assert len(page.value.cookies) == kept
    assert page.value.left_out == {"set-cookie"}


def test_many_cookies_that_are_long_only_together_are_all_read() -> None:
    lines = f"Set-Cookie: a={'1' * 3000}\r\n" * 4
    with talking(answering(headers=lines)) as (address, port):
        page = get(f"http://a.test:{port}/", address, port).page
    assert isinstance(page, Seen)
    assert len(page.value.cookies) == 4
    assert page.value.left_out == frozenset()


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


def test_the_flight_is_counted_until_tls_is_agreed(tmp_path: Path) -> None:
    with talking(answering(body=b"a" * 100_000), tls=self_signed(tmp_path)) as (address, port):
        flight = get(f"https://a.test:{port}/", address, port).flight_bytes
    certificate = ssl.PEM_cert_to_DER_cert((tmp_path / "a.test.pem").read_text())
    assert flight is not None
    assert len(certificate) < flight < len(certificate) + 1500


def test_without_tls_there_is_no_flight() -> None:
    with talking(answering()) as (address, port):
        exchange = get(f"http://a.test:{port}/", address, port)
    assert exchange.flight_bytes is None
    assert exchange.connect_ms is not None


TIMEOUT, REFUSED = Unseen(Reason.TIMEOUT), Unseen(Reason.REFUSED)
UNREACHABLE, BARRED = Unseen(Reason.UNREACHABLE), Unseen(Reason.NOT_AUTHORISED)
HEAD = Head("http://a.test/", 200, {}, 1)
MOVED = Head("http://a.test/", 301, {"location": "/x"}, 1)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (Exchange(REFUSED, None, REFUSED, REFUSED), Exchange(TIMEOUT, None, TIMEOUT, TIMEOUT)),
        (Exchange(TIMEOUT, None, TIMEOUT, TIMEOUT), Exchange(Seen(True), None, TIMEOUT, TIMEOUT)),
        (Exchange(Seen(True), TIMEOUT, TIMEOUT, TIMEOUT), Exchange(Seen(True), Seen(True), TIMEOUT, TIMEOUT)),
        (Exchange(Seen(True), None, TIMEOUT, TIMEOUT), Exchange(Seen(True), None, Seen(HEAD), TIMEOUT)),
    ],
)
def test_attempts_are_ordered_by_what_was_seen(less: Exchange, more: Exchange) -> None:
    assert less.how_far() < more.how_far()


@pytest.mark.parametrize(
    ("exchange", "unanswered"),
    [
        (Exchange(TIMEOUT, None, TIMEOUT, TIMEOUT), True),
        (Exchange(REFUSED, None, REFUSED, REFUSED), True),
        (Exchange(Seen(True), None, Seen(HEAD), TIMEOUT), True),
        (Exchange(Seen(True), None, Seen(MOVED), TIMEOUT), False),
        (Exchange(UNREACHABLE, None, UNREACHABLE, UNREACHABLE), True),
        (Exchange(BARRED, None, BARRED, BARRED), False),
        (Exchange(Seen(True), None, Seen(HEAD), Unseen(Reason.TOO_LARGE)), False),
    ],
)
def test_silence_refusal_and_no_way_are_no_answer(exchange: Exchange, unanswered: bool) -> None:
    assert exchange.is_unanswered is unanswered


def test_the_servers_own_time_to_answer_is_told_however_late_we_read() -> None:
    def talk(connection: socket.socket) -> None:
        read_request(connection)
        time.sleep(0.2)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with talking(talk) as (address, port):
        answered = get(f"http://portal.test:{port}/", address, port).answered_after
    assert answered is not None
    assert 0.15 < answered < 5


def test_the_agent_is_the_one_that_was_given() -> None:
    heads: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        heads.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with talking(talk) as (address, port):
        fetch(f"http://a.test:{port}/", lambda: connect(address, port, 2), TLS, 2, 5, "tuanthu/1 (+soc@tinh.test)")
    assert b"\r\nUser-Agent: tuanthu/1 (+soc@tinh.test)\r\n" in heads[0]


def test_a_halt_cuts_an_exchange_off() -> None:
    halting = Halting()
    with listening() as (address, port):
        timer = threading.Timer(0.1, halting.halt)
        timer.start()
        exchange = fetch(f"http://a.test:{port}/", lambda: connect(address, port, 60), TLS, 60, 120, halting=halting)
        timer.join()
    assert isinstance(exchange.page, Unseen)
    assert exchange.page.reason is Reason.TIMEOUT
