from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.inventory.fields import ALL_DAY, Hours
from agent.schedule.calendar import DaysOff, beginning, closing, moments, opening
from agent.schedule.entry import Entry
from reports.wording import ZONE

NONE_OFF = DaysOff()
NIGHT = Hours(22 * 60, 5 * 60)
FORMS = ("weekly MON 01:00", "daily 23:30", "every 3 days 04:00", "0 */6 * * *", "15 2 1,15 * *", "0 5 * * 0,6")


def entry(when: str = "weekly MON 01:00", **settings: Any) -> Entry:
    return Entry(name="all", inventory=Path("province.yaml"), when=when, **settings)


def days(found: Iterator[datetime], count: int) -> list[str]:
    return [f"{moment:%d/%m/%Y %H:%M}" for moment in islice(found, count)]


@pytest.fixture(params=["Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Apia", "Europe/Berlin"])
def _machine_elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_machine_elsewhere")
def test_a_year_has_its_52_mondays_wherever_the_machine_thinks_it_is() -> None:
    year = list(islice(moments(entry(), NONE_OFF, datetime(2027, 1, 1, tzinfo=UTC)), 52))
    assert os.environ["TZ"]
    assert all(moment.weekday() == 0 and (moment.hour, moment.minute) == (1, 0) for moment in year)
    assert {later - earlier for earlier, later in pairwise(year)} == {timedelta(days=7)}
    assert {moment.utcoffset() for moment in year} == {timedelta(hours=7)}


def test_the_lunar_new_year_is_kept_moved_or_left_out() -> None:
    before = datetime(2027, 2, 2, tzinfo=ZONE)
    coming = {policy: days(moments(entry(holidays=policy), NONE_OFF, before), 2) for policy in ("run", "shift", "skip")}
    assert coming == {
        "run": ["08/02/2027 01:00", "15/02/2027 01:00"],
        "shift": ["11/02/2027 01:00", "15/02/2027 01:00"],
        "skip": ["15/02/2027 01:00", "22/02/2027 01:00"],
    }


def test_days_off_of_the_settings_count_and_working_days_do_not() -> None:
    days_off = DaysOff(more=frozenset({date(2027, 2, 15)}), worked=frozenset({date(2027, 2, 8)}))
    coming = days(moments(entry(holidays="shift"), days_off, datetime(2027, 2, 2, tzinfo=ZONE)), 2)
    assert coming == ["08/02/2027 01:00", "16/02/2027 01:00"]


def test_a_quiet_day_moves_a_run_to_the_next() -> None:
    chosen = entry("0 1 * * 6", quiet_days=("SAT", "2027-01-03"))
    assert days(moments(chosen, NONE_OFF, datetime(2027, 1, 1, tzinfo=ZONE)), 2) == [
        "04/01/2027 01:00",
        "10/01/2027 01:00",
    ]


def test_several_days_off_in_a_row_make_one_run_of_all_that_was_due() -> None:
    week = days(moments(entry("daily 01:00", holidays="shift"), NONE_OFF, datetime(2027, 2, 3, 12, tzinfo=ZONE)), 2)
    assert week == ["11/02/2027 01:00", "12/02/2027 01:00"]


def test_what_is_due_outside_of_the_hours_waits_for_them() -> None:
    assert days(
        moments(entry(hours="22:00-05:00", when="daily 09:00"), NONE_OFF, datetime(2027, 1, 1, tzinfo=ZONE)), 2
    ) == [
        "01/01/2027 22:00",
        "02/01/2027 22:00",
    ]


def test_an_entry_whose_days_are_all_quiet_is_never_due() -> None:
    quiet = entry(quiet_days=("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"))
    assert list(moments(quiet, NONE_OFF, datetime(2027, 1, 1, tzinfo=ZONE))) == []


@given(
    when=st.sampled_from(FORMS),
    policy=st.sampled_from(["run", "shift", "skip"]),
    hours=st.sampled_from(["00:00-24:00", "22:00-05:00", "08:00-11:30"]),
    minutes=st.integers(0, 8 * 366 * 24 * 60),
)
def test_moments_come_in_order_each_once_on_right_days_in_right_hours(
    when: str, policy: Any, hours: str, minutes: int
) -> None:
    chosen = entry(when, holidays=policy, hours=hours)
    after = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = list(islice(moments(chosen, NONE_OFF, after), 8))
    assert len(found) == 8
    assert all(earlier < later for earlier, later in pairwise([after, *found]))
    assert all(chosen.hours.includes(60 * moment.hour + moment.minute) for moment in found)
    assert policy == "run" or not any(NONE_OFF.include(moment.date()) for moment in found)
    assert found[1:] == list(islice(moments(chosen, NONE_OFF, found[0]), 7))


def test_hours_over_midnight_open_in_the_evening_and_close_in_the_morning() -> None:
    noon, night = datetime(2027, 1, 1, 12, tzinfo=ZONE), datetime(2027, 1, 2, 1, tzinfo=ZONE)
    assert opening(NIGHT, noon) == datetime(2027, 1, 1, 22, tzinfo=ZONE)
    assert opening(NIGHT, night) == night
    assert closing(NIGHT, night) == datetime(2027, 1, 2, 5, tzinfo=ZONE)
    assert closing(NIGHT, datetime(2027, 1, 1, 23, tzinfo=ZONE)) == datetime(2027, 1, 2, 5, tzinfo=ZONE)


def test_hours_of_the_whole_day_never_close() -> None:
    assert closing(ALL_DAY, datetime(2027, 1, 1, 12, tzinfo=ZONE)) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next(moments(entry(), NONE_OFF, datetime(2027, 1, 1)))  # noqa: DTZ001 (that is the point)


def test_a_run_begins_in_its_hours_on_a_day_that_is_not_off() -> None:
    chosen = entry(quiet_days=("SAT",), holidays="skip", hours="22:00-05:00")
    friday = datetime(2027, 1, 8, 23, 50, tzinfo=ZONE)
    assert beginning(chosen, NONE_OFF, friday) == friday
    assert beginning(chosen, NONE_OFF, friday + timedelta(minutes=30)) == datetime(2027, 1, 10, 0, 20, tzinfo=ZONE)
    assert beginning(chosen, NONE_OFF, datetime(2027, 1, 8, 12, tzinfo=UTC)) == datetime(2027, 1, 8, 22, tzinfo=ZONE)
    never = entry(quiet_days=("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"))
    assert beginning(never, NONE_OFF, friday) is None
