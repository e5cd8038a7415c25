from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from checks.facts import FACTS
from checks.observation import Fact, Reason, Seen, Unseen
from checks.security_plan.observe import observe
from checks.security_plan.record import Approval, Assessment, CheckKind, Document, Layer, PlanStatus, SystemRecord

NAMES = [name.split(".")[1] for name in FACTS if name.split(".")[0] == "security_plan"]
TODAY = dt.date(2026, 11, 21)
DECISION = Document("12/QĐ-UBND", dt.date(2026, 3, 1), "UBND tỉnh Thí Điểm")
DECISION_FACT = {"number": "12/QĐ-UBND", "date": "2026-03-01", "body": "UBND tỉnh Thí Điểm"}
ASSESSMENT = Assessment(dt.date(2026, 5, 1), "Trung tâm CNTT", "03/BC-CNTT")
SILENT = SystemRecord("httt-cong", "Hệ thống Cổng thông tin điện tử")
COMPLETE = SystemRecord(
    id="httt-cong",
    name="Hệ thống Cổng thông tin điện tử",
    level=2,
    approval=Approval.APPROVED,
    decision=DECISION,
    plan_status=PlanStatus.FULLY_DEPLOYED,
    plan=Document("13/PA-UBND", dt.date(2026, 3, 2), "UBND tỉnh Thí Điểm"),
    regulation=Document("14/QĐ-UBND", dt.date(2026, 3, 3), "UBND tỉnh Thí Điểm"),
    checked=(CheckKind.BEFORE_USE, CheckKind.PERIODIC),
    assessments=(ASSESSMENT,),
    layers={
        "1": Layer(PlanStatus.FULLY_DEPLOYED, DECISION),
        "2": Layer(PlanStatus.PARTLY_DEPLOYED),
        "3": Layer(PlanStatus.FULLY_DEPLOYED),
    },
)


def detail(fact: Fact[Any]) -> str:
    """What an unseen fact says is missing, after making sure that a document would mend it."""
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.NEEDS_DOCUMENT
    return fact.detail


def test_a_portal_in_no_system_shows_none_of_the_facts() -> None:
    facts = observe(None, TODAY)

    assert list(facts) == NAMES
    assert {detail(fact) for fact in facts.values()} == {"the portal belongs to no information system in the inventory"}


def test_a_silent_record_proves_and_admits_nothing() -> None:
    facts = observe(SILENT, TODAY)
    layers = facts.pop("layers")

    assert all(detail(fact) for fact in facts.values())
    assert isinstance(layers, Seen)
    assert [detail(layer) for layer in layers.value.values()] == [
        f"the record does not say how far layer {number} is deployed" for number in "1234"
    ]


def test_a_complete_record_shows_every_fact_in_plain_data() -> None:
    facts = observe(COMPLETE, TODAY)

    assert list(facts) == NAMES
    assert facts["level"] == Seen(2)
    assert facts["approval"] == Seen("Đã được phê duyệt")
    assert facts["decision"] == Seen(DECISION_FACT)
    assert facts["plan_status"] == Seen("Đã triển khai đầy đủ")
    assert facts["regulation"] == Seen({"number": "14/QĐ-UBND", "date": "2026-03-03", "body": "UBND tỉnh Thí Điểm"})
    assert facts["checked"] == Seen(["Trước khi đưa vào sử dụng", "Định kỳ"])
    assert facts["last_assessment"] == Seen(
        {"date": "2026-05-01", "days_ago": 204, "assessor": "Trung tâm CNTT", "report": "03/BC-CNTT"}
    )


def test_each_layer_stands_or_falls_with_its_own_document() -> None:
    layers = observe(COMPLETE, TODAY)["layers"]

    assert isinstance(layers, Seen)
    assert layers.value["1"] == Seen("Đã triển khai đầy đủ")
    assert layers.value["2"] == Seen("Đã triển khai một số hạng mục"), "an admission needs no document"
    assert detail(layers.value["3"]) == "no document is given for layer 3"
    assert detail(layers.value["4"]) == "the record does not say how far layer 4 is deployed"


@pytest.mark.parametrize(
    ("decision", "missing"),
    [
        (replace(DECISION, number=None), "the document for the approval of the level lacks its number"),
        (
            replace(DECISION, date=None, body=""),
            "the document for the approval of the level lacks its date, issuing body",
        ),
        (
            replace(DECISION, date=dt.date(2026, 11, 22)),
            "the document for the approval of the level is dated 2026-11-22, after 2026-11-21",
        ),
        (replace(DECISION, file="qd.txt"), "the file qd.txt, named for the approval of the level, was not read"),
    ],
)
def test_an_approval_without_a_full_document_is_unseen_and_says_what_is_missing(
    decision: Document, missing: str
) -> None:
    facts = observe(replace(COMPLETE, decision=decision), TODAY)

    assert detail(facts["approval"]) == missing
    assert detail(facts["decision"]) == missing


def test_a_document_proves_from_its_own_day_on_and_with_its_file_read() -> None:
    decision = replace(DECISION, date=TODAY, file="qd.txt", sha256="ab" * 32)

    assert observe(replace(COMPLETE, decision=decision), TODAY)["approval"] == Seen("Đã được phê duyệt")


def test_an_approval_whose_decision_is_denied_is_a_claim_without_a_document() -> None:
    facts = observe(replace(COMPLETE, decision=None), TODAY)

    assert detail(facts["approval"]) == "no document is given for the approval of the level"
    assert detail(facts["decision"]) == "the level is said to be approved, yet the record names no decision"


@pytest.mark.parametrize("approval", [Approval.DRAFTED, Approval.SUBMITTED, Approval.APPRAISED])
def test_an_admission_that_the_level_is_not_approved_is_seen_and_so_is_the_lack_of_a_decision(
    approval: Approval,
) -> None:
    facts = observe(replace(SILENT, approval=approval), TODAY)

    assert facts["approval"] == Seen(approval.value)
    assert facts["decision"] == Seen(None)


def test_a_decision_without_a_word_on_approval_is_still_seen() -> None:
    facts = observe(replace(SILENT, decision=DECISION), TODAY)

    assert facts["decision"] == Seen(DECISION_FACT)
    assert isinstance(facts["approval"], Unseen)


def test_an_explicit_null_admits_that_there_is_no_regulation() -> None:
    assert observe(replace(SILENT, regulation=None), TODAY)["regulation"] == Seen(None)
    assert detail(observe(SILENT, TODAY)["regulation"]) == "no document is given for the security regulation"


@pytest.mark.parametrize("status", [PlanStatus.NOT_DEPLOYED, PlanStatus.PARTLY_DEPLOYED])
def test_an_admission_about_the_plan_needs_no_document(status: PlanStatus) -> None:
    assert observe(replace(SILENT, plan_status=status), TODAY)["plan_status"] == Seen(status.value)


def test_a_fully_deployed_plan_needs_its_document() -> None:
    facts = observe(replace(COMPLETE, plan=None), TODAY)

    assert detail(facts["plan_status"]) == "no document is given for the security plan"


def test_checks_are_proven_by_an_assessment_and_denied_by_an_empty_list() -> None:
    assert observe(replace(SILENT, checked=()), TODAY)["checked"] == Seen([])
    assert "no assessment" in detail(observe(replace(COMPLETE, assessments=()), TODAY)["checked"])
    unproven = replace(COMPLETE, assessments=(replace(ASSESSMENT, report=None),))
    assert "no assessment" in detail(observe(unproven, TODAY)["checked"])


def test_an_empty_list_of_assessments_admits_that_there_was_none() -> None:
    assert observe(replace(SILENT, assessments=()), TODAY)["last_assessment"] == Seen(None)


def last_assessment(*assessments: Assessment) -> Fact[Any]:
    return observe(replace(COMPLETE, assessments=assessments), TODAY)["last_assessment"]


def test_the_newest_assessment_counts_wherever_it_stands_in_the_list() -> None:
    newer = replace(ASSESSMENT, date=dt.date(2026, 11, 20), report="09/BC-CNTT")

    for order in [(ASSESSMENT, newer), (newer, ASSESSMENT)]:
        fact = last_assessment(*order)
        assert isinstance(fact, Seen)
        assert (fact.value["report"], fact.value["days_ago"]) == ("09/BC-CNTT", 1)


def test_a_newer_assessment_without_proof_leaves_open_which_one_is_the_last() -> None:
    newer = Assessment(dt.date(2026, 11, 20), "Trung tâm CNTT")
    undated = Assessment(None, "Trung tâm CNTT", "10/BC-CNTT")

    assert detail(last_assessment(ASSESSMENT, newer)) == "the document for the last assessment lacks its number"
    assert detail(last_assessment(undated, ASSESSMENT)) == "the document for the last assessment lacks its date"


def test_an_assessment_still_to_come_proves_nothing_and_hides_nothing() -> None:
    planned = replace(ASSESSMENT, date=dt.date(2026, 12, 1))

    past = last_assessment(planned, ASSESSMENT)
    assert isinstance(past, Seen)
    assert past.value["date"] == "2026-05-01"
    assert detail(last_assessment(planned)) == (
        "the document for the last assessment is dated 2026-12-01, after 2026-11-21"
    )
