"""A made-up year before the audit of the made-up province: weekly audits with gaps, slowly better, and findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from policies.verdict import Outcome
from reports.model import AuditReport, Cell, Finding, PastAudit
from reports.score import cells

WEEK = timedelta(days=7)
MISSED = frozenset({3, 20, 21, 22, 33, 40, 46, 47})
"""Weeks before the audit that had none."""


def worse(counts: Mapping[Outcome, int], weeks: int, salt: int = 0) -> dict[Outcome, int]:
    """The same number of verdicts, as they may have been some weeks ago: fewer passed, more was unknown or failed."""
    taken = min(counts.get(Outcome.PASS, 0), (counts.get(Outcome.PASS, 0) * weeks + salt * 37 % 160) // 160)
    unknown = taken // 3
    return {
        **counts,
        Outcome.PASS: counts.get(Outcome.PASS, 0) - taken,
        Outcome.FAIL: counts.get(Outcome.FAIL, 0) + taken - unknown,
        Outcome.UNKNOWN: counts.get(Outcome.UNKNOWN, 0) + unknown,
    }


def past_audit(report: AuditReport, weeks: int, **changed: Any) -> PastAudit:
    """The report's own audit as it may have been `weeks` earlier."""
    counts: dict[Cell, dict[Outcome, int]] = {
        cell: worse(found, weeks, salt) for salt, (cell, found) in enumerate(cells(report).items())
    }
    fields: dict[str, Any] = {
        "audit_id": f"past-{weeks}",
        "started": report.started - weeks * WEEK,
        "profile": report.profile,
        "law_date": report.law_date,
        "counts": counts,
    }
    return PastAudit(**{**fields, **changed})


def history(report: AuditReport, weeks: int = 52, missed: Collection[int] = MISSED) -> list[PastAudit]:
    """One audit a week but for those that were missed, oldest first; those of half a year ago by another profile."""
    return [
        past_audit(report, ago, profile=report.profile if ago < 30 else "vn-2024")
        for ago in range(weeks, 0, -1)
        if ago not in missed
    ]


def findings(report: AuditReport) -> list[Finding]:
    """An open interval for each failure of the report, between 1 and 50 weeks old; each tenth pass was mended."""
    found = []
    for number, (portal, verdict) in enumerate(report.verdicts()):
        first = report.started - (1 + number * 7 % 50) * WEEK
        if verdict.verdict is Outcome.FAIL:
            found.append(Finding(portal.url, verdict.requirement, first, report.started, None, number % 9 == 0))
        elif verdict.verdict is Outcome.PASS and number % 10 == 0:
            fixed = min(first + (number % 6 + 1) * WEEK, report.started)
            found.append(Finding(portal.url, verdict.requirement, first, first, fixed, reopened=False))
    return found
