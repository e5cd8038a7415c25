from __future__ import annotations

from datetime import timedelta

import pytest

from agent.schedule.durations import duration, duration_text


@pytest.mark.parametrize(
    ("text", "seconds"), [("45s", 45), ("10m", 600), ("12h", 43_200), ("5d", 432_000), (" 90 m ", 5400), ("0s", 0)]
)
def test_a_span_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("wrong", ["", "10", "-5m", "1.5h", "5 weeks", "١m", "999999d", 10, None])
def test_anything_else_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="45s"):
        duration(wrong)


@pytest.mark.parametrize("text", ["45s", "90m", "36h", "5d"])
def test_a_span_is_written_in_the_largest_unit_that_tells_it(text: str) -> None:
    assert duration_text(duration(text)) == text


def test_sixty_minutes_are_an_hour() -> None:
    assert duration_text(duration("60m")) == "1h"
