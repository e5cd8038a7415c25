from datetime import date
from typing import Any

import pytest

from checks.observation import Json
from checks.security_plan.record import Approval, CheckKind, PlanStatus
from reports.mau08.papers import Paper, Papers
from reports.mau08.period import period_of
from reports.wording import Wording
from tests.reports.systems import APPRAISED, APPROVED, DRAFTED, FULL, PARTLY, SUBMITTED, complete, paper, silent, unseen

BEFORE, PERIODIC = CheckKind.BEFORE_USE, CheckKind.PERIODIC
NEEDS = "not enough evidence; a document is needed"
UNREADABLE = "what was observed cannot be read"


def papers(facts: dict[str, Json]) -> Papers:
    return Papers(facts, period_of(date(2026, 11, 22)), Wording("en"))


def noted(read: Papers) -> list[tuple[int, str | None, str]]:
    """What was left out: column, what the record says, why."""
    return [(item.column, item.claimed, item.why) for item in read.unproven]


def test_proven_papers_fill_the_columns_and_leave_nothing_to_note() -> None:
    read = papers(complete())

    assert read.level() == 3
    assert read.approval() is Approval.APPROVED
    assert read.document(7, "decision") == Paper("12/QĐ-UBND", date(2026, 3, 1), "UBND tỉnh Thí Điểm")
    assert read.document(8, "regulation") == Paper("5/QĐ-UBND", date(2026, 1, 15), "UBND tỉnh Thí Điểm")
    assert read.plan_status() is PlanStatus.FULLY_DEPLOYED
    assert read.checked() == (BEFORE, PERIODIC)
    assert noted(read) == []


@pytest.mark.parametrize(
    ("changed", "shown", "claimed", "why"),
    [
        ({"approval": unseen("it changed")}, Approval.APPRAISED, APPROVED, "(it changed)"),
        ({"approval": unseen("x"), "appraisal": None}, None, APPROVED, "(x)"),
        ({"approval": unseen("x"), "appraisal": unseen()}, None, APPROVED, "(x)"),
        ({"approval": unseen("x"), "claims": unseen()}, None, None, "(x)"),
        ({"approval": unseen("x"), "claims": {"approval": DRAFTED}}, None, DRAFTED, "(x)"),
        ({"decision": unseen("torn"), "appraisal": None}, None, APPROVED, "(torn)"),
        ({"decision": None, "appraisal": None}, None, APPROVED, "no decision that approves the level is on record"),
        (
            {"decision": paper("1", "2026-12-15"), "appraisal": None},
            None,
            APPROVED,
            "dated 15/12/2026, after the reporting period",
        ),
        ({"approval": APPRAISED, "appraisal": unseen("torn")}, None, APPRAISED, "(torn)"),
        ({"approval": APPRAISED, "appraisal": None}, None, APPRAISED, "no appraisal of the dossier is on record"),
        ({"approval": "Tốt", "claims": {"approval": "Tốt"}, "appraisal": None}, None, None, UNREADABLE),
        ({"approval": None, "appraisal": None}, None, APPROVED, UNREADABLE),
    ],
)
def test_an_approval_without_proof_is_lowered_to_what_is_proven(
    changed: dict[str, Json], shown: Approval | None, claimed: str | None, why: str
) -> None:
    read = papers(complete(**changed))

    assert read.approval() is shown
    [(column, said, reason)] = noted(read)
    assert (column, said) == (6, claimed)
    assert reason.endswith(why)


@pytest.mark.parametrize("word", [DRAFTED, SUBMITTED])
def test_an_approval_that_is_admitted_to_be_missing_is_said_as_it_is(word: str) -> None:
    read = papers(silent(approval=word))

    assert read.approval() == word
    assert noted(read) == []


def test_an_appraisal_that_is_proven_is_said_when_it_is_all_that_is_claimed() -> None:
    read = papers(complete(approval=APPRAISED, decision=None))

    assert read.approval() is Approval.APPRAISED
    assert noted(read) == []


@pytest.mark.parametrize(
    ("changed", "claimed", "why"),
    [
        ({"plan_status": unseen("no copy")}, FULL, "(no copy)"),
        ({"plan": unseen("no copy")}, FULL, "(no copy)"),
        ({"plan": None}, FULL, "no document of the security plan is on record"),
        ({"plan": paper("1", "2027-01-01")}, FULL, "dated 01/01/2027, after the reporting period"),
        ({"plan_status": 3, "claims": []}, None, UNREADABLE),
    ],
)
def test_a_plan_without_proof_is_neither_deployed_nor_not(
    changed: dict[str, Json], claimed: str | None, why: str
) -> None:
    read = papers(complete(**changed))

    assert read.plan_status() is None
    [(column, said, reason)] = noted(read)
    assert (column, said) == (10, claimed)
    assert reason.endswith(why)


def test_an_admission_about_the_plan_needs_no_document() -> None:
    read = papers(silent(plan_status=PARTLY))

    assert read.plan_status() is PlanStatus.PARTLY_DEPLOYED
    assert noted(read) == []


def last(day: str) -> dict[str, Any]:
    return {"date": day, "days_ago": 1, "assessor": "A", "report": "1"}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {"last_assessment": last("2025-12-14")},
            "the last assessment, of 14/12/2025, lies outside the reporting period",
        ),
        (
            {"last_assessment": last("2026-12-15")},
            "the last assessment, of 15/12/2026, lies outside the reporting period",
        ),
        ({"last_assessment": None}, "no periodic assessment in the reporting period is on record"),
        ({"assessor": {"kind": BEFORE.value}}, "no periodic assessment in the reporting period is on record"),
        ({"last_assessment": unseen("torn")}, f"{NEEDS} (torn)"),
        ({"last_assessment": last("gần đây")}, UNREADABLE),
    ],
)
def test_a_periodic_check_is_said_only_of_the_period_that_its_report_proves(changed: dict[str, Json], why: str) -> None:
    read = papers(complete(**changed))

    assert read.checked() == (BEFORE,)
    assert noted(read) == [(12, "Định kỳ", why)]


@pytest.mark.parametrize("day", ["2025-12-15", "2026-12-14"])
def test_the_first_and_the_last_day_belong_to_the_period(day: str) -> None:
    assert papers(complete(last_assessment=last(day), assessor=unseen())).checked() == (BEFORE, PERIODIC)


def test_checks_without_proof_are_blank_and_an_admission_that_there_were_none_is_no_note() -> None:
    unproven, none = papers(complete(checked=unseen("no report"))), papers(silent(checked=[]))

    assert (unproven.checked(), none.checked()) == ((), ())
    assert noted(unproven) == [(12, None, f"{NEEDS} (no report)")]
    assert noted(none) == []


def test_a_regulation_that_is_only_claimed_is_told_as_such_and_one_that_is_denied_is_blank() -> None:
    claimed, denied = papers(complete(regulation=unseen("no copy"))), papers(complete(regulation=None))

    assert claimed.document(8, "regulation") is None
    assert denied.document(8, "regulation") is None
    assert noted(claimed) == [(8, "issued", f"{NEEDS} (no copy)")]
    assert noted(denied) == []


@pytest.mark.parametrize("value", [[], "x", paper("1", "ngày 1"), {"number": 1, "date": "2026-01-01", "body": "B"}, {}])
def test_a_document_of_another_shape_is_blank(value: Json) -> None:
    read = papers(complete(decision=value))

    assert read.document(7, "decision") is None
    assert noted(read) == [(7, None, UNREADABLE)]


def test_expected_days_are_those_of_the_record() -> None:
    read = papers(complete(expected={"approval": "2026-12-15", "plan": unseen("silent")}))

    assert read.expected(9, "approval") == date(2026, 12, 15)
    assert read.expected(11, "plan") is None
    assert noted(read) == [(11, None, f"{NEEDS} (silent)")]


@pytest.mark.parametrize("value", [{"approval": "mai"}, {"approval": 5}, [], 7])
def test_an_expected_day_of_another_shape_is_blank(value: Json) -> None:
    read = papers(complete(expected=value))

    assert read.expected(9, "approval") is None
    assert noted(read) == [(9, None, UNREADABLE)]


@pytest.mark.parametrize("value", [0, 6, True, "3", None, unseen()])
def test_a_level_that_is_none_is_blank(value: Json) -> None:
    read = papers(complete(level=value))

    assert read.level() is None
    assert [item.column for item in read.unproven] == [5]


def test_facts_that_an_older_audit_did_not_observe_are_unproven() -> None:
    read = papers({})

    assert read.approval() is None
    assert read.expected(9, "approval") is None
    assert noted(read) == [(6, None, NEEDS), (9, None, NEEDS)]
