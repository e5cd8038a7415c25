"""OSCAL documents of a made-up audit for the tests, each made once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from policies.changes import Change, ChangeKind
from reports.i18n import Language
from reports.model import AuditReport, Finding
from reports.oscal import oscal_documents
from tests.reports.judged import audited
from tests.reports.province import START

WWW = "https://www.thidiem.gov.test/"


@lru_cache
def audit() -> AuditReport:
    """The province's audit with a change, a waiver and an open finding of `WWW` and `system:httt-cong`."""
    return audited(
        changes=[Change(WWW, "contradiction.tls", ChangeKind.PERSISTING)],
        findings=[
            Finding(WWW, "contradiction.tls", START - timedelta(days=30), START, None, reopened=False),
            Finding(WWW, "other.thing", START - timedelta(days=30), START, START, reopened=False),
        ],
        plan={
            "waivers": [
                waiver("other.thing", WWW, "2027-01-31", "01/QĐ"),
                waiver("plan.deployed", "system:httt-cong", "2026-11-15", "02/QĐ"),
                waiver("plan.deployed", "system:httt-cong", "2026-12-31", "03/QĐ"),
            ]
        },
    )


def waiver(requirement: str, place: str, until: str, document: str) -> dict[str, str]:
    return {
        "requirement": requirement,
        "portal": place,
        "reason": "đang thay thế",
        "approver": "UBND tỉnh Thí Điểm",
        "document": document,
        "until": until,
    }


@lru_cache
def documents(lang: Language = "vi") -> dict[str, dict[str, Any]]:
    return oscal_documents(audit(), lang)


def result(report: AuditReport | None = None) -> dict[str, Any]:
    """The one result within the assessment results."""
    made = documents() if report is None else oscal_documents(report, "vi")
    (found,) = made["assessment-results"]["assessment-results"]["results"]
    assert isinstance(found, dict)
    return found


def props(part: dict[str, Any]) -> dict[str, str]:
    """The properties of a part by name."""
    return {one["name"]: one["value"] for one in part.get("props", ())}


@lru_cache
def _validator(name: str) -> Any:
    text = (Path(__file__).parent / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


def faults(made: dict[str, dict[str, Any]]) -> list[str]:
    """What NIST's schemas find wrong in the documents."""
    return [
        f"{name}: {list(error.instance_path)}: {error.message}"
        for name, document in made.items()
        for error in _validator(name).iter_errors(document)
    ]


HOSTILE = (
    "<script>alert(1)</script> [x](javascript:alert(1)) {{ insert: param, a }} **b** _c_ `d`\n\n# e\n"
    "\u202e\x00\x1b[31m\ud800=cmd|' /C calc'!A0 " + "dài" * 4000
)


def hostile() -> AuditReport:
    """The audit with texts from outside that are all as bad as can be."""
    report = audited()
    portals = [
        replace(
            one,
            record=replace(one.record, portal={**one.record.portal, "name": HOSTILE, "host": HOSTILE, "kind": HOSTILE}),
            verdicts=[replace(v, because={"vi": HOSTILE, "en": HOSTILE}) for v in one.verdicts],
        )
        for one in report.portals[:2]
    ]
    agencies = [replace(row, name=HOSTILE, kind=HOSTILE) for row in report.agencies]
    return replace(
        report, portals=portals, agencies=agencies, province=HOSTILE, vantage={"name": HOSTILE, "version": HOSTILE}
    )
