from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.observation import Seen
from checks.security_plan import plan
from checks.security_plan.record import GROUPS, PARTS, Approval, Document, Layer, PlanStatus
from tests.checks.security_plan.records import COMPLETE, FULLY, PROVINCE, SILENT, TODAY, detail, seen

NO_PLAN = "no document is given for the security plan"
PARTLY, NOT = PlanStatus.PARTLY_DEPLOYED, PlanStatus.NOT_DEPLOYED


def test_a_fully_deployed_plan_needs_its_document() -> None:
    assert plan.plan_status(COMPLETE, TODAY) == Seen("Đã triển khai đầy đủ")
    assert detail(plan.plan_status(replace(COMPLETE, plan=None), TODAY)) == NO_PLAN


@pytest.mark.parametrize("status", [NOT, PARTLY])
def test_an_admission_about_the_plan_needs_no_document(status: PlanStatus) -> None:
    assert plan.plan_status(replace(SILENT, plan_status=status), TODAY) == Seen(status.value)


def test_the_plans_paper_is_told_and_null_only_where_nothing_is_deployed() -> None:
    assert plan.plan(COMPLETE, TODAY) == Seen({"number": "13/PA-UBND", "date": "2026-03-02", "body": PROVINCE})
    for blank in (None, Document()):
        assert plan.plan(replace(SILENT, plan=blank, plan_status=NOT), TODAY) == Seen(None)
        assert "the security plan" in detail(plan.plan(replace(SILENT, plan=blank, plan_status=PARTLY), TODAY))
    assert "lacks its date" in detail(plan.plan(replace(SILENT, plan=Document("13/PA"), plan_status=NOT), TODAY))
    assert detail(plan.plan(SILENT, TODAY)) == NO_PLAN


def test_parts_and_groups_are_proven_by_the_plans_paper_and_admitted_without() -> None:
    parts, groups = plan.plan_parts(COMPLETE, TODAY), plan.plan_groups(COMPLETE, TODAY)
    assert parts == Seen(dict.fromkeys(PARTS, Seen(FULLY.value)))
    assert groups == Seen(dict.fromkeys(GROUPS, Seen(FULLY.value)))
    unproven = replace(COMPLETE, plan=None, plan_parts={"risk": FULLY, "checks": NOT}, plan_groups={"data": PARTLY})
    members = seen(plan.plan_parts(unproven, TODAY))
    assert detail(members["risk"]) == NO_PLAN
    assert members["checks"] == Seen(NOT.value)
    assert detail(members["design"]) == "the record does not say how far the part on design and build is deployed"
    members = seen(plan.plan_groups(unproven, TODAY))
    assert members["data"] == Seen(PARTLY.value)
    assert detail(members["server"]) == "the record does not say how far the group on servers is deployed"


def test_a_record_without_parts_or_groups_is_silent_about_all_of_them() -> None:
    assert detail(plan.plan_parts(SILENT, TODAY)) == "the record does not tell the state of the plan's parts"
    assert "groups" in detail(plan.plan_groups(SILENT, TODAY))


def test_an_explicit_null_admits_that_there_is_no_regulation() -> None:
    assert plan.regulation(replace(SILENT, regulation=None), TODAY) == Seen(None)
    assert detail(plan.regulation(SILENT, TODAY)) == "no document is given for the security regulation"
    assert seen(plan.regulation(COMPLETE, TODAY))["number"] == "14/QĐ-UBND"


def test_promises_are_told_as_declared_and_none_is_a_word_too() -> None:
    assert plan.promises(COMPLETE) == Seen(["tls", "ipv6"])
    assert plan.promises(replace(SILENT, promises=())) == Seen([])
    assert detail(plan.promises(SILENT)) == "the record does not tell which measures the plan promises"


def test_expected_days_may_lie_ahead() -> None:
    assert plan.expected(COMPLETE) == Seen({"approval": Seen("2026-12-15"), "plan": Seen("2027-03-31")})
    members = seen(plan.expected(replace(SILENT, expected_plan=dt.date(2027, 3, 31))))
    assert detail(members["approval"]) == "the record does not tell when the approval is expected"
    assert detail(plan.expected(SILENT)) == "the record does not tell what is expected when"


def test_claims_are_told_with_or_without_proof() -> None:
    record = replace(
        SILENT,
        approval=Approval.APPROVED,
        plan_status=FULLY,
        regulation=Document(),
        layers={"1": Layer(FULLY), "2": Layer(PARTLY), "3": Layer()},
    )
    members = seen(plan.claims(record))
    silent = {number: members.pop(number) for number in "34"}
    assert members == {
        "approval": Seen("Đã được phê duyệt"),
        "plan_status": Seen(FULLY.value),
        "regulation": Seen(True),
        "1": Seen(FULLY.value),
        "2": Seen(PARTLY.value),
    }
    assert [detail(fact) for fact in silent.values()] == [
        f"the record does not say how far layer {number} is deployed" for number in "34"
    ]


def test_what_is_not_claimed_is_silence_and_a_denial_a_word() -> None:
    members = seen(plan.claims(replace(SILENT, regulation=None)))
    assert members["regulation"] == Seen(False)
    assert "approval of the level" in detail(members["approval"])
    assert detail(plan.claims(SILENT)) == "the record does not tell how far anything has come"
