from __future__ import annotations

import datetime as dt
import hashlib

from agent.inventory import models, system_record
from checks.observation import Seen, Unseen
from checks.security_plan import observe
from checks.security_plan.record import (
    ABSENT,
    Approval,
    Assessment,
    CheckKind,
    Document,
    Layer,
    PlanStatus,
    SystemRecord,
)
from tests.agent.inventory.conftest import Desk

TODAY = dt.date(2026, 11, 21)
BODY = "UBND tỉnh Thí Điểm"


def test_a_system_is_handed_over_whole(desk: Desk) -> None:
    record = system_record(desk.load().system("httt-cong"))

    assert record == SystemRecord(
        id="httt-cong",
        name="Hệ thống Cổng thông tin điện tử",
        level=2,
        approval=Approval.APPROVED,
        decision=Document(
            "12/QĐ-UBND",
            dt.date(2026, 3, 1),
            BODY,
            "documents/qd-12.txt",
            hashlib.sha256("Quyết định 12".encode()).hexdigest(),
        ),
        plan_status=PlanStatus.FULLY_DEPLOYED,
        plan=Document("13/PA-UBND", dt.date(2026, 3, 2), BODY),
        regulation=Document("14/QĐ-UBND", dt.date(2026, 3, 3), BODY),
        checked=(CheckKind.BEFORE_USE, CheckKind.PERIODIC),
        assessments=(Assessment(dt.date(2026, 5, 1), "Trung tâm CNTT", "03/BC-CNTT", "toàn hệ thống"),),
        layers={
            "1": Layer(PlanStatus.FULLY_DEPLOYED, Document("15/QĐ-UBND", dt.date(2026, 3, 4), "UBND tỉnh")),
            "2": Layer(PlanStatus.NOT_DEPLOYED),
        },
    )


def test_silence_stays_silence_and_null_stays_an_admission() -> None:
    silent = models.System.model_validate({"id": "a", "name": "A", "owner": "b"})
    frank = models.System.model_validate(
        {"id": "a", "name": "A", "owner": "b", "decision": None, "regulation": None, "assessments": [], "checked": []}
    )

    assert system_record(silent) == SystemRecord("a", "A", decision=ABSENT, regulation=ABSENT)
    assert system_record(frank) == SystemRecord("a", "A", decision=None, regulation=None, assessments=(), checked=())


def test_the_check_sees_what_the_inventory_proves(desk: Desk) -> None:
    desk.spoil("regulation: {number: 14/QĐ-UBND, date: 2026-03-03, body: UBND tỉnh Thí Điểm}", "regulation: null")
    desk.spoil("number: 13/PA-UBND, ", "")
    facts = observe(system_record(desk.load().system("httt-cong")), TODAY)

    assert facts["approval"] == Seen("Đã được phê duyệt")
    assert facts["regulation"] == Seen(None)
    assert isinstance(facts["plan_status"], Unseen)
    assert "lacks its number" in facts["plan_status"].detail
