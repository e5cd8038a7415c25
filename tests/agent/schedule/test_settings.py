from __future__ import annotations

from datetime import time, timedelta

import pytest
from pydantic import ValidationError

from agent.schedule.settings import ScheduleSettings


def test_a_run_that_keeps_failing_is_tried_again_later_and_later_up_to_six_hours() -> None:
    pauses = [ScheduleSettings().pause_after(failures) for failures in (1, 2, 3, 99)]
    assert pauses == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20), timedelta(hours=6)]


def test_housekeeping_has_a_time_of_the_day() -> None:
    assert ScheduleSettings(keep_at="04:05").housekeeping == time(4, 5)


def test_what_is_no_time_of_the_day_is_refused() -> None:
    with pytest.raises(ValidationError, match="03:30"):
        ScheduleSettings(keep_at="25:00")
