"""The rows of the tables, in one language, every text cut and made visible: the workbook and the CSV say the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from checks.observation import is_unseen
from policies.verdict import Outcome, Severity, Verdict
from reports import summary
from reports.layers import LayerState, system_layers
from reports.model import AuditReport, PortalResult, SystemResult
from reports.remedy import Block
from reports.verdict_view import RequirementView, requirement_view
from reports.wording import ZONE, Wording

_SHORT = 240
"""Letters of a remedy told in short."""


@dataclass(frozen=True, slots=True)
class Place:
    """A portal or an information system: `key` is its URL, or the key of the system, and `address` what people read of
    that; `agency_id` is empty where it is of no agency."""

    key: str
    name: str
    address: str
    agency_id: str
    agency: str

    @property
    def named(self) -> str:
        """The name, and in a line below it the address."""
        return self.name if self.name == self.address else f"{self.name}\n{self.address}"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A requirement that fails at a place, or of which nothing is known there.

    `since` is the day (in Vietnam) from which the failure has been seen without a fix; None for an unknown, and where
    the report does not hold it. `to_do` is the remedy in short, of an unknown what is needed to find out.
    """

    place: Place
    requirement: RequirementView
    outcome: Outcome
    severity: Severity
    because: str
    since: date | None
    reopened: bool
    law: str
    to_do: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What became of one failure since the audit before; `requirement` is None for one that the report lacks."""

    kind: str
    place: Place
    requirement: RequirementView | None
    requirement_id: str


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One information system; `level` is None where it is not proven, an outcome None where nothing was judged."""

    place: Place
    id: str
    operator: str
    level: int | None
    approved: Outcome | None
    deployed: Outcome | None
    layers: tuple[LayerState, ...]
    tally: summary.Tally
    portals: int


class Rows:
    """Draws the rows of one report."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.agencies = {agency.id: wording.cut(agency.name, 160) for agency in report.agencies}
        self.requirements = {
            name: requirement_view(item, "", report.law_date, wording) for name, item in report.requirements.items()
        }
        self._order = {agency.id: place for place, (_, agency) in enumerate(summary.agency_tree(report.agencies))}
        self._everywhere: tuple[PortalResult | SystemResult, ...] = (*report.systems, *report.portals)
        self._places = {id(one): self._place(one) for one in self._everywhere}
        self._to_do: dict[str, str] = {}

    def portals(self) -> list[PortalResult]:
        """The portals in the order of the agencies' tree."""
        return sorted(self.report.portals, key=self._in_tree)

    def place(self, result: PortalResult | SystemResult) -> Place:
        """Where a verdict was given; `result` is one of the report's."""
        return self._places[id(result)]

    def findings(self) -> list[FindingRow]:
        """One row a failure or unknown where it counts: worst first, then in the order of the agencies' tree."""
        found = [
            (result, verdict)
            for result, verdict in self.report.counted()
            if verdict.verdict in (Outcome.FAIL, Outcome.UNKNOWN)
        ]
        found.sort(
            key=lambda pair: (
                summary.WORST_FIRST.index(pair[1].verdict),
                not self.requirements[pair[1].requirement].mandatory,
                pair[1].severity.rank,
                pair[1].requirement,
                self._in_tree(pair[0]),
            )
        )
        return [self._finding(result, verdict) for result, verdict in found]

    def changes(self) -> list[ChangeRow]:
        """What came, went or stayed since the audit before: what is new first, what is fixed last."""
        by_key = {str(one.record.portal["url"]): one for one in self._everywhere}
        ordered = sorted(
            self.report.changes, key=lambda one: (summary.CHANGE_KINDS.index(one.kind), one.portal, one.requirement)
        )
        return [
            ChangeRow(
                kind=str(change.kind),
                place=self.place(by_key[change.portal]) if change.portal in by_key else self._gone(change.portal),
                requirement=self.requirements.get(change.requirement),
                requirement_id=self.wording.cut(change.requirement, 80),
            )
            for change in ordered
        ]

    def systems(self) -> list[SystemRow]:
        """The information systems in the order of the agencies' tree."""
        portals = Counter(one.record.portal.get("system") for one in self.report.portals)
        rows = []
        for state in sorted(system_layers(self.report), key=lambda one: self._in_tree(one.system)):
            system = state.system
            level = system.record.observations.get("security_plan", {}).get("level")
            rows.append(
                SystemRow(
                    place=self.place(system),
                    id=self.wording.cut(system.id, 120),
                    operator=self.wording.cut(str(system.record.portal.get("operator") or ""), 160),
                    level=level if isinstance(level, int) and not is_unseen(level) else None,
                    approved=state.approved,
                    deployed=state.deployed,
                    layers=state.layers,
                    tally=summary.tally(system.verdicts),
                    portals=portals[system.id],
                )
            )
        return rows

    def because(self, verdict: Verdict) -> str:
        """Why a verdict is what it is."""
        return self.wording.cut(verdict.because[self.wording.lang], 600)

    def _finding(self, result: PortalResult | SystemResult, verdict: Verdict) -> FindingRow:
        requirement = self.requirements[verdict.requirement]
        failed = verdict.verdict is Outcome.FAIL
        place = self.place(result)
        key = (str(result.record.portal["url"]), verdict.requirement)
        known = self.report.open_findings.get(key) if failed else None
        needs = " ".join(self.wording.word("need", reason) for reason in verdict.reasons)
        return FindingRow(
            place=place,
            requirement=requirement,
            outcome=verdict.verdict,
            severity=verdict.severity,
            because=self.because(verdict),
            since=_day(known.first_seen) if known else None,
            reopened=known is not None and known.reopened,
            law="; ".join(
                f"{basis.text} [{basis.flag}]" if basis.flag else basis.text for basis in requirement.citations
            ),
            to_do=self._remedy(requirement) if failed else needs,
        )

    def _remedy(self, requirement: RequirementView) -> str:
        if requirement.id not in self._to_do:
            self._to_do[requirement.id] = short(requirement.remedy)
        return self._to_do[requirement.id]

    def _place(self, result: PortalResult | SystemResult) -> Place:
        cut, portal = self.wording.cut, result.record.portal
        agency = self.agencies.get(result.agency_id or "")
        key = str(portal["url"])
        address = key.removeprefix("system:")
        return Place(
            key=cut(key, 2000),
            name=cut(str(portal.get("name") or address), 160),
            address=cut(address, 160),
            agency_id=cut(result.agency_id or "", 120),
            agency=agency or cut(str(portal.get("agency") or ""), 160),
        )

    def _gone(self, key: str) -> Place:
        """A place that this audit does not tell any more."""
        address = self.wording.cut(key.removeprefix("system:"), 160)
        return Place(self.wording.cut(key, 2000), address, address, "", "")

    def _in_tree(self, result: PortalResult | SystemResult) -> tuple[int, str]:
        place = self._order.get(result.agency_id or "", len(self._order))
        return place, str(result.record.portal["url"])


def short(remedy: tuple[Block, ...]) -> str:
    """The first steps of a remedy without its snippets; an ellipsis says that there is more."""
    told: list[str] = []
    for block in remedy:
        more = sum(map(len, told)) + len(block.text)
        if block.kind == "code" or (told and more > _SHORT):
            break
        told.append(block.text.replace("`", ""))
    while len(told) > 1 and told[-1].endswith(":"):
        told.pop()
    return " ".join(told) + (" …" if len(told) < len(remedy) else "")


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
