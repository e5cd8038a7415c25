from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from agent.schedule.when import trigger_of
from reports.wording import ZONE

NEW_YEAR = datetime(2027, 1, 1, tzinfo=ZONE)
"""A Friday."""


def days(text: str, count: int = 4) -> list[str]:
    """The first times of a form after New Year, written short."""
    trigger, found = trigger_of(text), []
    moment = NEW_YEAR
    for _number in range(count):
        moment = trigger.get_next_fire_time(None, moment + timedelta(microseconds=1))
        found.append(f"{moment:%a %d/%m %H:%M}")
    return found


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("weekly MON 01:00", ["Mon 04/01 01:00", "Mon 11/01 01:00"]),
        ("Weekly  sun", ["Sun 03/01 01:00", "Sun 10/01 01:00"]),
        ("weekly", ["Mon 04/01 01:00", "Mon 11/01 01:00"]),
        ("daily 22:30", ["Fri 01/01 22:30", "Sat 02/01 22:30"]),
        ("every 14 days 02:00", ["Mon 11/01 02:00", "Mon 25/01 02:00"]),
        ("0 1 1 * *", ["Fri 01/01 01:00", "Mon 01/02 01:00"]),
    ],
)
def test_each_form_names_its_times_in_vietnam(text: str, times: list[str]) -> None:
    assert days(text, 2) == times


@pytest.mark.parametrize("weekday", ["0", "7", "sun", "SUN"])
def test_weekdays_are_those_of_cron_where_sunday_is_0_and_7(weekday: str) -> None:
    assert days(f"0 1 * * {weekday}", 1) == ["Sun 03/01 01:00"]


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [
        ("5-7", ["Fri", "Sat", "Sun", "Fri"]),
        ("1-5/2", ["Fri", "Mon", "Wed", "Fri"]),
        ("*/2", ["Sat", "Sun", "Tue", "Thu"]),
        ("1,3", ["Mon", "Wed", "Mon", "Wed"]),
    ],
)
def test_ranges_and_steps_of_weekdays_are_those_of_cron(weekdays: str, expected: list[str]) -> None:
    assert [day[:3] for day in days(f"0 1 * * {weekdays}")] == expected


@pytest.mark.parametrize(
    "wrong", ["", "weekly XYZ", "weekly MON 24:00", "* * *", "0 1 * * 9", "61 1 * * *", "every 0 days", "0 1 * * 6-2"]
)
def test_anything_else_is_refused_with_the_forms(wrong: str) -> None:
    with pytest.raises(ValueError, match="weekly MON 01:00"):
        trigger_of(wrong)
