"""Scores: what share of the mandatory requirements that were settled is met, weighted by severity.

What is unknown or waived counts neither for nor against, and recommendations do not count at all. The same is told of
the audit at hand (`cells`) and of earlier ones (`PastAudit.counts`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, TypeVar

from policies.verdict import Outcome, Severity
from reports.model import AgencyRow, AuditReport, Cell
from reports.ranking import rules
from reports.summary import SUBJECTS, Tally

Counts: TypeAlias = Mapping[Cell, Mapping[Outcome, int]]
Weights: TypeAlias = Mapping[Severity, int]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Score:
    """How many verdicts on mandatory requirements there are of each outcome; `percent` is the weighted share passed of
    those that passed or failed, None when none did. 0 and 100 are kept for nothing and everything."""

    passed: int
    failed: int
    unknown: int
    waived: int
    percent: int | None

    @property
    def applicable(self) -> int:
        """The verdicts that apply."""
        return self.passed + self.failed + self.unknown + self.waived

    @property
    def tally(self) -> Tally:
        """The same counts, for bars and shares."""
        return Tally(
            {
                Outcome.PASS: self.passed,
                Outcome.FAIL: self.failed,
                Outcome.UNKNOWN: self.unknown,
                Outcome.WAIVED: self.waived,
            }
        )


def cells(report: AuditReport) -> dict[Cell, Counter[Outcome]]:
    """The verdicts of the audit where they count, as `PastAudit.counts` holds those of an earlier one."""
    listed = {agency.id for agency in report.agencies}
    found: dict[Cell, Counter[Outcome]] = defaultdict(Counter)
    for place, verdict in report.counted():
        asked = report.requirements[verdict.requirement]
        agency = place.agency_id if place.agency_id in listed else None
        found[Cell(agency, asked.subject, verdict.layer, verdict.severity, asked.force)][verdict.verdict] += 1
    return dict(found)


def score_of(counts: Counts, weights: Weights | None = None) -> Score:
    """One score of all the cells together; `weights` are those of `ranking.yaml` unless others are given."""
    total, weighted = _sums(counts, weights)
    return Score(
        total[Outcome.PASS],
        total[Outcome.FAIL],
        total[Outcome.UNKNOWN],
        total[Outcome.WAIVED],
        _percent(weighted[Outcome.PASS], weighted[Outcome.PASS] + weighted[Outcome.FAIL]),
    )


def penalty_of(counts: Counts, weights: Weights | None = None) -> Fraction | None:
    """What agencies are ranked by, 0 at best and 1 at worst: the weighted share failed of all that applies.

    A verdict that turns unknown can only lower it. None when nothing mandatory applies.
    """
    _, weighted = _sums(counts, weights)
    applicable = sum(weight for outcome, weight in weighted.items() if outcome is not Outcome.NOT_APPLICABLE)
    return Fraction(weighted[Outcome.FAIL], applicable) if applicable else None


def grouped(counts: Counts, key_of: Callable[[Cell], Key]) -> dict[Key, dict[Cell, Mapping[Outcome, int]]]:
    """The cells by what `key_of` says of them."""
    groups: dict[Key, dict[Cell, Mapping[Outcome, int]]] = defaultdict(dict)
    for cell, outcomes in counts.items():
        groups[key_of(cell)][cell] = outcomes
    return dict(groups)


def by_subject(counts: Counts) -> dict[str, Score]:
    """One score a subject, in the order of the law's reports; subjects without verdicts are left out."""
    groups = grouped(counts, lambda cell: cell.subject)
    return {subject: score_of(groups[subject]) for subject in SUBJECTS if subject in groups}


def by_layer(counts: Counts) -> dict[int, Score]:
    """One score for each of the four layers of Chỉ thị 14/CT-TTg that has verdicts."""
    groups = grouped(counts, lambda cell: cell.layer)
    return {layer: score_of(groups[layer]) for layer in sorted(groups)}


def by_agency(counts: Counts) -> dict[str | None, Score]:
    """One score an agency, of its own portals and systems; None stands for those of no listed agency."""
    return {agency: score_of(found) for agency, found in grouped(counts, lambda cell: cell.agency_id).items()}


def by_group(counts: Counts, agencies: Sequence[AgencyRow]) -> dict[str, Score]:
    """One score for each kind of agency that has verdicts, in the order in which the kinds first appear."""
    kinds = {agency.id: agency.kind for agency in agencies}
    groups = grouped(counts, lambda cell: kinds.get(cell.agency_id or ""))
    return {kind: score_of(groups[kind]) for kind in dict.fromkeys(kinds.values()) if kind in groups}


def _sums(counts: Counts, weights: Weights | None) -> tuple[Counter[Outcome], Counter[Outcome]]:
    """How many mandatory verdicts there are of each outcome, and what they weigh."""
    weigh = rules().weights if weights is None else weights
    total: Counter[Outcome] = Counter()
    weighted: Counter[Outcome] = Counter()
    for cell, outcomes in counts.items():
        if cell.force == "mandatory":
            for outcome, count in outcomes.items():
                total[outcome] += count
                weighted[outcome] += count * weigh[cell.severity]
    return total, weighted


def _percent(part: int, whole: int) -> int | None:
    if not whole:
        return None
    if part in (0, whole):
        return 100 * part // whole
    return min(99, max(1, round(Fraction(100 * part, whole))))
