"""The made-up province with a past: an audit a week ago, one a year ago, and since when each failure is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from policies.verdict import Outcome
from reports.model import AuditReport, Cell, Finding, PastAudit, PortalResult, SystemResult
from reports.score import cells
from tests.reports.judged import audited, portals
from tests.reports.province import START

WEEK, YEAR = timedelta(days=7), timedelta(days=364)


def past(report: AuditReport, name: str, before: timedelta, turned: int, **changed: Any) -> PastAudit:
    """An audit so long ago in which every `turned`th cell had one more failure in place of a pass."""
    counts: dict[Cell, dict[Outcome, int]] = {}
    for place, (cell, outcomes) in enumerate(cells(report).items()):
        moved = min(1, outcomes[Outcome.PASS]) if place % turned == 0 else 0
        passed, failed = outcomes[Outcome.PASS] - moved, outcomes[Outcome.FAIL] + moved
        counts[cell] = {**outcomes, Outcome.PASS: passed, Outcome.FAIL: failed}
    started = START - before
    return PastAudit(name, started, changed.get("profile", report.profile), started.date(), counts)


def findings(report: AuditReport) -> list[Finding]:
    """Every failure of today as an open finding, the further down the list the younger."""
    judged: list[PortalResult | SystemResult] = [*report.portals, *report.systems]
    failing = [
        (str(place.record.portal["url"]), verdict.requirement)
        for place in judged
        for verdict in place.verdicts
        if verdict.verdict is Outcome.FAIL
    ]
    return [
        Finding(url, name, START - timedelta(days=200 - number % 200), START, None, reopened=number % 5 == 0)
        for number, (url, name) in enumerate(failing)
    ]


@lru_cache
def told() -> AuditReport:
    """The whole province with its four systems and its past."""
    report = audited(portals=portals(45))
    history = [past(report, "2025-11-17-0800", YEAR, 2), past(report, "2026-11-09-0800", WEEK, 5)]
    return replace(report, history=history, findings=findings(report))
