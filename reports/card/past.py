"""With which earlier audits a card compares: last week's or the one before, and that of a year ago."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from reports.model import AuditReport, PastAudit
from reports.ranking import Rules
from reports.wording import ZONE

Trend = Literal["up", "down", "same", "none"]


class When(StrEnum):
    """Which audit an earlier one is."""

    LAST_WEEK = "last_week"
    BEFORE = "before"
    YEAR_AGO = "year_ago"


def before(report: AuditReport, rules: Rules) -> tuple[When, PastAudit] | None:
    """The newest audit of a week ago, else the newest before this one."""
    earlier = sorted(_earlier(report), key=lambda past: past.started, reverse=True)
    for past in earlier:
        if rules.last_week.holds(_days(past.started, report.started)):
            return When.LAST_WEEK, past
    return (When.BEFORE, earlier[0]) if earlier else None


def year_ago(report: AuditReport, rules: Rules) -> tuple[When, PastAudit] | None:
    """The audit nearest to a year ago, of equals the newer; None where none is near enough."""
    window = rules.year_ago
    near = [past for past in _earlier(report) if window.holds(_days(past.started, report.started))]
    if not near:
        return None
    return When.YEAR_AGO, min(
        near, key=lambda past: (abs(_days(past.started, report.started) - window.middle), -past.started.timestamp())
    )


def trend(now: int | None, then: int | None) -> Trend:
    """Which way a score went; none where one of the two is not known."""
    if now is None or then is None:
        return "none"
    return "up" if now > then else "down" if now < then else "same"


def _earlier(report: AuditReport) -> list[PastAudit]:
    return [past for past in report.history if past.started < report.started and past.audit_id != report.audit_id]


def _days(earlier: datetime, later: datetime) -> int:
    """Days of the calendar between the two, as people here count them."""
    return (later.astimezone(ZONE).date() - earlier.astimezone(ZONE).date()).days
