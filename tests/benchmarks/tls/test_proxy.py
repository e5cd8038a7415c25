"""The delay proxy: distance, order, ends and counts."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from benchmarks.tls.proxy import Endpoint, Proxy, delayed
from tests.checks.tls.peers import program, reset
from tests.servers import Talk, closed_port, free_port, talking

ROUND_TRIP_MS = 20.0


@contextlib.contextmanager
def far(talk: Talk) -> Iterator[tuple[Endpoint, Proxy]]:
    program("cc")
    with talking(talk) as (address, port):
        listening = Endpoint(address, free_port())
        with delayed([(listening, Endpoint(address, port))], ROUND_TRIP_MS) as proxy:
            yield listening, proxy


def echo(connection: socket.socket) -> None:
    while data := connection.recv(4096):
        connection.sendall(data)


def exchange(connection: socket.socket, data: bytes) -> float:
    """The seconds that a question and its answer take."""
    began = time.monotonic()
    connection.sendall(data)
    assert connection.recv(4096) == data
    return time.monotonic() - began


def test_the_first_answer_takes_the_handshake_and_one_round_trip_and_the_next_one_round_trip() -> None:
    with far(echo) as (endpoint, _), socket.create_connection(endpoint) as connection:
        first, second = exchange(connection, b"hello"), exchange(connection, b"again")
    assert first >= 2 * ROUND_TRIP_MS / 1000
    assert ROUND_TRIP_MS / 1000 <= second < first


def test_every_byte_comes_through_in_order_even_when_the_reader_is_slow_to_begin() -> None:
    sent = bytes(range(256)) * 40_000

    def talk(connection: socket.socket) -> None:
        connection.recv(1)
        connection.sendall(sent)

    with far(talk) as (endpoint, _), socket.create_connection(endpoint) as connection:
        connection.sendall(b"?")
        time.sleep(0.2)
        received = b""
        while data := connection.recv(1 << 16):
            received += data
    assert received == sent


def test_an_end_of_one_side_leaves_the_other_side_open() -> None:
    def talk(connection: socket.socket) -> None:
        received = b""
        while data := connection.recv(4096):
            received += data
        connection.sendall(received)

    with far(talk) as (endpoint, _), socket.create_connection(endpoint) as connection:
        connection.sendall(b"all of it")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(4096) == b"all of it"
        assert connection.recv(4096) == b""


def test_a_reset_comes_after_what_was_sent_before_it() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(1)
        connection.sendall(b"last words")
        reset(connection)

    with far(talk) as (endpoint, _), socket.create_connection(endpoint) as connection:
        connection.sendall(b"?")
        assert connection.recv(4096) == b"last words"
        with pytest.raises(ConnectionResetError):
            connection.recv(4096)


def test_a_server_that_is_not_there_resets() -> None:
    program("cc")
    listening, nowhere = Endpoint("127.0.0.1", free_port()), Endpoint("127.0.0.1", closed_port())
    with (
        delayed([(listening, nowhere)], ROUND_TRIP_MS),
        socket.create_connection(listening) as connection,
        pytest.raises(ConnectionResetError),
    ):
        connection.recv(1)


def test_connections_are_counted_with_those_open_at_once_and_those_one_after_another() -> None:
    with far(echo) as (endpoint, proxy):
        with contextlib.ExitStack() as together:
            for connection in [together.enter_context(socket.create_connection(endpoint)) for _ in range(3)]:
                exchange(connection, b"x")
        for _ in range(2):
            with socket.create_connection(endpoint) as connection:
                exchange(connection, b"x")
        load = proxy.report()[endpoint]
        assert (load.connections, load.most_open) == (5, 3)
        assert load.waves == 3
        assert proxy.report()[endpoint].connections == 0


def test_an_address_that_is_taken_is_an_error() -> None:
    program("cc")
    with (
        talking(echo) as taken,
        pytest.raises(OSError, match="did not start"),
        delayed([(Endpoint(*taken), Endpoint(*taken))], ROUND_TRIP_MS),
    ):
        pytest.fail("it started")
