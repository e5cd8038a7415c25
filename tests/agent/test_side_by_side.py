"""Work in several processes gives what it gives in one."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from agent.side_by_side import side_by_side


def worker(secret: str) -> Callable[[int], tuple[int, str]]:
    """Work that could not be pickled."""
    return lambda number: (os.getpid(), f"{secret} {number}")


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with two cores, and a process that no other test has left a thread in."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.mark.usefixtures("two_cores")
def test_each_piece_is_done_in_another_process_and_the_results_keep_their_order() -> None:
    found = side_by_side(worker("a"), [1, 2, 3])
    assert [text for _pid, text in found] == ["a 1", "a 2", "a 3"]
    assert os.getpid() not in {pid for pid, _text in found}


@pytest.mark.usefixtures("two_cores")
def test_what_goes_wrong_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda number: 1 // number, [1, 0])


@pytest.mark.parametrize("why", ["one core", "one piece", "another thread"])
def test_it_stays_in_this_process_where_nothing_is_won_or_a_lock_may_be_held(
    monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1 if why == "one core" else 2)
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    if why == "another thread":
        other.start()
    pieces = [1] if why == "one piece" else [1, 2]
    assert side_by_side(worker("a"), pieces) == [(os.getpid(), f"a {number}") for number in pieces]
    done.set()
