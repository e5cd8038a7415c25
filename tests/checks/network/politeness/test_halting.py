"""Everything that is under way ends at once, and nothing begins any more."""

import socket
import threading

import pytest

from checks.network.dial import begin, connect
from checks.network.politeness import Halted, Halting
from tests.servers import listening, silent_port


def test_open_sockets_are_shut_and_no_other_is_opened() -> None:
    halting = Halting()
    with listening() as (address, port), connect(address, port, 5.0, halting=halting) as sock:
        halting.halt()
        assert sock.recv(1) == b""
        with pytest.raises(Halted):
            connect(address, port, 5.0, halting=halting)
        with pytest.raises(Halted):
            begin(address, port, halting)
    assert halting.told


def test_a_connection_on_its_way_is_given_up() -> None:
    halting, ended = Halting(), threading.Event()

    def dial() -> None:
        with pytest.raises(OSError, match=r"reset|aborted|not connected"):
            connect(address, port, 30.0, halting=halting)
        ended.set()

    with silent_port() as (address, port):
        dialling = threading.Thread(target=dial)
        dialling.start()
        while not halting._sockets:
            pass
        halting.pause(0.05)
        halting.halt()
        dialling.join(10)
    assert ended.is_set()


def test_what_has_an_end_of_its_own_is_ended() -> None:
    halting, ended = Halting(), []
    with halting.ending(lambda: ended.append("first")):
        pass
    with halting.ending(lambda: ended.append("second")):
        halting.halt()
    with pytest.raises(Halted), halting.ending(lambda: None):
        pass
    assert ended == ["second"]


def test_a_pause_ends_with_everything_else() -> None:
    halting = Halting()
    halting.pause(0.0)
    halting.check()
    timer = threading.Timer(0.05, halting.halt)
    timer.start()
    with pytest.raises(Halted):
        halting.pause(60.0)
    with pytest.raises(Halted):
        halting.check()
    timer.join()


def test_a_socket_that_is_closed_already_does_no_harm() -> None:
    halting, sock = Halting(), socket.socket()
    halting.watch(sock)
    sock.close()
    halting.halt()
    assert halting.told
