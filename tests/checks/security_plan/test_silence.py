from __future__ import annotations

import datetime as dt

from checks.observation import Seen
from checks.security_plan.silence import days_since, together, told, told_day
from tests.checks.security_plan.records import TODAY, detail

TOMORROW = TODAY + dt.timedelta(days=1)


def test_what_is_said_is_told_and_silence_says_of_what() -> None:
    assert told(0, "how many users it has") == Seen(0)
    assert told(False, "whether it is watched") == Seen(False)
    assert detail(told(None, "how many users it has")) == "the record does not tell how many users it has"


def test_a_day_counts_when_it_has_come() -> None:
    assert told_day(TODAY, "the day of the drill", TODAY) == Seen("2026-11-21")
    assert days_since(TODAY, "the day of the drill", TODAY) == Seen(0)
    assert days_since(dt.date(2026, 11, 1), "the day of the drill", TODAY) == Seen(20)
    for fact in (
        told_day(TOMORROW, "the day of the drill", TODAY),
        days_since(TOMORROW, "the day of the drill", TODAY),
    ):
        assert detail(fact) == "the day of the drill is said to be 2026-11-22, after 2026-11-21"
    assert detail(days_since(None, "the day of the drill", TODAY)) == "the record does not tell the day of the drill"


def test_an_object_is_whole_unless_all_is_silent() -> None:
    members = {"users": told(None, "how many users it has"), "serves": told("body", "whom it serves")}
    assert together(members, False, "what it is for") == Seen(members)
    assert detail(together(members, True, "what it is for")) == "the record does not tell what it is for"
