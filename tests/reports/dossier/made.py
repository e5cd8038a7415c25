"""One agency with three portals and a system, made up so that each thing a dossier tells of occurs once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from policies.changes import Change, ChangeKind
from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict
from policies.words import word
from reports.model import AuditReport, Finding, PortalResult, SystemResult
from tests.reports.asked import REQUIREMENTS
from tests.reports.judged import ASKED
from tests.reports.province import START, agencies, record, report, verdict
from tests.reports.systems import complete, system

PASS, FAIL, UNKNOWN, WAIVED = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED
AGENCY = "so-tc"
SYSTEM = "httt-ngansach"
NGINX, IIS, SILENT = (f"https://{name}.thidiem.gov.test/" for name in ("ngansach", "giaca", "congsan"))

OLD_TLS = REQUIREMENTS["tls.asked.n3"]
HSTS = REQUIREMENTS["tls.asked.n9"]
ADVISED = REQUIREMENTS["tls.asked.n5"]
IPV6 = REQUIREMENTS["ipv6.asked.n1"]
LABEL = REQUIREMENTS["trust_label.asked.n1"]
APPROVED = ASKED["plan.level_approved"]
OVERDUE = ASKED["deadline.ct09_approved"]
COMING = ASKED["deadline.transition_approved"]
EVERY: dict[str, Requirement] = {
    one.id: one for one in (OLD_TLS, HSTS, ADVISED, IPV6, LABEL, APPROVED, OVERDUE, COMING)
}


def portal(url: str, number: int, server: str | None, outcomes: Mapping[str, Outcome]) -> PortalResult:
    """A portal of the agency that names this server software and is so judged."""
    agency = next(one for one in agencies() if one.id == AGENCY)
    host = url.removeprefix("https://").rstrip("/")
    seen = record(number, host, f"Trang {host.partition('.')[0]}", agency, "information")
    headers = {"content-type": "text/html"} | ({"server": server} if server else {})
    observations = {**seen.observations, "web": {**seen.observations["web"], "headers": headers}}
    seen = replace(seen, portal={**seen.portal, "system": SYSTEM}, observations=observations)
    evidence = seen.evidence()
    return PortalResult(seen, [verdict(evidence, EVERY[name], outcome) for name, outcome in outcomes.items()])


def own_portals() -> list[PortalResult]:
    """nginx, IIS, and one that names no software."""
    return [
        portal(
            NGINX,
            1,
            "nginx/1.18.0 (Ubuntu)",
            {OLD_TLS.id: FAIL, HSTS.id: FAIL, ADVISED.id: FAIL, IPV6.id: PASS, APPROVED.id: FAIL},
        ),
        portal(
            IIS,
            2,
            "Microsoft-IIS/10.0",
            {OLD_TLS.id: FAIL, HSTS.id: WAIVED, ADVISED.id: PASS, IPV6.id: UNKNOWN, APPROVED.id: FAIL},
        ),
        portal(
            SILENT,
            3,
            None,
            {OLD_TLS.id: FAIL, HSTS.id: PASS, LABEL.id: UNKNOWN, IPV6.id: UNKNOWN, APPROVED.id: FAIL},
        ),
    ]


def own_system() -> SystemResult:
    """The system of the three portals: not approved, past one deadline and before another."""
    found = system(SYSTEM, "Hệ thống quản lý ngân sách", complete(level=2), owner=AGENCY)
    evidence = found.record.evidence()
    failing = [verdict(evidence, one, FAIL) for one in (APPROVED, OVERDUE)]
    days = {lang: word("due", lang).format(deadline="31/12/2026", days=45) for lang in ("vi", "en")}
    coming = replace(verdict(evidence, COMING, Outcome.NOT_APPLICABLE), because=days)
    return SystemResult(found.record, [*failing, coming])


def waiver(requirement: str, place: str, until: str) -> dict[str, str]:
    """A waiver as the plan of an audit holds it."""
    return {
        "requirement": requirement,
        "portal": place,
        "reason": "Đang chuyển sang máy chủ mới",
        "approver": "Chủ tịch UBND tỉnh",
        "document": "05/QĐ-UBND",
        "until": until,
    }


def finding(place: str, requirement: str, days: int, *, reopened: bool = False) -> Finding:
    """A failure that is open and was first seen so many days before the audit began."""
    return Finding(place, requirement, START - timedelta(days=days), START - timedelta(days=7), None, reopened)


def made(**changed: Any) -> AuditReport:
    """The audit of that agency alone; any field can be given another value."""
    fields: dict[str, Any] = {
        "portals": own_portals(),
        "systems": [own_system()],
        "requirements": EVERY,
        "changes": [
            Change(NGINX, OLD_TLS.id, ChangeKind.PERSISTING),
            Change(IIS, OLD_TLS.id, ChangeKind.REOPENED),
            Change(SILENT, OLD_TLS.id, ChangeKind.NEW),
            Change(NGINX, IPV6.id, ChangeKind.FIXED),
            Change(SILENT, IPV6.id, ChangeKind.NOT_REOBSERVED),
        ],
        "findings": [
            finding(NGINX, OLD_TLS.id, 100),
            finding(SILENT, IPV6.id, 40),
            finding(f"system:{SYSTEM}", APPROVED.id, 30),
        ],
        "plan": {
            "waivers": [
                waiver(HSTS.id, IIS, "2026-12-10"),
                waiver(HSTS.id, NGINX, "2026-10-31"),
                waiver(OVERDUE.id, "https://ngoai.thidiem.gov.test/", "2027-01-31"),
            ]
        },
    }
    return report(**fields | changed)


def with_verdicts(told: AuditReport, outcome: Outcome, only: Sequence[str] | None = None) -> AuditReport:
    """The same audit with every verdict (or those on `only` these requirements) turned to one outcome."""

    def turned(verdicts: Sequence[Verdict]) -> list[Verdict]:
        return [replace(one, verdict=outcome) if only is None or one.requirement in only else one for one in verdicts]

    return replace(
        told,
        portals=[PortalResult(one.record, turned(one.verdicts)) for one in told.portals],
        systems=[SystemResult(one.record, turned(one.verdicts)) for one in told.systems],
        changes=[],
        findings=[],
        plan={},
    )
