"""What gets no answer is asked once more, politely; what is asked afresh is asked once."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from checks.network.http import Exchange
from checks.network.politeness import Rate
from checks.observation import Reason, Seen
from tests.checks.looks import look_at
from tests.checks.sites import Site, reason
from tests.servers import Talk, answering, closed_port, talking

HOST = "127.0.0.1"


class Turns:
    """A talk that treats each connection by the next of these, and the last of them all further ones."""

    def __init__(self, *talks: Talk) -> None:
        self.talks = talks
        self.begun = 0

    def __call__(self, connection: socket.socket) -> None:
        talk = self.talks[min(self.begun, len(self.talks) - 1)]
        self.begun += 1
        talk(connection)


def hang(connection: socket.socket) -> None:
    """Say nothing until the client goes."""
    while connection.recv(4096):
        pass


def stall(connection: socket.socket) -> None:
    """Send the head of an answer, and then nothing."""
    connection.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n")
    hang(connection)


def drip(head: bytes) -> Talk:
    """A talk that sends a head and then bytes without end, each just before the time-out."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(b"a")
            time.sleep(0.1)

    return talk


def asked(talk: Talk, timeout: float = 0.4) -> tuple[Exchange, Turns]:
    """The exchange with a server of plain HTTP that talks like this."""
    with talking(turns := talk if isinstance(talk, Turns) else Turns(talk)) as (_, port):
        return look_at(HOST, closed_port(), port, timeout=timeout).exchange(HOST, "http"), turns


def test_silence_is_asked_again_before_it_stands() -> None:
    exchange, turns = asked(Turns(hang, answering()))
    assert isinstance(exchange.page, Seen)
    assert exchange.attempts == turns.begun == 2


def test_silence_met_twice_stands() -> None:
    exchange, turns = asked(hang)
    assert reason(exchange.page) is Reason.TIMEOUT
    assert exchange.attempts == turns.begun == 2


def test_a_closed_port_is_tried_again_and_politely() -> None:
    look = look_at(HOST, closed_port(), closed_port())
    exchange = look.exchange(HOST, "http")
    assert reason(exchange.tcp) is Reason.REFUSED
    assert exchange.attempts == look.network.politeness.begun == 2


def test_no_place_is_held_while_the_repetition_waits() -> None:
    with talking(site := Site()) as (_, port):
        look = look_at(HOST, closed_port(), port)
        look.rate = Rate(1, 1000)
        look.network.pause = 2
        with ThreadPoolExecutor() as pool:
            refused = pool.submit(look.exchange, HOST, "https")
            assert isinstance(look.exchange(HOST, "http").page, Seen)
            assert not refused.done()
    assert len(site.requests) == 1
    assert refused.result().attempts == 2


def test_the_attempt_that_came_furthest_is_the_one_told() -> None:
    exchange, _ = asked(Turns(stall, hang))
    assert isinstance(exchange.head, Seen)
    assert reason(exchange.page) is Reason.TIMEOUT
    assert exchange.attempts == 2


def test_a_portal_that_took_all_its_time_is_not_given_it_again() -> None:
    exchange, turns = asked(drip(b"HTTP/1.1 200 X\r\n\r\n"))
    assert reason(exchange.page) is Reason.TIMEOUT
    assert exchange.attempts == turns.begun == 1


@pytest.mark.parametrize(
    "talk", [answering(403), answering(503), lambda connection: None, drip(b"HTTP/1.1 302 X\r\nLocation: /\r\n\r\n")]
)
def test_what_was_answered_is_not_asked_again(talk: Talk) -> None:
    exchange, turns = asked(talk)
    assert exchange.attempts == turns.begun == 1


def test_what_is_not_contacted_was_not_attempted() -> None:
    look = look_at("::1", 1, 1, ipv6=False)
    assert look.exchange("::1", "http").attempts == 0


def test_a_fresh_request_is_made_each_time_and_once() -> None:
    with talking(site := Site({"/x": hang})) as (_, port):
        look = look_at(HOST, closed_port(), port, timeout=0.3)
        for _ in range(2):
            assert isinstance(look.ask_afresh(look.url("http"), HOST).page, Seen)
        assert look.ask_afresh(f"http://{HOST}:{port}/x", HOST).attempts == 1
    assert site.paths == ["/", "/", "/x"]


def test_a_fresh_request_can_ask_for_small_segments() -> None:
    sizes: list[int] = []

    def talk(connection: socket.socket) -> None:
        sizes.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG))
        answering()(connection)

    with talking(talk) as (_, port):
        look = look_at(HOST, closed_port(), port)
        look.ask_afresh(look.url("http"), HOST, 1220)
        look.ask_afresh(look.url("http"), HOST)
    small, usual = sizes
    assert small <= 1220 < usual


@pytest.mark.parametrize("url", ["http://elsewhere.test:{port}/", "ftp://127.0.0.1:{port}/", "http://127.0.0.1:x/"])
def test_a_fresh_request_is_for_the_portal_only(url: str) -> None:
    with talking(site := Site()) as (_, port):
        look = look_at(HOST, closed_port(), port)
        assert reason(look.ask_afresh(url.format(port=port), HOST).tcp) is Reason.NOT_AUTHORISED
        assert reason(look.ask_afresh(look.url("http"), "10.1.2.3").tcp) is Reason.NOT_AUTHORISED
    assert site.requests == []
