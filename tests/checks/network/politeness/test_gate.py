"""No address is asked harder than its rate, nor at all once it or everything is to be let alone."""

import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from checks.network.politeness import BarredError, Halted, Politeness, Rate
from checks.network.politeness.gate import LONGEST_REST, MOST_REST
from checks.observation import Reason

HERE = "127.0.0.1"
FREE = Rate(connections=8, per_second=float("inf"))


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


def places(politeness: Politeness, rate: Rate) -> int:
    """How many places are given at once."""
    taken = 0
    while politeness.try_enter(HERE, rate) == 0.0:
        taken += 1
    for _ in range(taken):
        politeness.leave(HERE)
    return taken


def test_an_endpoint_that_answered_and_then_fails_is_asked_less() -> None:
    politeness = Politeness()
    politeness.failed(HERE, 443)  # may well be closed for everybody
    assert places(politeness, FREE) == 8
    politeness.took(HERE, 443, "connect", 0.01)
    politeness.failed(HERE, 443)
    assert places(politeness, FREE) == 4
    assert politeness.caused()["backoffs"] == 1


def test_a_server_that_says_it_is_overloaded_is_asked_less() -> None:
    politeness = Politeness()
    politeness.overloaded(HERE)
    assert places(politeness, FREE) == 4


def test_a_wall_is_left_alone_for_as_long_as_it_asks() -> None:
    politeness = Politeness()
    politeness.walled(HERE, 30.0)
    assert 29.0 < politeness.try_enter(HERE, FREE) <= 30.0
    assert politeness.try_enter("127.0.0.2", FREE) == 0.0
    assert politeness.left_alone(HERE) is None
    assert politeness.caused()["walls"] == 1


def test_who_wants_a_wall_alone_waits_until_it_has_rested() -> None:
    politeness = Politeness()
    politeness.walled(HERE, 0.2)
    began = time.monotonic()
    with politeness.alone(HERE):
        assert time.monotonic() >= began + 0.2


def test_a_halt_ends_the_wait_for_a_wall_that_rests() -> None:
    politeness = Politeness()
    politeness.walled(HERE, LONGEST_REST)
    timer = threading.Timer(0.05, politeness.halt)
    timer.start()
    with pytest.raises(Halted), politeness.alone(HERE):
        raise AssertionError("nobody has it after a halt")
    timer.join()


def test_a_wall_that_says_no_time_only_slows_us_down() -> None:
    politeness = Politeness()
    politeness.walled(HERE, None)
    assert places(politeness, FREE) == 4


@pytest.mark.parametrize("rests", [[LONGEST_REST + 1], [LONGEST_REST, LONGEST_REST + MOST_REST]])
def test_a_wall_that_asks_for_too_much_is_left_alone_for_good(rests: list[float]) -> None:
    politeness = Politeness()
    for rest in rests:
        politeness.walled(HERE, rest)
    why = politeness.left_alone(HERE)
    assert why is not None
    assert why.reason is Reason.BLOCKED
    with pytest.raises(BarredError) as raised:
        politeness.try_enter(HERE, FREE)
    assert raised.value.unseen is why


def test_rests_that_are_asked_for_at_the_same_time_count_once() -> None:
    politeness = Politeness()
    for _ in range(10):
        politeness.walled(HERE, LONGEST_REST)
    assert politeness.left_alone(HERE) is None


@pytest.mark.parametrize(
    "wait",
    [lambda politeness: politeness.enter(HERE, Rate(1, 10.0)), lambda politeness: politeness.alone(HERE).__enter__()],
)
def test_who_waits_when_everything_is_halted_is_told_at_once(wait: Callable[[Politeness], None]) -> None:
    politeness, told = Politeness(), threading.Event()
    politeness.enter(HERE, FREE)

    def visit() -> None:
        with pytest.raises(Halted):
            wait(politeness)
        told.set()

    visitor = threading.Thread(target=visit)
    visitor.start()
    politeness.halt()
    politeness.leave(HERE)
    visitor.join()
    assert told.is_set()
    assert politeness.halted


def test_nobody_enters_after_everything_was_halted() -> None:
    politeness = Politeness()
    politeness.halt()
    with pytest.raises(Halted):
        politeness.try_enter(HERE, FREE)
    with pytest.raises(Halted), politeness.turn(HERE, FREE):
        pass
    assert politeness.begun == 0


def test_the_load_tells_of_the_address_that_bore_most() -> None:
    politeness = Politeness()
    for address, times in ((HERE, 3), ("127.0.0.2", 2)):
        for _ in range(times):
            politeness.enter(address, FREE)
    politeness.leave(HERE)
    politeness.enter(HERE, FREE)
    assert politeness.caused() == {
        "connections": 6,
        "busiest": 4,
        "at_once": 3,
        "in_a_second": 4,
        "backoffs": 0,
        "walls": 0,
    }
