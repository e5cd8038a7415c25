"""The JSON of the information systems of an audit and of the four layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from checks.observation import Json
from policies.verdict import Outcome
from reports import layers
from reports.i18n import Language
from reports.layers import LayerCounts, LayerState, SystemLayers
from reports.model import AuditReport, SystemResult
from reports.summary import Tally
from reports.systems import Contradiction, contradictions, deadlines, suggested
from reports.verdict_document import Laws, verdict_documents


def system_documents(report: AuditReport, states: Sequence[SystemLayers], lang: Language, law: Laws) -> list[Json]:
    """Each system: its name, the whole record of it (as `PortalRecord.from_document` reads it), the verdicts, and what
    they come to."""
    found = contradictions(report)
    return [_system(report, one, found.get(one.system.id, ()), lang, law) for one in states]


def layers_document(states: Sequence[SystemLayers]) -> dict[str, Json]:
    """How many systems stand where in each layer: in the province, by owner and by operator."""
    owners, operators = layers.by_owner(states), layers.by_operator(states)
    return {
        "province": _counts(layers.province(states)),
        "owners": {name: _counts(counts) for name, counts in owners.items() if name is not None},
        "operators": {name: _counts(counts) for name, counts in operators.items() if name is not None},
    }


def _system(
    report: AuditReport, state: SystemLayers, found: Sequence[Contradiction], lang: Language, law: Laws
) -> dict[str, Json]:
    system, record = state.system, state.system.record
    suggestion = suggested(system.verdicts, report.requirements)
    return {
        "system": _identity(system),
        "portal": record.portal,
        "vantage": record.vantage,
        "started": record.started,
        "finished": record.finished,
        "observations": record.observations,
        "evidence": [asdict(item) for item in record.evidence()],
        "verdicts": verdict_documents(system.verdicts, lang, law),
        "suggested_level": None
        if suggestion is None
        else {
            "level": suggestion.level,
            "criteria": list(suggestion.criteria),
            "undecided": list(suggestion.undecided),
        },
        "layers": {str(layer.layer): _layer(layer, lang) for layer in state.layers},
        "deadlines": [
            {
                "requirement": one.requirement,
                "deadline": one.day.isoformat(),
                "days_left": one.days_left,
                "state": one.due.value,
            }
            for one in deadlines(system.verdicts, report.requirements, report.law_date)
        ],
        "contradictions": [
            {
                "portal": one.portal.url,
                "requirement": one.verdict.requirement,
                "because": one.verdict.because[lang],
            }
            for one in found
        ],
    }


def _identity(system: SystemResult) -> dict[str, Json]:
    told = system.record.portal
    return {
        "id": system.id,
        "name": system.name,
        "owner": told.get("agency"),
        "operator": told.get("operator"),
        "portals": list(told.get("portals") or ()),
    }


def _layer(state: LayerState, lang: Language) -> dict[str, Json]:
    return {
        "verdict": None if state.outcome is None else state.outcome.value,
        "requirement": None if state.verdict is None else state.verdict.requirement,
        "because": None if state.verdict is None else state.verdict.because[lang],
        "papers": [asdict(paper) for paper in state.papers],
        "days": dict(state.days),
    }


def _counts(counts: LayerCounts) -> dict[str, Json]:
    return {
        "systems": counts.systems,
        "layers": {str(layer): _tally(tally) for layer, tally in counts.layers.items()},
        "level_approved": _tally(counts.approved),
        "plan_deployed": _tally(counts.deployed),
    }


def _tally(tally: Tally) -> Mapping[str, int]:
    return {outcome.value: tally[outcome] for outcome in Outcome}
