"""Connections, and the words for why one did not come about."""

import errno
import os
import resource
import select
import socket

import pytest

from checks.network.dial import begin, bytes_received, connect, family_of, has_route, unseen_because
from checks.observation import Reason
from tests.servers import closed_port, listening, silent_port


def test_a_listening_port_is_connected_to() -> None:
    with listening() as (address, port), connect(address, port, 2) as sock:
        assert sock.getpeername() == (address, port)


def test_a_closed_port_is_refused() -> None:
    with pytest.raises(ConnectionRefusedError):
        connect("127.0.0.1", closed_port(), 2)


def test_silence_is_a_timeout() -> None:
    with silent_port() as (address, port), pytest.raises(TimeoutError):
        connect(address, port, 0.2)


def test_the_peer_is_told_how_large_its_segments_may_be() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for segment in (1220, None):
            with connect("127.0.0.1", server.getsockname()[1], 2, segment), server.accept()[0] as peer:
                agreed = peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
                assert agreed <= segment if segment else agreed > 1220


def test_what_the_peer_sends_is_counted() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        connect("127.0.0.1", server.getsockname()[1], 2) as sock,
        server.accept()[0] as peer,
    ):
        assert bytes_received(sock) == 0
        peer.sendall(b"a" * 5000)
        assert len(sock.recv(5000, socket.MSG_WAITALL)) == 5000
        assert bytes_received(sock) == 5000


def test_what_is_no_tcp_connection_counts_nothing() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        assert bytes_received(sock) is None


def test_an_ipv4_address_in_the_dress_of_ipv6_is_not_reached() -> None:
    with listening() as (address, port), pytest.raises(OSError, match="unreachable"):
        connect(f"::ffff:{address}", port, 2)


def test_a_connection_that_was_begun_opens_without_being_waited_for() -> None:
    with listening() as (address, port), begin(address, port) as sock:
        assert not sock.getblocking()
        assert select.select([], [sock], [], 5)[1] == [sock]
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0


def test_what_cannot_be_begun_is_an_error_at_once() -> None:
    with pytest.raises(OSError, match="unreachable"):
        begin("::ffff:127.0.0.1", 1)


def test_closing_is_told_once() -> None:
    told: list[int] = []
    with listening() as (address, port):
        sock = connect(address, port, 2)
        sock.on_close = lambda: told.append(1)
        sock.close()
        sock.close()
    assert told == [1]


def test_the_kernel_knows_the_route_to_loopback() -> None:
    assert has_route("127.0.0.1")
    assert family_of("::1") == socket.AF_INET6


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(), Reason.TIMEOUT),
        (PermissionError("outside the scope"), Reason.NOT_AUTHORISED),
        (PermissionError(errno.EACCES, "administratively prohibited"), Reason.UNREACHABLE),
        (PermissionError(errno.EPERM, "a firewall"), Reason.UNREACHABLE),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Reason.REFUSED),
        (OSError(errno.ENETUNREACH, "no route"), Reason.UNREACHABLE),
        (OSError(errno.EADDRNOTAVAIL, "no address"), Reason.UNREACHABLE),
        (ConnectionResetError(errno.ECONNRESET, "reset"), Reason.PROTOCOL_ERROR),
    ],
)
def test_each_error_has_its_reason(error: OSError, reason: Reason) -> None:
    seen = unseen_because(error, "127.0.0.1 port 1")
    assert seen.reason is reason
    assert "127.0.0.1 port 1" in seen.detail


def test_a_machine_that_has_no_room_for_a_socket_blames_nobody_else() -> None:
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    port, lowest = closed_port(), os.dup(0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, most))
    try:
        with pytest.raises(OSError, match="Too many open files") as raised:
            connect("127.0.0.1", port, 1)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (least, most))
        os.close(lowest)
    assert unseen_because(raised.value, "127.0.0.1 port 1").reason is Reason.OUR_ERROR
