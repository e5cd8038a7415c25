"""A made-up province of the size that Vietnam has: 607 portals, 60 requirements of the catalogue, a year of audits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain, cycle, islice

from policies.catalogue import load_catalogue
from policies.changes import Change, ChangeKind
from policies.requirement import Requirement
from policies.verdict import Outcome, Severity
from reports.model import AgencyRow, AuditReport, Cell, Finding, PastAudit, PortalResult
from reports.summary import SUBJECTS
from tests.reports.judged import systems
from tests.reports.province import START, record, report, verdict

WEEKS = 52
_SHARES = {Outcome.PASS: 70, Outcome.FAIL: 15, Outcome.UNKNOWN: 10, Outcome.NOT_APPLICABLE: 4, Outcome.WAIVED: 1}


def province_report(portals: int = 607, requirements: int = 60) -> AuditReport:
    """The audit of this week with the counts of the weeks before it and its findings; the same every time."""
    rng = random.Random(7)  # noqa: S311 (nothing secret: the same province each time)
    asked = list(islice(_of_every_subject(), requirements))
    agencies = list(_agencies(portals))
    owners = agencies[1:]
    found = [
        _portal(rng, number, owners[number % len(owners)], asked, list(_SHARES.items())) for number in range(portals)
    ]
    failed = [(one.url, item) for one in found for item in one.verdicts if item.verdict is Outcome.FAIL]
    judged = systems()
    named = {item.requirement for system in judged for item in system.verdicts}
    known = {**{name: item for name, item in report().requirements.items() if name in named}, **_system_requirements()}
    return report(
        audit_id="20261116-0800-ab12",
        agencies=agencies,
        portals=found,
        systems=judged,
        requirements={**known, **{item.id: item for item in asked}},
        changes=[
            Change(url, item.requirement, rng.choice((ChangeKind.PERSISTING, ChangeKind.PERSISTING, ChangeKind.NEW)))
            for url, item in failed
        ],
        history=[_past(rng, agencies, asked, weeks) for weeks in range(WEEKS, 0, -1)],
        findings=[
            Finding(url, item.requirement, START - timedelta(weeks=rng.randrange(WEEKS)), START, None, False)
            for url, item in failed
        ],
    )


def _system_requirements() -> dict[str, Requirement]:
    from tests.reports.judged import ASKED

    return ASKED


def _of_every_subject() -> Iterator[Requirement]:
    """Requirements on portals, one of each subject in turn."""
    catalogue = [item for item in load_catalogue().requirements.values() if item.about == "portal"]
    by_subject = [iter([item for item in catalogue if item.subject == subject]) for subject in SUBJECTS]
    rounds = (partial(next, subject, None) for subject in cycle(by_subject))
    turns = (take() for take in islice(rounds, len(SUBJECTS) * len(catalogue)))
    return (item for item in turns if item is not None)


def _agencies(portals: int) -> Iterator[AgencyRow]:
    contact = {"name": "Nguyễn Thị Ánh Tuyết", "phone": "0237 000 000", "email": "ubnd@thidiem.gov.test"}
    return chain(
        [AgencyRow("ubnd-tinh", "UBND tỉnh Thí Điểm", "province", contact=contact)],
        (AgencyRow(f"so-{n}", f"Sở Thử nghiệm số {n}", "department", "ubnd-tinh", contact) for n in range(1, 21)),
        (
            AgencyRow(f"xa-{n}", f"UBND xã Giả Định {n}", "commune", "ubnd-tinh", contact)
            for n in range(1, portals // 2)
        ),
    )


def _portal(
    rng: random.Random, number: int, agency: AgencyRow, asked: list[Requirement], shares: list[tuple[Outcome, int]]
) -> PortalResult:
    seen = record(number % 250 + 1, f"cong{number}.thidiem.gov.test", f"Cổng số {number} của {agency.name}", agency, "")
    seen = replace(seen, portal={**seen.portal, "kind": "information", "system": None})
    evidence = seen.evidence()
    outcomes = rng.choices([one for one, _ in shares], [weight for _, weight in shares], k=len(asked))
    return PortalResult(seen, [verdict(evidence, *pair) for pair in zip(asked, outcomes, strict=True)])


def _past(rng: random.Random, agencies: list[AgencyRow], asked: list[Requirement], weeks: int) -> PastAudit:
    started = START - timedelta(weeks=weeks)
    counts = {
        Cell(agency.id, item.subject, item.layer, Severity(item.severity), item.force): {
            Outcome.PASS: rng.randrange(60 - weeks, 70),
            Outcome.FAIL: rng.randrange(weeks + 1),
            Outcome.UNKNOWN: rng.randrange(9),
        }
        for agency in agencies
        for item in asked
    }
    return PastAudit(f"past-{weeks}", started, "vn-2026", started.date(), counts)
