"""Made-up audits for the tests of tables: findings with a past, and texts that mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from policies.verdict import Outcome
from reports.model import AuditReport, Finding, PortalResult
from tests.reports.judged import audited
from tests.reports.province import START, changes

HARM = (
    "=cmd|' /C calc'!A0",
    "+84",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "a;=1+1",
    "x\n=1+1",
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "a\x00b\x1b[2J",
    "chữ " * 2500,
    '"quoted", and so on',
    "_x0041_",
    "https://a.test/ javascript:alert(1)",
    "{=1+1}",
)
"""Texts that a portal or an inventory may hold."""


def with_past() -> AuditReport:
    """The province's audit: its first failure is open since 40 days, a second one was fixed, all else has no past."""
    report = audited()
    report = replace(report, changes=changes(report.portals))
    first, second, *_ = failures(report)
    past = START - timedelta(days=40)
    findings = (
        Finding(*first, past, START, None, True),
        Finding(*second, past, past, START, False),
    )
    return replace(report, findings=findings)


def failures(report: AuditReport) -> list[tuple[str, str]]:
    """Place and requirement of every failure that counts."""
    return [
        (str(place.record.portal["url"]), verdict.requirement)
        for place, verdict in report.counted()
        if verdict.verdict is Outcome.FAIL
    ]


def full_of(text: str) -> AuditReport:
    """The audit with a text from outside wherever one can stand."""
    report = audited()
    (portal, *others), (system, *rest) = report.portals, report.systems
    told: dict[str, Any] = {"name": text, "agency": text, "agency_id": None, "kind": text, "system": text}
    hostile = PortalResult(
        replace(portal.record, portal={**portal.record.portal, **told, "url": f"https://{text}"}, finished=text),
        [replace(verdict, because={"vi": text, "en": text}) for verdict in portal.verdicts],
    )
    evil = replace(
        system, record=replace(system.record, portal={**system.record.portal, "name": text, "operator": text})
    )
    agencies = [replace(report.agencies[0], name=text), *report.agencies[1:]]
    moved = [replace(change, portal=text) for change in changes(report.portals)[:5]]
    return replace(
        report,
        province=text,
        audit_id=text,
        profile=text,
        previous_audit=text,
        vantage={**report.vantage, "name": text},
        agencies=agencies,
        portals=[hostile, *others],
        systems=[evil, *rest],
        changes=moved,
    )
