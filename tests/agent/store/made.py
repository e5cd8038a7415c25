"""Made-up audits, records and verdicts to store."""

from __future__ import annotations

import datetime as dt
from typing import Any

from agent.store import Audit, Store
from checks.record import PortalRecord
from policies.verdict import Outcome, Severity, Verdict

START = dt.datetime(2026, 11, 21, 16, 10, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
WWW, XA = "https://www.thidiem.gov.test/", "http://xamot.thidiem.gov.test/"
REQUIREMENT = "tls.version.legacy"


def planned(store: Store, now: dt.datetime = START, **other: Any) -> Audit:
    """A new audit of two portals with two checks."""
    given: dict[str, Any] = {
        "inventory": "tinh.yaml",
        "inventory_digest": "ab" * 32,
        "province": "Tỉnh Thí Điểm",
        "profile": "vn-2026",
        "law_date": dt.date(2026, 11, 21),
        "checks": ["tls", "ipv6"],
        "tier": "exact",
        "subjects": [WWW, XA],
        "vantage": {"name": "lab", "ipv6": True},
        "agencies": [{"id": "ubnd-tinh", "name": "UBND tỉnh", "kind": "province", "parent_id": None, "contact": None}],
    }
    return store.plan_audit(**given | other, now=now)


def record(portal: str = WWW, when: dt.datetime = START, **tls: Any) -> PortalRecord:
    """What was seen of a portal in the minute before `when`."""
    return PortalRecord(
        portal={"url": portal, "host": "www.thidiem.gov.test", "port": 443, "agency": "UBND tỉnh", "system": None},
        vantage={"name": "lab", "ipv4": True, "ipv6": True, "tool": "tuanthu"},
        started=(when - dt.timedelta(minutes=1)).isoformat(),
        finished=when.isoformat(),
        observations={
            "tls": {"endpoints": [{"address": "127.0.0.1", "versions": ["TLSv1.2"]}], **tls},
            "ipv6": {"aaaa": [], "same_content": None, "reach": {"unseen": "timeout", "detail": "x"}},
        },
    )


def verdict(outcome: Outcome, requirement: str = REQUIREMENT) -> Verdict:
    return Verdict(
        requirement=requirement,
        verdict=outcome,
        severity=Severity.HIGH,
        layer=2,
        because={"vi": "vì thế", "en": "because"},
        observations=("0123456789abcdef",),
        reasons=("timeout",) if outcome is Outcome.UNKNOWN else (),
    )


def look(store: Store, when: dt.datetime, *verdicts: Verdict, portal: str = WWW) -> Audit:
    """A finished audit that looked at one portal at `when`."""
    audit = planned(store, when)
    store.save_portal(audit.id, record(portal, when), verdicts)
    return store.finish_audit(audit.id, complete=True, load={})
