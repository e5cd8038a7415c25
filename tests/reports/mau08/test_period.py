from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.mau08.period import Period, period_of


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (date(2026, 12, 14), date(2025, 12, 15), date(2026, 12, 14)),
        (date(2026, 12, 15), date(2026, 12, 15), date(2027, 12, 14)),
        (date(2026, 1, 1), date(2025, 12, 15), date(2026, 12, 14)),
        (date(2026, 12, 31), date(2026, 12, 15), date(2027, 12, 14)),
    ],
)
def test_a_reporting_year_turns_between_14_and_15_december(day: date, start: date, end: date) -> None:
    assert period_of(day) == Period(start, end)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_every_day_lies_in_its_own_period_and_the_next_begins_where_it_ends(day: date) -> None:
    period = period_of(day)

    assert day in period
    assert period.end + timedelta(days=1) not in period
    assert period_of(period.end + timedelta(days=1)).start == period.end + timedelta(days=1)


def test_the_report_is_due_within_days_of_the_end() -> None:
    period = period_of(date(2026, 11, 22))

    assert (period.due_to_owner, period.due_to_ministry) == (date(2026, 12, 20), date(2026, 12, 25))
