from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest

from policies.verdict import Severity
from reports.ranking import RulesError, Window, mend_by, read_rules, rules
from tests.reports.judged import asked

SHIPPED = resources.files("reports").joinpath("ranking.yaml").read_text(encoding="utf-8")


def test_the_rules_that_are_shipped_hold() -> None:
    assert rules().groups == ("department", "commune")
    assert rules().weights == {
        Severity.CRITICAL: 10,
        Severity.HIGH: 5,
        Severity.MEDIUM: 2,
        Severity.LOW: 1,
    }
    assert [rules().mend_within_days[severity] for severity in Severity] == [3, 15, 30, 90]
    assert rules() is rules()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("high: 5", "high: 50", "line 5: weights: lets a lighter severity weigh more than a heavier one"),
        ("high: 5, ", "", "line 5: weights: says nothing of high; give a number for every severity."),
        ("high: 5", "high: 0", "line 5: weights.high: input should be greater than or equal to 1, not '0'"),
        ("high: 5", "hoch: 5", "line 5: weights.hoch: input should be 'critical', 'high', 'medium' or 'low'"),
        ("high: 15", "high: 1", "mend_within_days: gives a heavier severity more days than a lighter one"),
        ("smallest_group: 3", "smallest_group: drei", "smallest_group: input should be a valid integer, not 'drei'"),
        ("smallest_group: 3", "", "line 2: smallest_group: is missing; add smallest_group:."),
        ("smallest_group: 3", "smallest_group: 3\nmost: 1", "most: is not a known rule; remove it."),
        ("[department, commune]", "[commune, commune]", "groups: names a kind twice; name each once."),
        ("[department, commune]", "[village]", "groups.0: input should be 'province', 'department'"),
        ("to_days: 9", "to_days: 1", "last_week: to_days is less than from_days; exchange them."),
        ("schema_version: 1", "schema_version: [", "not valid YAML"),
    ],
)
def test_rules_that_are_not_sound_are_refused_in_a_sentence(old: str, new: str, told: str) -> None:
    with pytest.raises(RulesError) as refused:
        read_rules(SHIPPED.replace(old, new, 1), "rules.yaml")
    assert str(refused.value).startswith("rules.yaml, line ")
    assert told in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_window_holds_both_its_ends() -> None:
    window = Window(from_days=5, to_days=9)
    assert [days for days in range(12) if window.holds(days)] == [5, 6, 7, 8, 9]
    assert window.middle == 7


def test_without_a_deadline_mending_is_proposed_by_severity_from_the_day_here() -> None:
    late = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
    for since, now in ((late, late + timedelta(days=3)), (None, late)):
        found = mend_by(asked("other.thing"), Severity.CRITICAL, since, now)
        assert astuple(found) == (date(2026, 11, 20), True, False), "it is the 17th in Vietnam"
    found = mend_by(asked("other.thing"), Severity.CRITICAL, late, late + timedelta(days=4))
    assert astuple(found) == (date(2026, 11, 20), True, True), "the day does not move while the failure stays"


@pytest.mark.parametrize(("deadline", "passed"), [("2024-09-30", True), ("2026-11-16", False), ("2026-12-31", False)])
def test_a_deadline_of_the_law_goes_before_the_proposal(deadline: str, passed: bool) -> None:
    requirement = asked("deadline.ct09_approved", deadline=deadline)
    found = mend_by(requirement, Severity.LOW, None, datetime(2026, 11, 16, 8, 0, tzinfo=UTC))
    assert astuple(found) == (date.fromisoformat(deadline), False, passed)
