"""A portal's verdicts in brief, for reports of so many portals that no browser opens all of their evidence at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from policies.verdict import Outcome
from reports.verdict_view import RequirementView, VerdictView

MOST_IN_FULL: Final = 150
"""More portals than these are told without the evidence, reasons and remedies at each of them."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """Unknowns for the very same reason, told together, with the instruments that they rest on."""

    because: str
    verdicts: tuple[VerdictView, ...]
    instruments: str


@dataclass(frozen=True, slots=True)
class BriefView:
    """The verdicts by outcome; of those that are met or do not apply only the requirements are told."""

    failed: tuple[VerdictView, ...]
    waived: tuple[VerdictView, ...]
    unknown: tuple[GroupView, ...]
    met: tuple[RequirementView, ...]
    apart: tuple[RequirementView, ...]


def brief_view(verdicts: Sequence[VerdictView]) -> BriefView:
    """Those of one portal, in the order given."""
    by = {outcome: tuple(one for one in verdicts if one.outcome == outcome) for outcome in Outcome}
    return BriefView(
        failed=by[Outcome.FAIL],
        waived=by[Outcome.WAIVED],
        unknown=unknown_groups(by[Outcome.UNKNOWN]),
        met=tuple(one.requirement for one in by[Outcome.PASS]),
        apart=tuple(one.requirement for one in by[Outcome.NOT_APPLICABLE]),
    )


def unknown_groups(unknown: Iterable[VerdictView]) -> tuple[GroupView, ...]:
    """Those of the same reason together, in the order in which a reason is first met."""
    alike: dict[str, list[VerdictView]] = {}
    for one in unknown:
        alike.setdefault(one.because, []).append(one)
    return tuple(
        GroupView(
            because,
            tuple(found),
            "; ".join(dict.fromkeys(name for one in found for name in one.requirement.instruments)),
        )
        for because, found in alike.items()
    )
