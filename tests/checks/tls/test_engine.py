from __future__ import annotations

import gc
import itertools
import socket
import struct
import threading
import time
from collections.abc import Generator, Iterator

import pytest

from checks.network.dial import begin
from checks.tls.conversation import Conversation
from checks.tls.engine import Lock, Peer, Promise, Strategy, gather, pause, run, run_many
from tests.servers import talking


def echo(sock: socket.socket) -> None:
    while chunk := sock.recv(65536):
        sock.sendall(chunk)


def reset(sock: socket.socket) -> None:
    sock.recv(100)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def close(sock: socket.socket) -> None:
    sock.recv(100)


def stay_silent(sock: socket.socket) -> None:
    sock.recv(100)
    sock.recv(100)


def peer_at(endpoint: tuple[str, int], timeout: float = 5.0) -> Peer:
    return Peer(begin, "a.test", *endpoint, timeout)


def say(text: bytes) -> Conversation[bytes]:
    """Sends a text and returns what comes back, as long as it is."""
    heard = b""
    while len(heard) < len(text):
        chunk = yield b"" if heard else text
        if not chunk:
            return heard + b" and no more"
        heard += chunk
    return heard


def test_a_conversation_sends_and_is_sent_what_came() -> None:
    with talking(echo) as endpoint:
        peer = peer_at(endpoint)
        assert run(peer.converse(say(b"xin chao"))) == b"xin chao"
        assert (peer.connections, peer.talking) == (1, 0)


def test_a_megabyte_goes_through() -> None:
    text = bytes(range(256)) * 4096
    with talking(echo) as endpoint:
        assert run(peer_at(endpoint).converse(say(text))) == text


def test_the_end_of_a_stream_is_told_once() -> None:
    with talking(close) as endpoint:
        assert run(peer_at(endpoint).converse(say(b"a"))) == b" and no more"


def test_an_end_that_comes_together_with_the_last_words_is_heard() -> None:
    def last_words(sock: socket.socket) -> None:
        sock.sendall(sock.recv(100)[:3])

    with talking(last_words) as endpoint:
        assert run(peer_at(endpoint).converse(say(b"abcd"))) == b"abc and no more"


def test_in_a_crowd_everyone_is_heard() -> None:
    with talking(echo) as endpoint:
        peer = peer_at(endpoint)
        texts = [b"%d" % number for number in range(200)]
        assert run(gather(*(peer.converse(say(text)) for text in texts))) == texts


def test_a_conversation_that_goes_on_after_the_end_is_stopped() -> None:
    def deaf() -> Generator[bytes, bytes, None]:
        while True:
            yield b""

    with talking(close) as endpoint, pytest.raises(ConnectionResetError):
        run(peer_at(endpoint).converse(talkative_then(deaf())))


def talkative_then(rest: Conversation[None]) -> Conversation[None]:
    yield b"a"
    yield from rest


def test_a_reset_is_thrown_into_the_conversation() -> None:
    with talking(reset) as endpoint, pytest.raises(ConnectionResetError):
        run(peer_at(endpoint).converse(say(b"a")))


def test_silence_is_thrown_into_the_conversation_as_a_timeout() -> None:
    with talking(stay_silent) as endpoint, pytest.raises(TimeoutError):
        run(peer_at(endpoint, timeout=0.2).converse(say(b"a")))


def test_a_closed_port_is_an_error_of_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        endpoint = gone.getsockname()[:2]
    peer = peer_at(endpoint)
    with pytest.raises(ConnectionRefusedError):
        run(peer.converse(say(b"a")))
    assert (peer.connections, peer.talking) == (1, 0)


def test_strategies_run_side_by_side_and_keep_their_order() -> None:
    barrier = threading.Barrier(3)

    def together(sock: socket.socket) -> None:
        chunk = sock.recv(100)
        barrier.wait(5)
        sock.sendall(chunk)

    with talking(together) as endpoint:
        peer = peer_at(endpoint)
        results = run(gather(*(peer.converse(say(text)) for text in (b"1", b"2", b"3"))))
    assert results == [b"1", b"2", b"3"]


def test_gathering_raises_the_first_error_after_all_have_ended() -> None:
    ended: list[int] = []

    async def works() -> None:
        await pause(0.05)
        ended.append(1)

    async def fails() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        run(gather(fails(), works()))
    assert ended == [1]


def test_gathering_nothing_gives_nothing() -> None:
    assert run(gather()) == []


def test_a_peer_is_never_asked_more_at_once_than_it_allows() -> None:
    open_now, most = 0, 0
    counting = threading.Lock()

    def count(sock: socket.socket) -> None:
        nonlocal open_now, most
        with counting:
            open_now += 1
            most = max(most, open_now)
        time.sleep(0.02)
        chunk = sock.recv(100)
        with counting:
            open_now -= 1
        sock.sendall(chunk)

    with talking(count) as endpoint:
        peer = peer_at(endpoint)
        peer.at_once = 2
        run(gather(*(peer.converse(say(b"a")) for _ in range(8))))
    assert most == 2


def test_connections_begin_an_interval_apart() -> None:
    began: list[float] = []

    def note(address: str, port: int) -> socket.socket:
        began.append(time.monotonic())
        return begin(address, port)

    with talking(echo) as endpoint:
        peer = Peer(note, "a.test", *endpoint, 5, interval=0.05)
        run(gather(*(peer.converse(say(b"a")) for _ in range(3))))
    assert all(later - earlier >= 0.05 for earlier, later in itertools.pairwise(began))


def test_a_place_that_is_not_free_is_waited_for() -> None:
    answers: list[float] = [0.01, 0.02]

    def open_(address: str, port: int) -> socket.socket | float:
        return answers.pop() if answers else begin(address, port)

    with talking(echo) as endpoint:
        assert run(Peer(open_, "a.test", *endpoint, 5).converse(say(b"a"))) == b"a"
    assert answers == []


def test_no_connection_begins_after_the_last_moment() -> None:
    peer = Peer(begin, "a.test", "127.0.0.1", 1, 5, until=time.monotonic() - 1)
    with pytest.raises(TimeoutError):
        run(peer.converse(say(b"a")))
    assert peer.connections == 0


def test_what_the_way_out_forbids_is_raised() -> None:
    def forbid(address: str, port: int) -> socket.socket:
        raise PermissionError("outside the scope")

    with pytest.raises(PermissionError, match="scope"):
        run(Peer(forbid, "a.test", "192.0.2.1", 443, 5).converse(say(b"a")))


def test_many_strategies_run_so_many_at_a_time_and_are_made_when_their_turn_comes() -> None:
    made, ended = 0, 0

    async def strategy() -> int:
        await pause(0.001)
        return made - ended

    def strategies() -> Iterator[Strategy[int]]:
        nonlocal made
        for _ in range(50):
            made += 1
            yield strategy()

    under_way = []
    for result in run_many(strategies(), at_once=5):
        ended += 1
        under_way.append(result)
    assert len(under_way) == 50
    assert max(under_way) <= 5


def test_sockets_are_closed_when_the_run_is_given_up() -> None:
    opened: list[socket.socket] = []

    def note(address: str, port: int) -> socket.socket:
        opened.append(begin(address, port))
        return opened[-1]

    with talking(stay_silent) as endpoint:

        async def fails() -> None:
            await pause(0.05)
            raise ValueError("enough")

        silent = Peer(note, "a.test", *endpoint, 1)
        with pytest.raises(ValueError, match="enough"):
            list(run_many(iter([silent.converse(say(b"a")), fails()]), at_once=2))
    assert [sock.fileno() for sock in opened] == [-1]


def test_a_promise_is_kept_once_for_all_who_wait() -> None:
    promise: Promise[str] = Promise()

    async def keep() -> None:
        await pause(0.01)
        promise.keep("first")
        promise.keep("second")

    assert run(gather(promise.kept(), keep(), promise.kept())) == ["first", None, "first"]
    assert run(promise.kept()) == "first"


def test_a_lock_lets_one_in_at_a_time_in_the_order_of_coming() -> None:
    lock = Lock()
    seen: list[str] = []

    async def visit(name: str) -> None:
        async with lock:
            seen.append(f"{name} in")
            await pause(0.01)
            seen.append(f"{name} out")

    run(gather(visit("a"), visit("b"), visit("c")))
    assert seen == ["a in", "a out", "b in", "b out", "c in", "c out"]


def test_an_ip_address_is_sent_as_no_name() -> None:
    assert Peer(begin, "127.0.0.1", "127.0.0.1", 1, 5).server_name is None
    assert Peer(begin, "a.test.", "127.0.0.1", 1, 5).server_name == "a.test"


def test_strategies_that_wait_for_each_other_are_an_error_and_no_standstill() -> None:
    promise: Promise[None] = Promise()

    async def breaks_its_word() -> None:
        raise ValueError("no")

    with pytest.raises(RuntimeError, match="waits") as caught:
        run(gather(promise.kept(), breaks_its_word()))
    assert isinstance(caught.value.__cause__, ValueError)


def test_a_reserved_peer_lets_only_urgent_conversations_begin_until_it_is_released() -> None:
    heard: list[bytes] = []

    async def later(peer: Peer) -> None:
        heard.append(await peer.converse(say(b"later")))

    async def first(peer: Peer) -> None:
        heard.append(await peer.converse(say(b"first"), urgent=True))
        await peer.release()

    with talking(echo) as endpoint:
        peer = peer_at(endpoint)
        peer.reserved = True
        run(gather(later(peer), first(peer)))
    assert heard == [b"first", b"later"]


def test_what_has_ended_leaves_no_circles_to_the_collector() -> None:
    async def shared() -> list[object]:
        promise: Promise[int] = Promise()

        async def keep() -> None:
            await pause(0)
            promise.keep(1)

        return await gather(keep(), promise.kept(), gather(pause(0)))

    run(shared())
    gc.collect()
    gc.disable()
    try:
        assert run(shared()) == [None, 1, [None]]
        assert gc.collect() == 0
    finally:
        gc.enable()
