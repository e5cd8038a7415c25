"""What the templates draw of the four layers and of the information systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from policies.verdict import Outcome, Verdict
from reports import layers, summary
from reports.brief import GroupView, unknown_groups
from reports.layers import LayerCounts, SystemLayers
from reports.model import AgencyRow, AuditReport, PortalResult
from reports.summary import Tally
from reports.system_telling import TOLD, tell_system, value_lines
from reports.systems import Contradiction, contradictions, not_due
from reports.telling import Section
from reports.verdict_view import (
    EvidenceView,
    RequirementView,
    VerdictView,
    evidence_views,
    verdict_view,
)
from reports.wording import Wording

FAMILIES: Final = ("level", "plan", "layers", "tcvn", "deadline", "instruction", "contradiction")
"""How the requirements on systems begin, in the order in which they are told; others come last."""


@dataclass(frozen=True, slots=True)
class PortalRef:
    """A portal to link to; `anchor` is empty for one that the report does not tell."""

    anchor: str
    name: str


@dataclass(frozen=True, slots=True)
class ContradictionView:
    """A portal that contradicts the papers, and how."""

    portal: PortalRef
    verdict: VerdictView


@dataclass(frozen=True, slots=True)
class FamilyView:
    """The verdicts of one family but the unknown ones: what fails, is waived, is met, the deadlines that are to come,
    and what does not apply, of which only the requirements are told."""

    name: str
    failed: tuple[VerdictView, ...]
    waived: tuple[VerdictView, ...]
    met: tuple[VerdictView, ...]
    coming: tuple[VerdictView, ...]
    apart: tuple[RequirementView, ...]


@dataclass(frozen=True, slots=True)
class FactsView:
    """Facts that have the same value, each as (anchor, label), and that value in words."""

    facts: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class SystemView:
    """One system's section; `cells` are the outcomes of the four layers, the level and the plan (empty: not judged),
    `needs` is what its unknowns ask for, `shown` the facts that `told` does not tell."""

    number: int
    anchor: str
    id: str
    name: str
    owner: str
    operator: str
    unit: str
    portals: tuple[PortalRef, ...]
    standing: str
    tally: Tally
    cells: tuple[tuple[str, str], ...]
    told: tuple[Section, ...]
    contradictions: tuple[ContradictionView, ...]
    unknown: tuple[GroupView, ...]
    needs: tuple[str, ...]
    families: tuple[FamilyView, ...]
    evidence: tuple[EvidenceView, ...]
    shown: tuple[FactsView, ...]
    judged: frozenset[str]


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One line of the table of the four layers: (head of the column, tally) for the layers, the level, the plan."""

    depth: int
    name: str
    kind: str
    systems: int
    cells: tuple[tuple[str, Tally], ...]


@dataclass(frozen=True, slots=True)
class LayersView:
    """The table of the four layers, the province first; `contradicted` counts portals that contradict the papers."""

    heads: tuple[str, ...]
    rows: tuple[LayerRow, ...]
    operators: tuple[LayerRow, ...]
    contradictions: int
    contradicted: int


class SystemDrawing:
    """Draws the systems of one report in the words of one language; `requirements` are drawn already."""

    def __init__(self, report: AuditReport, requirements: Mapping[str, RequirementView], wording: Wording) -> None:
        self.report = report
        self.requirements = requirements
        self.wording = wording
        self.tree = summary.agency_tree(report.agencies)
        self.states = layers.system_layers(report)
        self.found = contradictions(report)

    def layers(self) -> LayersView:
        """The four layers by owner, in the order of the agencies' tree, and by operator."""
        gettext = self.wording.gettext.gettext
        total = self._row(0, gettext("All information systems"), "", layers.province(self.states))
        listed = [one for several in self.found.values() for one in several]
        return LayersView(
            heads=self._heads(),
            rows=(total, *self._rows(layers.by_owner(self.states), gettext("Systems of no listed agency"))),
            operators=tuple(self._rows(layers.by_operator(self.states), gettext("Operator not in the inventory"))),
            contradictions=len(listed),
            contradicted=len({one.portal.url for one in listed}),
        )

    def systems(self, portals: Mapping[str, PortalRef]) -> dict[str, SystemView]:
        """By id, in the order of the agencies' tree; `portals` maps the address of each portal told to its place."""
        place = {agency.id: number for number, (_, agency) in enumerate(self.tree)}
        ordered = sorted(self.states, key=lambda one: place.get(one.system.agency_id or "", len(place)))
        of_system: dict[str, list[PortalResult]] = {}
        for result in self.report.portals:
            of_system.setdefault(str(result.record.portal.get("system") or ""), []).append(result)
        return {
            state.system.id: self._system(number, state, of_system.get(state.system.id, ()), portals)
            for number, state in enumerate(ordered, 1)
        }

    def remedies(self) -> frozenset[str]:
        """The ids of the requirements that fail at a system: the remedies that their sections point to."""
        judged = (verdict for system in self.report.systems for verdict in system.verdicts)
        return frozenset(verdict.requirement for verdict in judged if verdict.verdict is Outcome.FAIL)

    def _heads(self) -> tuple[str, ...]:
        gettext = self.wording.gettext.gettext
        named = tuple(self.wording.word("layer", str(layer)) for layer in summary.LAYERS)
        return (*named, gettext("Level approved"), gettext("Plan deployed"))

    def _rows(self, counts: Mapping[str | None, LayerCounts], other: str) -> Iterable[LayerRow]:
        for depth, agency in self.tree:
            if agency.id in counts:
                kind = self.wording.word("agency_kind", agency.kind)
                yield self._row(min(depth, 4) + 1, self._name(agency), kind, counts[agency.id])
        listed = {agency.id for _, agency in self.tree}
        for name, found in counts.items():
            if name not in listed:
                yield self._row(1, other if name is None else self.wording.cut(name, 160), "", found)

    def _name(self, agency: AgencyRow) -> str:
        return self.wording.cut(agency.name, 160)

    def _row(self, depth: int, name: str, kind: str, counts: LayerCounts) -> LayerRow:
        tallies = (*counts.layers.values(), counts.approved, counts.deployed)
        return LayerRow(depth, name, kind, counts.systems, tuple(zip(self._heads(), tallies, strict=True)))

    def _system(
        self, number: int, state: SystemLayers, results: Sequence[PortalResult], portals: Mapping[str, PortalRef]
    ) -> SystemView:
        system, wording = state.system, self.wording
        told = system.record.portal
        evidence = tuple(
            replace(item, anchor=f"se{number}") if item.name in TOLD else item
            for item in evidence_views(f"se{number}", system.record, {}, wording)
        )
        ordered = summary.worst_first(system.verdicts, self.report.requirements)
        reasons = dict.fromkeys(reason for verdict in system.verdicts for reason in verdict.reasons)
        outcomes = (*(layer.outcome for layer in state.layers), state.approved, state.deployed)
        return SystemView(
            number=number,
            anchor=f"s{number}",
            id=wording.cut(system.id, 120),
            name=wording.cut(system.name, 160),
            owner=wording.cut(str(told.get("agency") or ""), 160),
            operator=wording.cut(str(told.get("operator") or ""), 160),
            unit=wording.cut(str(told.get("unit") or ""), 160),
            portals=tuple(portals[result.url] for result in results),
            standing=summary.standing(system.verdicts, self.report.requirements).value,
            tally=summary.tally(system.verdicts),
            cells=tuple(zip(self._heads(), (outcome or "" for outcome in outcomes), strict=True)),
            told=tell_system(state, self.report, wording),
            contradictions=tuple(self._contradiction(one, portals) for one in self.found.get(system.id, ())),
            unknown=unknown_groups(
                self._verdict(verdict, {}) for verdict in ordered if verdict.verdict is Outcome.UNKNOWN
            ),
            needs=tuple(wording.word("need", reason) for reason in reasons),
            families=self._families(ordered, {item.id: item for item in reversed(evidence)}),
            evidence=evidence,
            shown=self._shown(evidence),
            judged=frozenset(verdict.requirement for verdict in system.verdicts),
        )

    def _contradiction(self, one: Contradiction, portals: Mapping[str, PortalRef]) -> ContradictionView:
        return ContradictionView(portals[one.portal.url], self._verdict(one.verdict, {}))

    def _families(self, ordered: Iterable[Verdict], evidence: Mapping[str, EvidenceView]) -> tuple[FamilyView, ...]:
        groups: dict[str, list[Verdict]] = {family: [] for family in (*FAMILIES, "")}
        for verdict in ordered:
            family = verdict.requirement.partition(".")[0]
            if verdict.verdict is not Outcome.UNKNOWN:
                groups[family if family in groups else ""].append(verdict)
        return tuple(self._family(family, found, evidence) for family, found in groups.items() if found)

    def _family(self, family: str, found: Sequence[Verdict], evidence: Mapping[str, EvidenceView]) -> FamilyView:
        by: dict[Outcome, list[Verdict]] = {outcome: [] for outcome in Outcome}
        for verdict in found:
            by[verdict.verdict].append(verdict)
        apart = by[Outcome.NOT_APPLICABLE]
        coming = [verdict for verdict in apart if self._not_due(verdict)]
        gettext = self.wording.gettext.gettext
        return FamilyView(
            name=self.wording.word("family", family) if family else gettext("Other requirements"),
            failed=tuple(self._verdict(verdict, evidence) for verdict in by[Outcome.FAIL]),
            waived=tuple(self._verdict(verdict, evidence) for verdict in by[Outcome.WAIVED]),
            met=tuple(self._verdict(verdict, {}) for verdict in by[Outcome.PASS]),
            coming=tuple(self._verdict(verdict, {}) for verdict in coming),
            apart=tuple(self.requirements[verdict.requirement] for verdict in apart if verdict not in coming),
        )

    def _not_due(self, verdict: Verdict) -> bool:
        return not_due(verdict, self.report.requirements[verdict.requirement], self.report.law_date)

    def _shown(self, evidence: Sequence[EvidenceView]) -> tuple[FactsView, ...]:
        none = self.wording.gettext.gettext("none")
        alike: dict[str, list[EvidenceView]] = {}
        for item in evidence:
            if item.name not in TOLD:
                alike.setdefault(item.sha256, []).append(item)
        return tuple(
            FactsView(
                tuple((item.anchor, item.label) for item in found),
                "; ".join("".join(piece.text for piece in line) for line in value_lines(found[0].value, none)),
            )
            for found in alike.values()
        )

    def _verdict(self, verdict: Verdict, evidence: Mapping[str, EvidenceView]) -> VerdictView:
        return verdict_view(verdict, self.requirements[verdict.requirement], evidence, self.wording)
