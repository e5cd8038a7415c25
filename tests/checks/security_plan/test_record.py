from __future__ import annotations

import datetime as dt

from checks.security_plan.record import (
    ABSENT,
    Approval,
    Assessment,
    Body,
    CheckKind,
    Copy,
    Document,
    PlanStatus,
    SystemRecord,
)


def test_the_words_are_those_of_mau_so_08() -> None:
    assert [word.value for word in Approval] == [
        "Đang dự thảo",
        "Đã gửi thẩm định",
        "Đã thẩm định",
        "Đã được phê duyệt",
    ]
    assert [word.value for word in PlanStatus] == [
        "Chưa triển khai",
        "Đã triển khai một số hạng mục",
        "Đã triển khai đầy đủ",
    ]
    assert [word.value for word in CheckKind] == ["Trước khi đưa vào sử dụng", "Định kỳ"]


def test_a_record_is_silent_about_everything_that_it_was_not_given() -> None:
    record = SystemRecord("httt", "Hệ thống")

    assert (record.decision, record.regulation) == (ABSENT, ABSENT)
    assert (record.level, record.approval, record.plan_status, record.checked, record.assessments) == (None,) * 5
    assert record.layers == {}


def test_an_assessment_is_documented_by_its_report() -> None:
    copy = Copy("bc.txt", "ab")
    assessment = Assessment(dt.date(2026, 5, 1), Body("Trung tâm CNTT"), "03/BC-CNTT", "toàn hệ thống", copy)

    assert assessment.document() == Document("03/BC-CNTT", dt.date(2026, 5, 1), "Trung tâm CNTT", copy)
    assert Assessment().document() == Document()
