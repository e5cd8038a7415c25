"""Made-up settings, audits and notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import time_machine

from agent.notices.outbox import Draft, Notice, put
from agent.notices.settings import NoticeSettings
from agent.store import Audit, Store
from policies.verdict import Outcome, Severity, Verdict
from tests.agent.store.made import START, WEEK, WWW, XA, planned, record, verdict

NOW = START + dt.timedelta(minutes=1)
DUTY = "ipv6.reachable"
"""A mandatory requirement."""
OFFICE, COMMUNE, SOC = "vp@thidiem.gov.test", "xa@thidiem.gov.test", "soc@thidiem.gov.test"
DEPARTMENT, LEADER = "so@thidiem.gov.test", "lanh-dao@thidiem.gov.test"
AGENCIES = (
    {"id": "vp", "name": "Văn phòng UBND tỉnh", "kind": "department", "parent_id": None, "contact": {"email": OFFICE}},
    {"id": "xa", "name": "UBND xã Một", "kind": "commune", "parent_id": None, "contact": {"email": COMMUNE}},
)


def settings(**given: Any) -> NoticeSettings:
    """Mail, and whom to tell."""
    smtp = {"host": "localhost", "sender": "tuanthu@thidiem.gov.test", "tls": "none"}
    told = {"soc": [SOC], "department": [DEPARTMENT], "leader": [LEADER], "language": "en"}
    return NoticeSettings.model_validate({"smtp": smtp} | told | given)


def failing(requirement: str = DUTY, because: str = "because") -> Verdict:
    return replace(verdict(Outcome.FAIL, requirement), because={"vi": because, "en": because})


def passing(requirement: str = DUTY) -> Verdict:
    return verdict(Outcome.PASS, requirement)


def audit(
    store: Store,
    week: float,
    office: Sequence[Verdict] = (),
    commune: Sequence[Verdict] = (),
    name: str = "Cổng tỉnh",
    agencies: Sequence[Mapping[str, Any]] = AGENCIES,
) -> Audit:
    """A finished audit of two portals of two agencies, so many weeks after the first."""
    when = START + week * WEEK
    begun = planned(store, when, agencies=agencies)
    for url, agency, called, verdicts in ((WWW, "vp", name, office), (XA, "xa", "Trang xã Một", commune)):
        seen = record(url, when)
        seen = replace(seen, portal=seen.portal | {"agency_id": agency, "name": called})
        store.save_portal(begun.id, seen, verdicts)
    with time_machine.travel(when, tick=False):
        return store.finish_audit(begun.id, complete=True, load={})


def waiting(store: Store, count: int = 1, **given: Any) -> list[Notice]:
    """Notices in the outbox, to so many recipients."""
    kept: dict[str, Any] = {
        "audit": None,
        "kind": "digest",
        "channel": "mail",
        "key": "x",
        "body": {"subject": "Tiêu đề", "text": "Nội dung\n", "html": "<p>Nội dung</p>"},
    }
    drafts = [Draft(**({"recipient": f"soc{number}@thidiem.gov.test"} | kept | given)) for number in range(count)]
    with store.database.writing() as connection:
        return put(connection, drafts, settings(), NOW)


def severe(requirement: str, severity: Severity) -> Verdict:
    return replace(failing(requirement), severity=severity)
