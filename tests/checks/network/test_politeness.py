"""No address is asked harder than its rate."""

import threading
import time
from itertools import pairwise

from checks.network.politeness import Politeness, Rate


def test_no_more_connections_are_open_than_allowed() -> None:
    politeness, rate = Politeness(), Rate(connections=2, per_second=10_000)
    open_now, most, lock = 0, 0, threading.Lock()

    def visit() -> None:
        nonlocal open_now, most
        with politeness.turn("127.0.0.1", rate):
            with lock:
                open_now += 1
                most = max(most, open_now)
            time.sleep(0.005)
            with lock:
                open_now -= 1

    threads = [threading.Thread(target=visit) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
    assert politeness.begun == 12


def test_connections_begin_no_faster_than_the_rate() -> None:
    politeness, rate = Politeness(), Rate(connections=100, per_second=50)
    begun = []
    for _ in range(4):
        with politeness.turn("127.0.0.1", rate):
            begun.append(time.monotonic())
    assert all(later - earlier >= 0.019 for earlier, later in pairwise(begun))


def test_addresses_do_not_wait_for_each_other() -> None:
    politeness, rate = Politeness(), Rate(connections=1, per_second=10_000)
    with politeness.turn("127.0.0.1", rate), politeness.turn("127.0.0.2", rate):
        assert politeness.begun == 2


def test_who_cannot_wait_is_told_when_to_come_again() -> None:
    politeness, rate = Politeness(), Rate(connections=2, per_second=0.5)
    assert politeness.try_enter("127.0.0.1", rate) == 0.0
    assert 1.0 < politeness.try_enter("127.0.0.1", rate) <= 2.0
    assert politeness.try_enter("127.0.0.2", rate) == 0.0
    assert politeness.begun == 2


def test_a_place_that_is_taken_is_free_again_after_leaving() -> None:
    politeness, rate = Politeness(), Rate(connections=1, per_second=float("inf"))
    assert politeness.try_enter("127.0.0.1", rate) == 0.0
    assert politeness.try_enter("127.0.0.1", rate) > 0.0
    politeness.leave("127.0.0.1")
    assert politeness.try_enter("127.0.0.1", rate) == 0.0


def test_who_has_an_address_alone_waits_for_those_there_and_keeps_out_the_others() -> None:
    politeness, rate = Politeness(), Rate(connections=4, per_second=10_000)
    told: list[str] = []
    inside, end = threading.Event(), threading.Event()

    def scan() -> None:
        with politeness.alone("127.0.0.1"):
            told.append("alone")
            inside.set()
            end.wait()
            told.append("leaves")

    def visit() -> None:
        with politeness.turn("127.0.0.1", rate):
            told.append("visits")

    politeness.enter("127.0.0.1", rate)
    scanner = threading.Thread(target=scan)
    scanner.start()
    assert not inside.wait(0.05)
    politeness.leave("127.0.0.1")
    inside.wait()
    assert politeness.try_enter("127.0.0.1", rate) > 0.0
    assert politeness.try_enter("127.0.0.2", rate) == 0.0
    visitor = threading.Thread(target=visit)
    visitor.start()
    visitor.join(0.05)
    end.set()
    visitor.join()
    scanner.join()
    assert told == ["alone", "leaves", "visits"]
    assert politeness.try_enter("127.0.0.1", Rate(1, float("inf"))) >= 0.0


def test_two_who_want_an_address_alone_have_it_one_after_the_other() -> None:
    politeness = Politeness()
    inside, most, lock = 0, 0, threading.Lock()

    def scan() -> None:
        nonlocal inside, most
        with politeness.alone("127.0.0.1"):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
