"""DNS answers, and the difference between "there is none" and "nobody told"."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from checks.network.names import Names, _Cache
from checks.network.politeness import Halted
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import closed_port, listening, name_server

RECORDS = {
    ("province.test", "SOA"): ["ns1.province.test. admin.province.test. 1 3600 600 86400 60"],
    ("province.test", "NS"): ["ns1.province.test."],
    ("ns1.province.test", "A"): ["127.0.0.53"],
    ("www.province.test", "A"): ["127.0.0.2", "127.0.0.1"],
    ("www.province.test", "AAAA"): ["::1"],
    ("alias.province.test", "CNAME"): ["www.province.test."],
    ("old.province.test", "A"): ["127.0.0.9"],
    ("hosted.province.test", "CNAME"): ["hosting.test."],
    ("hosting.test", "SOA"): ["ns1.hosting.test. admin.hosting.test. 1 3600 600 86400 60"],
    ("hosting.test", "NS"): ["ns1.hosting.test."],
}
SERVER = NameServer(RECORDS, servfail=["broken.test"], silent=["silent.test"])


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with name_server(SERVER, ("127.0.0.53", "::1")) as port:
        yield Names("127.0.0.53", port, timeout=1)


def test_addresses_come_sorted(names: Names) -> None:
    assert names.lookup("www.province.test", "A") == Seen(["127.0.0.1", "127.0.0.2"])
    assert names.lookup("www.province.test", "AAAA") == Seen(["::1"])


def test_an_alias_is_followed(names: Names) -> None:
    assert names.lookup("alias.province.test", "AAAA") == Seen(["::1"])


def test_no_record_and_no_such_name_are_seen(names: Names) -> None:
    assert names.lookup("old.province.test", "AAAA") == Seen([])
    assert names.lookup("never.province.test", "A") == Seen([])


def test_servfail_and_silence_are_not(names: Names) -> None:
    failed, silent = names.lookup("www.broken.test", "A"), names.lookup("www.silent.test", "A")
    assert isinstance(failed, Unseen)
    assert failed.reason is Reason.DNS_SERVFAIL
    assert isinstance(silent, Unseen)
    assert silent.reason is Reason.DNS_TIMEOUT


def test_each_question_is_asked_once(names: Names) -> None:
    names.lookup("old.province.test", "A")
    asked = names.queries
    names.lookup("old.province.test", "A")
    assert names.queries == asked


def test_the_zone_is_the_nearest_with_name_servers(names: Names) -> None:
    assert names.zone("www.province.test") == Seen("province.test.")
    assert isinstance(names.zone("www.silent.test"), Unseen)


def test_an_address_in_place_of_a_name_needs_no_resolver() -> None:
    nobody = Names("127.0.0.1", closed_port(), timeout=0.2)
    assert nobody.addresses("127.0.0.7", "A") == Seen(["127.0.0.7"])
    assert nobody.addresses("127.0.0.7", "AAAA") == Seen([])
    assert nobody.addresses("::1", "AAAA") == Seen(["::1"])


def test_a_resolver_that_is_gone_is_a_timeout() -> None:
    answer = Names("127.0.0.1", closed_port(), timeout=0.2).lookup("www.province.test", "A")
    assert isinstance(answer, Unseen)
    assert answer.reason is Reason.DNS_TIMEOUT


def test_a_zone_behind_an_alias_is_not_that_of_the_alias(names: Names) -> None:
    assert names.lookup("hosted.province.test", "NS") == Seen([])
    assert names.zone("hosted.province.test") == Seen("province.test.")


def test_of_many_whole_messages_the_last_are_kept() -> None:
    cache = _Cache(most=2)
    asked: list[str] = []

    def answer(key: str) -> str:
        asked.append(key)
        return key

    for key in ("a", "b", "a", "c", "a", "b"):
        assert cache.once(key, partial(answer, key)) == key
    assert asked == ["a", "b", "c", "b"]
    assert len(cache.answers) == 2
    assert not cache.under_way


def test_who_asks_while_another_asks_gets_the_same_answer() -> None:
    cache, begun, end = _Cache(), threading.Event(), threading.Event()
    asked: list[int] = []

    def slowly() -> int:
        asked.append(1)
        begun.set()
        end.wait(30)
        return len(asked)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.once, "x", slowly)
        begun.wait(30)
        second = pool.submit(cache.once, "x", slowly)
        end.set()
        assert (first.result(30), second.result(30)) == (1, 1)
    assert asked == [1]


def test_a_question_that_failed_is_asked_again() -> None:
    cache = _Cache()
    with pytest.raises(ZeroDivisionError):
        cache.once("x", lambda: 1 // 0)
    assert cache.once("x", lambda: 2) == 2
    assert not cache.under_way


def test_a_question_without_an_answer_is_not_asked_again_once_all_is_halted() -> None:
    asked: list[bytes] = []
    halted: list[bool] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        names = Names("127.0.0.1", silent.getsockname()[1], timeout=1.0)

        def ask() -> None:
            try:
                names.lookup("a.test", "A")
            except Halted:
                halted.append(True)

        asking = threading.Thread(target=ask)
        asking.start()
        asked.append(silent.recv(512))
        names.halting.halt()
        asking.join()
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):
            silent.recv(512)
        with pytest.raises(Halted):
            names.ask("127.0.0.1", "a.test", "A")
    assert (len(asked), halted) == (1, [True])


def test_a_question_over_tcp_is_cut_off_by_a_halt() -> None:
    with listening() as (address, port):
        names = Names(address, port, timeout=60.0)
        timer = threading.Timer(0.1, names.halting.halt)
        timer.start()
        reply = names.ask(address, "a.test", "A", tcp=True)
        timer.join()
    assert isinstance(reply, Unseen)
    assert reply.reason is Reason.PROTOCOL_ERROR
