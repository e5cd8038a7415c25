"""Ranks agencies within their kind by what they fail; what is unknown never ranks one down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from reports.model import AgencyRow
from reports.ranking import Rules
from reports.score import Counts, Score, grouped, penalty_of, score_of


class Unranked(StrEnum):
    """Why an agency has no rank."""

    NOTHING = "nothing"
    UNKNOWN = "unknown"
    KIND = "kind"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agency stands in its group: `rank` from 1 among `among` that are ranked, equals sharing one; None, and
    `why`, where it has none."""

    agency: AgencyRow
    score: Score
    penalty: Fraction | None
    rank: int | None
    among: int
    why: Unranked | None


def ranked(counts: Counts, agencies: Sequence[AgencyRow], rules: Rules) -> dict[str, Place]:
    """The place of every agency by its id, in the order of the agencies."""
    owned = grouped(counts, lambda cell: cell.agency_id)
    places = {agency.id: _unranked(agency, owned.get(agency.id, {}), rules) for agency in agencies}
    groups: Mapping[str, list[Place]] = defaultdict(list)
    for place in places.values():
        if place.why is None:
            groups[place.agency.kind].append(place)
    for group in groups.values():
        penalties = sorted(place.penalty for place in group if place.penalty is not None)
        first = {penalty: number for number, penalty in reversed(list(enumerate(penalties, 1)))}
        for place in group:
            if place.penalty is not None:
                places[place.agency.id] = (
                    replace(place, rank=first[place.penalty], among=len(group))
                    if len(group) >= rules.smallest_group
                    else replace(place, why=Unranked.SMALL, among=len(group))
                )
    return places


def _unranked(agency: AgencyRow, counts: Counts, rules: Rules) -> Place:
    """The agency before it is compared; `why` is None where it can be."""
    score, penalty = score_of(counts, rules.weights), penalty_of(counts, rules.weights)
    why: Unranked | None = None
    if penalty is None:
        why = Unranked.NOTHING
    elif agency.kind not in rules.groups:
        why = Unranked.KIND
    elif score.percent is None or 100 * score.unknown > rules.most_unknown_percent * score.applicable:
        why = Unranked.UNKNOWN
    return Place(agency, score, penalty, None, 0, why)
