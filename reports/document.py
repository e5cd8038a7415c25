"""The JSON of a portal and of an audit, as `schema/portal-1.schema.json` and `schema/audit-1.schema.json` fix it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from checks.observation import Json
from checks.record import TOOL, PortalRecord
from policies.vantages import Answer, answers
from policies.verdict import Outcome, Verdict
from reports import summary
from reports.i18n import Language
from reports.layers import system_layers
from reports.model import AuditReport
from reports.summary import Tally
from reports.system_document import layers_document, system_documents
from reports.vantages import differing
from reports.verdict_document import Laws, laws, verdict_documents

SCHEMA_VERSION: Final = 1
_NO_LAWS: Final[Laws] = {}


def portal_document(
    record: PortalRecord, verdicts: Sequence[Verdict], lang: Language, law: Laws = _NO_LAWS
) -> dict[str, Json]:
    """One portal: what was observed, the evidence by name and hash, and the verdicts with their reason in `lang` and
    the law that `law` knows for them (see `reports.verdict_document.laws`).

    Where several vantages looked, `also` holds what the others saw and `answers` who was answered.
    """
    several = {"answers": dict(answers(record)), "also": [_look(other) for other in record.also]} if record.also else {}
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": TOOL, "version": str(record.vantage.get("version", ""))},
        "portal": record.portal,
        "vantage": record.vantage,
        "started": record.started,
        "finished": record.finished,
        "observations": record.observations,
        "evidence": _evidence(record),
        "verdicts": verdict_documents(verdicts, lang, law),
        **several,
    }


def _look(record: PortalRecord) -> dict[str, Json]:
    return {
        "portal": record.portal,
        "vantage": record.vantage,
        "started": record.started,
        "finished": record.finished,
        "observations": record.observations,
        "evidence": _evidence(record),
    }


def _evidence(record: PortalRecord) -> list[Json]:
    return [
        {"id": item.id, "fact": item.fact, "sha256": item.sha256, "observed_at": item.observed_at}
        for item in record.evidence()
    ]


def audit_members(report: AuditReport, lang: Language) -> Iterator[tuple[str, Json | Iterator[Json]]]:
    """The members of the audit's document, each made when it is its turn; the portals are told one by one, for all of
    them take the memory of several reports."""
    law = laws(report.requirements.values(), report.law_date)
    states = system_layers(report)
    yield "schema_version", SCHEMA_VERSION
    yield "audit", _particulars(report)
    yield "summary", _summary(report)
    yield "layers", layers_document(states)
    yield "portals", (portal_document(result.record, result.verdicts, lang, law) for result in report.portals)
    yield "systems", system_documents(report, states, lang, law)
    yield (
        "changes",
        [
            {"portal": change.portal, "requirement": change.requirement, "kind": str(change.kind)}
            for change in report.changes
        ],
    )


def audit_document(report: AuditReport, lang: Language) -> dict[str, Json]:
    """The whole audit: its particulars, the numbers, the four layers, each portal's and each system's document and the
    changes."""
    return {name: list(value) if isinstance(value, Iterator) else value for name, value in audit_members(report, lang)}


def _particulars(report: AuditReport) -> dict[str, Json]:
    return {
        "id": report.audit_id,
        "province": report.province,
        "profile": report.profile,
        "law_date": report.law_date.isoformat(),
        "started": report.started.isoformat(),
        "finished": report.finished.isoformat(),
        "complete": report.complete,
        "vantage": dict(report.vantage),
        "previous": report.previous_audit,
        "load": dict(report.caused_load),
        **({"plan": dict(report.plan)} if report.plan else {}),
        **({"interruptions": [dict(each) for each in report.interruptions]} if report.interruptions else {}),
        **({"missed": list(report.missed)} if report.missed else {}),
    }


@lru_cache
def schema(name: str) -> dict[str, Any]:
    """A shipped JSON Schema (2020-12) by name: `portal-1` or `audit-1`."""
    text = resources.files("reports").joinpath("schema", f"{name}.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _summary(report: AuditReport) -> dict[str, Json]:
    agencies = summary.by_agency(report)
    return {
        "portals": {kind.value: count for kind, count in summary.standings(report).items()},
        "verdicts": _counts(summary.tally(verdict for _, verdict in report.counted())),
        "subjects": {name: _counts(tally) for name, tally in summary.by_subject(report).items()},
        "layers": {str(layer): _counts(tally) for layer, tally in summary.by_layer(report).items()},
        "agencies": {name: _counts(tally) for name, tally in agencies.items() if name is not None},
        "shared_certificates": [
            {
                "sha256": shared.sha256,
                "subject": shared.subject,
                "days_left": shared.days_left,
                "agencies": list(shared.agencies),
                "portals": [portal.url for portal in shared.portals],
            }
            for shared in summary.shared_certificates(report)
        ],
        **({"answers_differ": _differing(report)} if any(portal.record.also for portal in report.portals) else {}),
    }


def _differing(report: AuditReport) -> list[dict[str, Json]]:
    """The portals that did not answer every vantage alike, with the vantages by how they were met."""
    found = [(portal.url, answers(portal.record)) for portal in differing(report)]
    return [
        {"portal": url} | {answer.value: [name for name, met in told.items() if met is answer] for answer in Answer}
        for url, told in found
    ]


def _counts(tally: Tally) -> dict[str, int]:
    return {outcome.value: tally[outcome] for outcome in Outcome}
