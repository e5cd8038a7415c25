"""What the form says of records that were really observed, paper by paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from checks.observation import to_json
from checks.security_plan.observe import observe
from checks.security_plan.record import (
    Approval,
    Assessment,
    Body,
    CheckKind,
    Copy,
    Document,
    PlanStatus,
    SystemRecord,
)
from reports.mau08 import mau08_document
from tests.reports.systems import register_report, system

TODAY = date(2026, 11, 16)
OWNER = "UBND tỉnh Thí Điểm"
RECORD = SystemRecord(
    id="a",
    name="A",
    owner=Body(OWNER),
    level=3,
    approval=Approval.APPROVED,
    appraisal=Document("20/TĐ", date(2026, 2, 10), "Sở Khoa học và Công nghệ"),
    decision=Document("12/QĐ", date(2026, 3, 1), OWNER, Copy("qd.pdf", "ab" * 32, "ab" * 32), level=3),
    regulation=Document("5/QĐ", date(2026, 1, 15), OWNER),
    plan_status=PlanStatus.FULLY_DEPLOYED,
    plan=Document("13/PA", date(2026, 3, 2), OWNER),
    checked=(CheckKind.PERIODIC,),
    assessments=(Assessment(date(2026, 5, 1), Body("Công ty A"), "03/BC", kind=CheckKind.PERIODIC),),
)
CHANGED = Document("12/QĐ", date(2026, 3, 1), OWNER, Copy("qd.pdf", "cd" * 32, "ab" * 32))


def row(record: SystemRecord) -> dict[str, Any]:
    """The record's row in the report, observed on the day of the audit."""
    facts = to_json(observe(record, TODAY))
    [told] = mau08_document(register_report([system(record.id, record.name, facts)]))["rows"]
    return dict(told)


def columns(told: dict[str, Any]) -> list[int]:
    return [item["column"] for item in told["unproven"]]


def test_a_record_with_all_its_papers_is_told_whole() -> None:
    told = row(RECORD)

    assert (told["approval"], told["plan_status"], told["checked"]) == (
        "Đã được phê duyệt",
        "Đã triển khai đầy đủ",
        ["Định kỳ"],
    )
    assert told["decision"] == {"number": "12/QĐ", "date": "2026-03-01", "body": OWNER}
    assert columns(told) == []


@pytest.mark.parametrize(
    ("record", "field", "shown", "noted"),
    [
        (replace(RECORD, decision=CHANGED), "approval", "Đã thẩm định", [6, 7, 9]),
        (replace(RECORD, decision=Document()), "decision", None, [6, 7, 9]),
        (replace(RECORD, approval=Approval.APPRAISED, appraisal=Document()), "approval", None, [6, 9]),
        (replace(RECORD, regulation=Document("5/QĐ")), "regulation", None, [8]),
        (replace(RECORD, plan=None), "plan_status", None, [10, 11]),
        (replace(RECORD, assessments=()), "checked", [], [12]),
    ],
)
def test_a_paper_that_is_missing_or_changed_blanks_what_rests_on_it(
    record: SystemRecord, field: str, shown: object, noted: list[int]
) -> None:
    told = row(record)

    assert told[field] == shown
    assert columns(told) == noted


def test_a_silent_record_has_a_row_of_blanks() -> None:
    told = row(SystemRecord("a", "A"))

    assert columns(told) == [5, 6, 7, 8, 9, 10, 11, 12]
    assert {told[name] for name in ("level", "approval", "decision", "regulation", "plan_status")} == {None}
