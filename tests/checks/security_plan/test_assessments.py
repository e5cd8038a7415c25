from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from checks.observation import Fact, Seen
from checks.security_plan import assessments
from checks.security_plan.record import Assessing, Assessment, Body, CheckKind, Copy, Monitoring, Provision
from tests.checks.security_plan.records import ASSESSMENT, COMPLETE, SILENT, TODAY, detail, seen

BEFORE_USE, PERIODIC = CheckKind.BEFORE_USE, CheckKind.PERIODIC
NEWEST = (COMPLETE.assessments or ())[1]


def checked(kinds: tuple[CheckKind, ...] | None, *made: Assessment) -> Fact[Any]:
    return assessments.checked(replace(SILENT, checked=kinds, assessments=made), TODAY)


def last_assessment(*made: Assessment) -> Fact[Any]:
    return assessments.last_assessment(replace(SILENT, assessments=made), TODAY)


def assessor(made: Assessment = NEWEST, **said: Any) -> dict[str, Fact[Any]]:
    found: dict[str, Fact[Any]] = seen(assessments.assessor(replace(COMPLETE, assessments=(made,), **said), TODAY))
    return found


def test_each_kind_of_check_is_proven_by_an_assessment_of_it_or_of_no_kind_told() -> None:
    before, periodic = replace(ASSESSMENT, kind=BEFORE_USE), replace(ASSESSMENT, kind=PERIODIC)
    assert checked((BEFORE_USE, PERIODIC), before, periodic) == Seen(["Trước khi đưa vào sử dụng", "Định kỳ"])
    assert checked((BEFORE_USE, PERIODIC), ASSESSMENT) == Seen(["Trước khi đưa vào sử dụng", "Định kỳ"])
    assert checked((PERIODIC,), periodic) == Seen(["Định kỳ"])
    assert "no assessment" in detail(checked((PERIODIC,), before))


def test_checks_are_denied_by_an_empty_list_and_not_proven_without_a_report() -> None:
    assert checked(()) == Seen([])
    assert "no assessment" in detail(checked((PERIODIC,)))
    assert "no assessment" in detail(checked((PERIODIC,), replace(ASSESSMENT, report=None)))
    assert detail(checked(None, ASSESSMENT)) == "the record does not say which checks were made"


def test_an_empty_list_of_assessments_admits_that_there_was_none() -> None:
    assert last_assessment() == Seen(None)
    assert "does not say that there is none" in detail(assessments.last_assessment(SILENT, TODAY))


def test_the_newest_assessment_counts_wherever_it_stands_in_the_list() -> None:
    newer = replace(ASSESSMENT, date=dt.date(2026, 11, 20), report="09/BC-CNTT")
    for order in [(ASSESSMENT, newer), (newer, ASSESSMENT)]:
        assert last_assessment(*order) == Seen(
            {"date": "2026-11-20", "days_ago": 1, "assessor": "Trung tâm CNTT", "report": "09/BC-CNTT"}
        )


def test_a_newer_assessment_without_proof_leaves_open_which_one_is_the_last() -> None:
    newer = Assessment(dt.date(2026, 11, 20), Body("Trung tâm CNTT"))
    undated = Assessment(None, Body("Trung tâm CNTT"), "10/BC-CNTT")
    unread = replace(ASSESSMENT, date=TODAY, copy=Copy("bc.pdf"))

    assert detail(last_assessment(ASSESSMENT, newer)) == "the document for the last assessment lacks its number"
    assert detail(last_assessment(undated, ASSESSMENT)) == "the document for the last assessment lacks its date"
    assert "was not read" in detail(last_assessment(ASSESSMENT, unread))


def test_an_assessment_still_to_come_proves_nothing_and_hides_nothing() -> None:
    planned = replace(ASSESSMENT, date=dt.date(2026, 12, 1))
    assert seen(last_assessment(planned, ASSESSMENT))["date"] == "2026-05-01"
    assert detail(last_assessment(planned)) == (
        "the document for the last assessment is dated 2026-12-01, after 2026-11-21"
    )


def test_the_assessor_of_the_last_assessment_is_told() -> None:
    assert assessor() == {
        "independent_of_operator": Seen(True),
        "independent_of_monitor": Seen(True),
        "names_system": Seen(True),
        "standing": Seen("licensed"),
        "licence": Seen("77/GP-BCA"),
        "kind": Seen("Định kỳ"),
        "open_findings": Seen(0),
    }


def test_without_a_proven_assessment_nothing_is_told_of_the_assessor() -> None:
    none = replace(SILENT, assessments=())
    assert detail(assessments.assessor(none, TODAY)) == "the record says that there was no assessment"
    assert "names no assessment" in detail(assessments.assessor(SILENT, TODAY))
    unproven = replace(COMPLETE, assessments=(replace(NEWEST, report=None),))
    assert "lacks its number" in detail(assessments.assessor(unproven, TODAY))


def test_what_the_record_does_not_tell_of_the_assessor_is_silence() -> None:
    found = assessor(ASSESSMENT, operator=None, monitoring=Monitoring())
    assert {name: detail(fact) for name, fact in found.items()} == {
        "independent_of_operator": "the record does not tell who operates the system",
        "independent_of_monitor": "the record does not tell who keeps watch in layer 2",
        "names_system": "the record does not tell the scope of the last assessment",
        "standing": "the record does not tell what entitles the assessor",
        "licence": "the record does not tell the number of the assessor's licence",
        "kind": "the record does not tell the kind of the last assessment",
        "open_findings": "the record does not tell how many findings are still open",
    }


def test_an_assessor_that_operates_or_watches_is_not_independent() -> None:
    own = Monitoring(Provision.OWN)
    hired = Monitoring(Provision.HIRED, Body("CÔNG TY CỔ PHẦN KIỂM ĐỊNH"))
    assert assessor(operator=Body("Cty CP Kiểm Định"))["independent_of_operator"] == Seen(False)
    assert assessor(monitoring=hired)["independent_of_monitor"] == Seen(False)
    watched = assessor(operator=Body("Kiểm Định"), monitoring=own)
    assert watched["independent_of_monitor"] == Seen(False), "a watch of one's own is the operator's"
    assert assessor(monitoring=own)["independent_of_monitor"] == Seen(True)
    unclear = assessor(monitoring=Monitoring(Provision.HIRED, Body("Kiểm Định Thí Điểm")))
    assert "give their tax codes" in detail(unclear["independent_of_monitor"])
    assert "layer 2" in detail(assessor(monitoring=Monitoring(Provision.HIRED))["independent_of_monitor"])


@pytest.mark.parametrize(
    ("scope", "named"),
    [
        ("Đánh giá HỆ THỐNG cổng thông tin điện tử và mạng nội bộ", True),
        ("httt-cong, httt-dvc", True),
        ("Cổng tại https://www.thidiem.test/", True),
        ("Hệ thống một cửa", False),
        ("httt-cong2", False),
    ],
)
def test_a_scope_names_the_system_by_name_id_or_host(scope: str, named: bool) -> None:
    assert assessor(replace(NEWEST, scope=scope))["names_system"] == Seen(named)


def test_a_licence_entitles_only_with_its_number() -> None:
    assert "licence" in detail(assessor(replace(NEWEST, licence=None))["standing"])
    internal = replace(NEWEST, licence=None, standing=Assessing.INTERNAL)
    assert assessor(internal)["standing"] == Seen("internal")
