"""Heads of answers as they come from real servers, good and bad."""

import socket

import pytest

from checks.network.answer import MOST_PASSED_OVER
from checks.network.dial import connect
from checks.network.http import Exchange, fetch, lenient_tls
from checks.observation import Reason, Seen, Unseen
from tests.servers import read_request, talking

TLS = lenient_tls()
HSTS = b"Strict-Transport-Security: max-age=31536000\r\n"
REST = HSTS + b"Content-Length: 2\r\n\r\nhi"


def answered(raw: bytes) -> Exchange:
    def talk(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(raw)

    with talking(talk) as (address, port):
        return fetch(f"http://a.test:{port}/", lambda: connect(address, port, 2), TLS, 2, 5)


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nServer: x\r\n",
        b"HTTP/1.1 200 OK\r\nServer: x\r\nStrict-Transport-Security: max-age=315",
        b"HTTP/1.1 302 Found\r\nLocation: http://a.test/lo",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n",
    ],
)
def test_a_head_that_was_cut_off_is_not_seen(sent: bytes) -> None:
    exchange = answered(sent)
    assert exchange.tcp == Seen(True)
    assert isinstance(exchange.head, Unseen)
    assert exchange.head.reason is Reason.PROTOCOL_ERROR
    assert isinstance(exchange.page, Unseen)


@pytest.mark.parametrize(
    ("lines", "more"),
    [
        (b"no header at all\r\n", {}),
        (b"no header at all\r\n that: goes on\r\n", {}),
        (b"X Powered By: me\r\n", {}),
        (b": nothing\r\n", {}),
        (b"X-\xc3\xa9: a\r\n", {}),
        (b"X-A\0: a\r\n", {}),
        (b"  Leading: a\r\n", {}),
        (b"From here\r\n", {}),
        (b"X-A : a\r\n", {"x-a": "a"}),
        (b"X-A: a\r\n b\r\n", {"x-a": "a b"}),
        (b"X-A: a\rno header\r\n", {"x-a": "a no header"}),
        (b"X-A: a\n", {"x-a": "a"}),
    ],
)
def test_headers_after_a_malformed_line_are_read_as_browsers_read_them(lines: bytes, more: dict[str, str]) -> None:
    exchange = answered(b"HTTP/1.1 200 OK\r\n" + lines + REST)
    assert isinstance(exchange.page, Seen)
    page = exchange.page.value
    assert page.headers == {"strict-transport-security": "max-age=31536000", "content-length": "2", **more}
    assert page.body == b"hi"


@pytest.mark.parametrize("interim", [b"100 Continue\r\n", b"103 Early Hints\r\nLink: </a.css>\r\nno header\r\n"])
def test_the_answer_is_the_one_after_those_in_between(interim: bytes) -> None:
    exchange = answered((b"HTTP/1.1 " + interim + b"\r\n") * 3 + b"HTTP/1.1 200 OK\r\n" + REST)
    assert isinstance(exchange.page, Seen)
    assert exchange.page.value.status == 200
    assert "link" not in exchange.page.value.headers
    assert exchange.page.value.body == b"hi"


def test_another_protocol_is_no_page_in_between() -> None:
    head = answered(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhi").head
    assert isinstance(head, Seen)
    assert head.value.status == 101


@pytest.mark.parametrize(
    "endless",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n" * (MOST_PASSED_OVER + 1),
        b"HTTP/1.1 103 Early Hints\r\n" + b"Link: </a.css>\r\n" * (MOST_PASSED_OVER + 1),
        b"HTTP/1.1 200 OK\r\n" + b"no header\r\n" * (MOST_PASSED_OVER + 1),
        b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 70_000 + b"\r\n",
        b"HTTP/1.1 103 Early Hints\r\n" + b"a" * 70_000 * MOST_PASSED_OVER,
    ],
)
def test_a_head_without_an_end_is_given_up(endless: bytes) -> None:
    head = answered(endless + b"\r\nHTTP/1.1 200 OK\r\n" + REST).head
    assert isinstance(head, Unseen)
    assert head.reason is Reason.PROTOCOL_ERROR
