from datetime import date

import pytest

from checks.observation import Json
from policies.judge import judge
from policies.requirement import Profile, Text
from policies.verdict import Outcome
from reports.systems import Deadline, Due, contradictions, deadlines, not_due, suggested
from tests.reports.judged import ASKED, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, WAIVED, asked, audited, verdicts
from tests.reports.systems import complete, system, unseen

DVC = system("httt-dvc", "Hệ thống", complete())


def test_the_highest_criterion_that_holds_suggests_the_level() -> None:
    outcomes = {"level.procedures": PASS, "level.several": FAIL, "level.information": PASS}
    found = suggested(verdicts(DVC, outcomes | {"level.round_the_clock": NOT_APPLICABLE}), ASKED)
    assert found is not None
    assert (found.level, found.criteria, found.undecided) == (3, ("level.procedures", "level.several"), ())


def test_an_undecided_criterion_for_a_higher_level_is_told_and_suggests_nothing() -> None:
    found = suggested(
        verdicts(DVC, {"level.information": PASS, "level.round_the_clock": UNKNOWN, "level.procedures": UNKNOWN}), ASKED
    )
    assert found is not None
    assert (found.level, found.undecided) == (2, ("level.procedures", "level.round_the_clock"))
    assert suggested(verdicts(DVC, {"level.procedures": UNKNOWN, "plan.deployed": PASS}), ASKED) is None


def test_a_requirement_of_another_kind_suggests_no_level() -> None:
    known = {**ASKED, "plan.deployed": asked("plan.deployed", parameters={"level": 5})}
    assert suggested(verdicts(DVC, {"plan.deployed": PASS}), known) is None


@pytest.mark.parametrize(
    ("level", "law_date", "due"),
    [
        (3, date(2026, 11, 16), Deadline("deadline.transition_approved", date(2026, 12, 31), 45, Due.DONE)),
        (2, date(2026, 11, 16), Deadline("deadline.transition_approved", date(2026, 12, 31), 45, Due.NOT_DUE)),
        (2, date(2026, 12, 31), Deadline("deadline.transition_approved", date(2026, 12, 31), 0, Due.NOT_DUE)),
        (2, date(2027, 1, 10), Deadline("deadline.transition_approved", date(2026, 12, 31), -10, Due.OVERDUE)),
        (unseen(), date(2027, 1, 10), Deadline("deadline.transition_approved", date(2026, 12, 31), -10, Due.UNKNOWN)),
    ],
)
def test_a_deadline_is_done_not_due_overdue_or_unknown_as_the_judge_says(
    level: Json, law_date: date, due: Deadline
) -> None:
    requirement = asked("deadline.transition_approved", deadline="2026-12-31", requires="security_plan.level >= 3")
    profile = Profile(name="one", title=Text(vi="Một", en="One"), requirements=(requirement,))
    judged = judge(system("a", "A", complete(level=level)).record, profile, law_date)
    assert deadlines(judged, {requirement.id: requirement}, law_date) == (due,)
    assert not_due(judged[0], requirement, law_date) is (due.due is Due.NOT_DUE)


def test_a_deadline_that_does_not_concern_the_system_is_left_out_and_the_earliest_comes_first() -> None:
    day = date(2026, 11, 16)
    apart = verdicts(DVC, {"deadline.ct09_approved": NOT_APPLICABLE, "deadline.transition_approved": WAIVED})
    assert [(one.requirement, one.due) for one in deadlines(apart, ASKED, day)] == [
        ("deadline.transition_approved", Due.WAIVED)
    ]
    both = verdicts(DVC, {"deadline.transition_approved": PASS, "deadline.ct09_approved": FAIL, "plan.deployed": FAIL})
    assert [one.day for one in deadlines(both, ASKED, day)] == [date(2024, 9, 30), date(2026, 12, 31)]


def test_what_has_no_deadline_or_does_not_apply_is_not_one_that_is_to_come() -> None:
    apart = verdicts(DVC, {"deadline.ct09_approved": NOT_APPLICABLE, "plan.deployed": NOT_APPLICABLE})
    assert not any(not_due(one, ASKED[one.requirement], date(2020, 1, 1)) for one in apart)


def test_contradictions_are_the_failures_at_the_portals_of_a_system() -> None:
    report = audited()
    found = contradictions(report)
    assert set(found) == {"httt-cong"}
    assert [one.portal.url for one in found["httt-cong"]] == [portal.url for portal in report.portals[:2]]
    assert {one.verdict.verdict for one in found["httt-cong"]} == {Outcome.FAIL}
    assert contradictions(audited(portals=[])) == {}
