"""The four layers of Chỉ thị 14/CT-TTg, counted: by system, by agency and for the province.

The state of a layer at a system is the worst of its mandatory `layers.*` verdicts that apply: a recommendation is never
called a failure, and an unknown never passes for one thing or the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from checks.observation import Json, is_unseen
from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict
from reports.model import AuditReport, SystemResult
from reports.summary import LAYERS, Tally, worst_first

APPROVED: Final = "plan.level_approved"
DEPLOYED: Final = "plan.deployed"

AGES: Final[Mapping[int, tuple[tuple[str, str, str], ...]]] = {
    1: (("last_training_days", "force", "last_training_days"), ("last_drill_days", "force", "last_drill_days")),
    2: (("last_event_days", "monitoring", "last_event_days"), ("contract_days_left", "monitoring", "days_left")),
    3: (("assessment_days", "last_assessment", "days_ago"),),
    4: (("last_data_days", "national", "last_data_days"),),
}
"""What tells of each layer how fresh it is: (name, fact, member), in days."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was seen for a layer; `date` is an ISO date."""

    number: str | None
    date: str | None
    body: str | None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class LayerState:
    """One layer at one system. `outcome` is None where nothing was judged, `verdict` the one that decides it; `days`
    tells how old (or how long valid yet) what is seen of it is, by name."""

    layer: int
    outcome: Outcome | None
    verdict: Verdict | None
    papers: tuple[Paper, ...]
    days: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SystemLayers:
    """The four layers of one system, and how far its level and its plan are."""

    system: SystemResult
    layers: tuple[LayerState, ...]
    approved: Outcome | None
    deployed: Outcome | None


@dataclass(frozen=True, slots=True)
class LayerCounts:
    """How many systems stand where: a tally for each layer, one for approved levels, one for deployed plans."""

    systems: int
    layers: Mapping[int, Tally]
    approved: Tally
    deployed: Tally


def system_layers(report: AuditReport) -> list[SystemLayers]:
    """One entry a system, in the order of the report."""
    return [
        SystemLayers(
            system,
            tuple(_layer(system, layer, report.requirements) for layer in LAYERS),
            _outcome(system, APPROVED),
            _outcome(system, DEPLOYED),
        )
        for system in report.systems
    ]


def province(systems: Iterable[SystemLayers]) -> LayerCounts:
    """All of them together."""
    listed = list(systems)
    return LayerCounts(
        systems=len(listed),
        layers={
            layer: _tally(state.outcome for one in listed for state in one.layers if state.layer == layer)
            for layer in LAYERS
        },
        approved=_tally(one.approved for one in listed),
        deployed=_tally(one.deployed for one in listed),
    )


def by_owner(systems: Iterable[SystemLayers]) -> dict[str | None, LayerCounts]:
    """By the agency that owns them (chủ quản); the counts add up to the province's."""
    return _grouped(systems, lambda one: one.system.agency_id)


def by_operator(systems: Iterable[SystemLayers]) -> dict[str | None, LayerCounts]:
    """By the agency that operates them; None for those that name none of the inventory."""
    return _grouped(systems, lambda one: _text(one.system.record.portal.get("operator_id")))


def _grouped(
    systems: Iterable[SystemLayers], key_of: Callable[[SystemLayers], str | None]
) -> dict[str | None, LayerCounts]:
    groups: dict[str | None, list[SystemLayers]] = {}
    for one in systems:
        groups.setdefault(key_of(one), []).append(one)
    return {key: province(found) for key, found in groups.items()}


def _layer(system: SystemResult, layer: int, requirements: Mapping[str, Requirement]) -> LayerState:
    judged = [
        verdict
        for verdict in system.verdicts
        if verdict.requirement.startswith("layers.")
        and verdict.layer == layer
        and requirements[verdict.requirement].force == "mandatory"
    ]
    worst = next(iter(worst_first(judged, requirements)), None)
    facts = system.record.observations.get("security_plan", {})
    return LayerState(layer, worst.verdict if worst else None, worst, _papers(facts, layer), _days(facts, layer))


def _papers(facts: Mapping[str, Json], layer: int) -> tuple[Paper, ...]:
    """The papers with a file that prove the layer, and for layer 3 the report of the last assessment."""
    provider = _text(_member(facts.get("monitoring"), "provider")) if layer == 2 else None
    found = [
        Paper(_text(one.get("number")), _text(one.get("date")), provider, _text(one.get("sha256")))
        for one in _objects(facts.get("documents"))
        if one.get("claim") == f"layers.{layer}"
    ]
    last = facts.get("last_assessment")
    if layer == 3 and _member(last, "date") is not None:
        found.append(Paper(*(_text(_member(last, name)) for name in ("report", "date", "assessor"))))
    return tuple(found)


def _days(facts: Mapping[str, Json], layer: int) -> dict[str, int]:
    found = {name: _member(facts.get(fact), member) for name, fact, member in AGES[layer]}
    return {name: days for name, days in found.items() if isinstance(days, int) and not isinstance(days, bool)}


def _objects(value: Json) -> list[dict[str, Json]]:
    return [one for one in value if isinstance(one, dict) and not is_unseen(one)] if isinstance(value, list) else []


def _member(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) and not is_unseen(value) else None


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def _outcome(system: SystemResult, requirement: str) -> Outcome | None:
    return next((verdict.verdict for verdict in system.verdicts if verdict.requirement == requirement), None)


def _tally(outcomes: Iterable[Outcome | None]) -> Tally:
    counts: dict[Outcome, int] = {}
    for outcome in outcomes:
        if outcome is not None:
            counts[outcome] = counts.get(outcome, 0) + 1
    return Tally(counts)
