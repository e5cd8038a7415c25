"""What lasts too long is ended, once, and what ends in time is left alone."""

import threading

import pytest

from checks.network.watchdog import Watchdog


def test_what_lasts_too_long_is_ended_the_first_due_first() -> None:
    watchdog, ended, told = Watchdog(), threading.Event(), []
    with watchdog.within(60, lambda: told.append("late")), watchdog.within(0.02, ended.set):
        assert ended.wait(30)
    assert told == []


def test_what_ended_in_time_is_left_alone() -> None:
    watchdog, later, told = Watchdog(), threading.Event(), []
    with watchdog.within(0.02, lambda: told.append("cut")):
        pass
    with watchdog.within(0.05, later.set):
        assert later.wait(30)
    assert told == []


def test_an_error_ends_the_watch_too() -> None:
    watchdog, later, told = Watchdog(), threading.Event(), []
    with pytest.raises(OSError, match="gone"), watchdog.within(0.02, lambda: told.append("cut")):
        raise OSError("gone")
    with watchdog.within(0.05, later.set):
        assert later.wait(30)
    assert told == []


def test_one_thread_watches_over_all() -> None:
    watchdog = Watchdog()
    before = threading.active_count()
    with watchdog.within(60, print), watchdog.within(50, print), watchdog.within(70, print):
        assert threading.active_count() <= before + 1
