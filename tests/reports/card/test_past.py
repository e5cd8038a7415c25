from dataclasses import replace
from datetime import timedelta

import pytest

from reports.card.past import When, before, trend, year_ago
from reports.model import AuditReport, PastAudit
from reports.ranking import rules
from tests.reports.province import START, report


def with_past(*days: int) -> AuditReport:
    told = report()
    past = [PastAudit(f"{ago}", START - timedelta(days=ago), told.profile, told.law_date, {}) for ago in days]
    return replace(told, history=past)


@pytest.mark.parametrize(
    ("days", "when", "name"),
    [
        ((30, 14, 7, 1), When.LAST_WEEK, "7"),
        ((9, 5, 2), When.LAST_WEEK, "5"),
        ((14, 10), When.BEFORE, "10"),
        ((3,), When.BEFORE, "3"),
    ],
)
def test_the_audit_of_last_week_is_compared_with_else_the_one_before(
    days: tuple[int, ...], when: When, name: str
) -> None:
    found = before(with_past(*days), rules())
    assert found is not None
    assert (found[0], found[1].audit_id) == (when, name)


@pytest.mark.parametrize(
    ("days", "name"), [((371, 364, 300), "364"), ((386, 400), "386"), ((344,), "344"), ((368, 362), "362")]
)
def test_the_audit_nearest_to_a_year_ago_is_compared_with(days: tuple[int, ...], name: str) -> None:
    found = year_ago(with_past(*days), rules())
    assert found is not None
    assert (found[0], found[1].audit_id) == (When.YEAR_AGO, name)


def test_without_an_audit_near_enough_there_is_nothing_to_compare_with() -> None:
    assert before(with_past(), rules()) is None
    assert year_ago(with_past(343, 387), rules()) is None


def test_the_audit_itself_and_later_ones_are_no_past() -> None:
    told = with_past(0, -7)
    assert before(told, rules()) is None


@pytest.mark.parametrize(
    ("now", "then", "way"), [(5, 3, "up"), (3, 5, "down"), (5, 5, "same"), (None, 5, "none"), (5, None, "none")]
)
def test_a_trend_needs_both_ends(now: int | None, then: int | None, way: str) -> None:
    assert trend(now, then) == way
