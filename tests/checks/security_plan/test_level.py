from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.observation import Seen
from checks.security_plan import level
from checks.security_plan.record import (
    ABSENT,
    Approval,
    Body,
    Document,
    Function,
    Operation,
    PersonalData,
    Purpose,
    Reach,
    State,
    Surroundings,
)
from tests.checks.security_plan.records import (
    COMPLETE,
    COPY,
    DECISION,
    DECISION_FACT,
    PROVINCE,
    SILENT,
    TODAY,
    detail,
    seen,
)

NOT_YET = [Approval.DRAFTED, Approval.SUBMITTED, Approval.APPRAISED]


def test_the_level_is_that_of_the_record() -> None:
    assert level.level(COMPLETE) == Seen(2)
    assert detail(level.level(SILENT)) == "the record gives no level"


def test_the_purpose_is_told_as_declared_in_plain_words() -> None:
    said = Purpose(
        (Function.PROCEDURES, Function.INFORMATION),
        True,
        PersonalData.SENSITIVE,
        1,
        2,
        3,
        Reach.NATION,
        False,
        True,
        False,
    )
    assert level.purpose(said) == Seen(
        {
            "functions": Seen(["procedures", "information"]),
            "public_information_only": Seen(True),
            "personal_data": Seen("sensitive"),
            "basic_subjects": Seen(1),
            "sensitive_subjects": Seen(2),
            "users": Seen(3),
            "serves": Seen("nation"),
            "conditional_business": Seen(False),
            "round_the_clock": Seen(True),
            "national_security": Seen(False),
        }
    )


def test_each_word_that_the_purpose_lacks_is_silence_of_its_own() -> None:
    members = seen(level.purpose(Purpose(users=0)))
    assert members.pop("users") == Seen(0)
    assert len({detail(fact) for fact in members.values()}) == 9
    assert detail(members["serves"]) == "the record does not tell whom it serves"
    assert detail(level.purpose(Purpose())) == "the record does not tell what the system is for"


def test_the_bodies_are_named_and_the_unit_is_compared_with_the_operator() -> None:
    named = {"owner": Seen(PROVINCE), "operator": Seen("Sở A"), "unit": Seen("Sở B")}
    record = replace(SILENT, owner=Body(PROVINCE), operator=Body("Sở A"), unit=Body("Sở B"))
    assert level.bodies(record) == Seen({**named, "unit_operates": Seen(False)})
    assert seen(level.bodies(replace(record, unit=Body("SỞ A"))))["unit_operates"] == Seen(True)
    assert "may be the same" in detail(seen(level.bodies(replace(record, unit=Body("Sở A Thí Điểm"))))["unit_operates"])


def test_a_body_that_is_not_named_leaves_open_who_operates() -> None:
    no_unit = seen(level.bodies(replace(COMPLETE, unit=None)))
    assert no_unit["unit_operates"] == no_unit["unit"]
    assert detail(no_unit["unit"]) == "the record does not tell which unit specialises in its security"
    no_operator = seen(level.bodies(replace(COMPLETE, operator=None)))
    assert detail(no_operator["unit_operates"]) == "the record does not tell who operates the system"
    assert detail(level.bodies(SILENT)) == "the record does not tell which bodies are behind the system"


def test_the_operation_is_told_as_declared() -> None:
    assert level.operation(COMPLETE, TODAY) == Seen(
        {
            "state": Seen("operating"),
            "begun": Seen("2020-01-01"),
            "since": Seen("2021-05-01"),
            "hosting": Seen("rented"),
            "separated": Seen(True),
        }
    )


def test_a_system_with_a_portal_is_in_operation_unless_the_record_says_otherwise() -> None:
    served = replace(SILENT, surroundings=Surroundings(("a.test",)))
    members = seen(level.operation(served, TODAY))
    assert members["state"] == Seen("operating")
    assert detail(members["since"]) == "the record does not tell the day its operation began"
    building = replace(served, operation=Operation(State.BUILDING))
    assert seen(level.operation(building, TODAY))["state"] == Seen("building")
    assert detail(level.operation(SILENT, TODAY)) == "the record does not tell whether the system is in operation"


def test_what_is_still_to_begin_has_not_begun() -> None:
    members = seen(level.operation(replace(SILENT, operation=Operation(since=dt.date(2027, 1, 1))), TODAY))
    assert detail(members["since"]) == "the day its operation began is said to be 2027-01-01, after 2026-11-21"


def test_separation_is_proven_by_the_plan_and_its_lack_admitted() -> None:
    unproven = replace(COMPLETE, plan=None)
    assert detail(seen(level.operation(unproven, TODAY))["separated"]) == "no document is given for the security plan"
    lacking = replace(unproven, operation=Operation(separated=False))
    assert seen(level.operation(lacking, TODAY))["separated"] == Seen(False)


def test_an_approval_is_proven_by_its_decision() -> None:
    assert level.approval(COMPLETE, TODAY) == Seen("Đã được phê duyệt")
    for decision in (None, ABSENT, replace(DECISION, number=None)):
        assert "for the approval of the level" in detail(level.approval(replace(COMPLETE, decision=decision), TODAY))


@pytest.mark.parametrize("approval", NOT_YET)
def test_an_admission_that_the_level_is_not_approved_is_seen_and_so_is_the_lack_of_a_decision(
    approval: Approval,
) -> None:
    record = replace(SILENT, approval=approval)
    assert level.approval(record, TODAY) == Seen(approval.value)
    assert level.decision(record, TODAY) == Seen(None)


def test_a_decision_says_its_level_and_whose_it_is() -> None:
    assert level.decision(COMPLETE, TODAY) == Seen({**DECISION_FACT, "level": 2, "by": "owner"})
    without_approval = replace(SILENT, decision=DECISION)
    assert level.decision(without_approval, TODAY) == Seen({**DECISION_FACT, "level": None, "by": "unclear"})


def test_of_an_owner_that_is_its_own_unit_the_role_is_told_that_decides_at_the_level() -> None:
    both = replace(COMPLETE, unit=Body(PROVINCE))
    assert [seen(level.decision(replace(both, level=at), TODAY))["by"] for at in (1, 2, 3, 4, 5, None)] == [
        "unit",
        "unit",
        "owner",
        "owner",
        "owner",
        "owner",
    ]
    by_unit = replace(both, appraisal=replace(DECISION, copy=None), level=3)
    assert seen(level.appraisal(by_unit, TODAY))["by"] == "unit"


def test_a_decision_without_proof_or_against_the_record_is_unseen() -> None:
    changed = replace(DECISION, copy=replace(COPY, sha256="cd" * 32))
    assert "has changed" in detail(level.decision(replace(COMPLETE, decision=changed), TODAY))
    assert detail(level.decision(replace(COMPLETE, decision=None), TODAY)) == (
        "the level is said to be approved, yet the record names no decision"
    )
    assert level.decision(replace(SILENT, decision=None), TODAY) == Seen(None)


def test_an_appraisal_is_told_like_a_decision() -> None:
    fact = {"number": "11/TĐ-SKHCN", "date": "2026-02-01", "body": "Sở KH&CN", "level": 2, "by": "unit"}
    assert level.appraisal(COMPLETE, TODAY) == Seen(fact)
    assert level.appraisal(replace(COMPLETE, appraisal=None), TODAY) == Seen(None)
    assert detail(level.appraisal(SILENT, TODAY)) == "no document is given for the appraisal of the dossier"


@pytest.mark.parametrize("approval", [Approval.DRAFTED, Approval.SUBMITTED])
def test_a_dossier_not_yet_appraised_has_no_appraisal(approval: Approval) -> None:
    assert level.appraisal(replace(SILENT, approval=approval), TODAY) == Seen(None)


def test_an_appraisal_that_is_claimed_and_denied_is_unseen() -> None:
    record = replace(SILENT, approval=Approval.APPRAISED, appraisal=None)
    assert detail(level.appraisal(record, TODAY)) == (
        "the dossier is said to be appraised, yet the record names no appraisal"
    )
    assert "no document" in detail(level.appraisal(replace(record, appraisal=ABSENT), TODAY))


UNPROVEN = Document("11/TĐ")


@pytest.mark.parametrize(
    ("approval", "decision", "appraisal", "counts"),
    [
        (Approval.APPROVED, DECISION, ABSENT, True),
        (Approval.APPROVED, UNPROVEN, DECISION, True),
        (Approval.APPRAISED, ABSENT, DECISION, True),
        (None, ABSENT, DECISION, True),
        (Approval.APPROVED, UNPROVEN, UNPROVEN, False),
        (Approval.APPRAISED, DECISION, UNPROVEN, False),
        (Approval.SUBMITTED, ABSENT, ABSENT, False),
        (None, DECISION, ABSENT, False),
    ],
)
def test_a_part_of_the_dossier_counts_when_a_paper_shows_that_the_dossier_was_looked_at(
    approval: Approval, decision: Document, appraisal: Document, counts: bool
) -> None:
    record = replace(COMPLETE, approval=approval, decision=decision, appraisal=appraisal)
    parts = seen(level.dossier(record, TODAY))
    assert (parts["overview"] == Seen(True)) is counts
    assert counts or "the appraisal of the dossier" in detail(parts["overview"])
    assert parts["expert_opinion"] == Seen(False), "an admission needs no document"


def test_a_part_of_the_dossier_that_is_not_named_is_silence() -> None:
    parts = seen(level.dossier(replace(COMPLETE, dossier={"design": True}), TODAY))
    assert parts["design"] == Seen(True)
    assert detail(parts["plan"]) == "the record does not tell whether the dossier holds the security plan"
    assert detail(level.dossier(SILENT, TODAY)) == "the record does not tell what the dossier holds"
