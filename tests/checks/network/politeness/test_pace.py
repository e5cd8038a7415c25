"""Trouble halves what an address is asked; good answers bring it back step by step, never above what is allowed."""

from hypothesis import given
from hypothesis import strategies as st

from checks.network.politeness.pace import ENOUGH, HOLD, SLOWEST, Pace
from checks.network.politeness.rate import Rate

RATE = Rate(8, 10.0)


def test_trouble_halves_down_to_one_connection_and_a_bounded_interval() -> None:
    pace = Pace()
    seen = []
    for number in range(6):
        seen.append((pace.connections(RATE), pace.interval(RATE)))
        pace.trouble(number * HOLD)
    assert seen == [(8, 0.1), (4, 0.2), (2, 0.4), (1, 0.8), (1, 1.6), (1, SLOWEST)]
    assert pace.halvings == 6


def test_trouble_that_comes_at_the_same_time_counts_once() -> None:
    pace = Pace()
    for moment in (0.0, 0.1, HOLD / 2):
        pace.trouble(moment)
    assert pace.connections(RATE) == 4


def test_an_interval_that_is_longer_than_the_slowest_stays() -> None:
    pace = Pace()
    pace.trouble(0.0)
    assert pace.interval(Rate(1, 0.1)) == 10.0


def test_good_answers_bring_back_what_was_allowed_step_by_step() -> None:
    pace = Pace()
    for number in range(3):
        pace.trouble(number * HOLD)
    seen = []
    for number in range(9 * ENOUGH):
        if number % ENOUGH == 0:
            seen.append(pace.connections(RATE))
        pace.took("answer", 0.02, 10.0 + number)
    assert seen == [1, 2, 3, 4, 5, 6, 7, 8, 8]


def test_an_address_that_gets_several_times_slower_is_in_trouble() -> None:
    pace = Pace()
    for number in range(20):
        pace.took("answer", 0.05, float(number))
    for number in range(20, 25):
        pace.took("answer", 1.0, float(number))
    assert pace.halvings == 1


def test_single_slow_answers_and_small_times_are_no_trouble() -> None:
    pace = Pace()
    for number in range(40):
        pace.took("answer", 3.0 if number % 4 == 0 else 0.001, float(number))
        pace.took("connect", 0.5 if number % 2 else 0.001, float(number))
    assert pace.halvings == 0


def test_slow_answers_bring_nothing_back() -> None:
    pace = Pace()
    for number in range(8):
        pace.took("answer", 0.05, float(number))
    pace.trouble(10.0)
    for _ in range(2):
        for _ in range(ENOUGH - 1):
            pace.took("connect", 0.01, 11.0)
        pace.took("answer", 1.0, 11.0)
    assert pace.connections(RATE) == 4
    for _ in range(ENOUGH):
        pace.took("connect", 0.01, 11.0)
    assert pace.connections(RATE) == 5


def test_who_is_slow_all_by_itself_is_believed_to_be_so_in_time() -> None:
    pace = Pace()
    for number in range(8):
        pace.took("answer", 0.05, float(number))
    for number in range(8, 200):
        pace.took("answer", 2.0, float(number), alone=True)
    assert pace.connections(RATE) == 8


@given(st.lists(st.tuples(st.booleans(), st.floats(0.0, 100.0), st.booleans()), max_size=200))
def test_whatever_happens_it_stays_between_one_and_what_is_allowed(events: list[tuple[bool, float, bool]]) -> None:
    pace, now = Pace(), 0.0
    for is_trouble, seconds, alone in events:
        now += seconds
        if is_trouble:
            pace.trouble(now)
        else:
            pace.took("answer", seconds, now, alone)
        assert 1 <= pace.connections(RATE) <= RATE.connections
        assert 1 / RATE.per_second <= pace.interval(RATE) <= SLOWEST
