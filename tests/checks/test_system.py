"""A system is observed by its papers alone, and a mistake of ours is told as ours."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checks.record import PortalRecord, system_key
from checks.security_plan.record import Approval, SystemRecord
from checks.system import observe_system

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
CONTEXT = {"url": system_key("httt"), "name": "Hệ thống", "system": "httt"}
VANTAGE = {"name": "lab", "version": "1"}


def seen(papers: Any) -> PortalRecord:
    return observe_system(papers, NOW, CONTEXT, VANTAGE)


def test_the_record_holds_the_papers_and_nothing_else() -> None:
    record = seen(SystemRecord(id="httt", name="Hệ thống", level=3, approval=Approval.DRAFTED))
    assert list(record.observations) == ["security_plan"]
    assert record.observations["security_plan"]["level"] == 3
    assert record.observations["security_plan"]["approval"] == "Đang dự thảo"
    assert record.observations["security_plan"]["plan_status"]["unseen"] == "needs_document"
    assert (record.portal, record.vantage) == (CONTEXT, VANTAGE)
    assert record.started == record.finished == "2026-11-21T18:30:00.000+00:00"


def test_it_is_told_from_a_portal() -> None:
    record = seen(SystemRecord(id="httt", name="Hệ thống"))
    assert record.is_system
    portal = {**CONTEXT, "url": "https://www.thidiem.gov.test/"}
    assert not PortalRecord(portal, VANTAGE, record.started, record.finished, {}).is_system


def test_a_mistake_of_ours_is_ours(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL, logger="checks.system"):
        record = seen(object())
    facts = record.observations["security_plan"].values()
    assert {fact["unseen"] for fact in facts} == {"our_error"}
