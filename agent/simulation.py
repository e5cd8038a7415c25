"""What would be concluded under other rules: stored observations judged again, compared with stored verdicts.

Nothing is stored and nothing is looked at again. Requirements on information systems are counted as in every report: at
the portals that are judged on them too, else at the systems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checks.record import PortalRecord
from policies.judge import Waiver
from policies.requirement import Profile
from policies.vantages import judge_looks
from policies.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Shift:
    """A verdict that would be another one; `before` is None where the requirement was not judged there."""

    record: PortalRecord
    before: Outcome | None
    after: Verdict


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the other rules would change, by requirement and then in the order of the records.

    `unchanged` counts by requirement the verdicts that stay. Of the rules' requirements, `unobserved` are in force and
    were judged nowhere, for the audit did not look into them, and `not_in_force` do not bind on the day; `dropped` were
    judged and would not be. `apart` counts portals and systems without stored verdicts to compare with.
    """

    shifts: tuple[Shift, ...]
    unchanged: Mapping[str, Mapping[Outcome, int]]
    unobserved: tuple[str, ...]
    not_in_force: tuple[str, ...]
    dropped: tuple[str, ...]
    apart: int


def simulate(
    records: Sequence[PortalRecord],
    stored: Mapping[str, Sequence[Verdict]],
    profile: Profile,
    law_date: date,
    waivers: Sequence[Waiver] = (),
) -> Simulation:
    """Judges the records by the profile and the law of that day; `stored` maps the URL of a portal, or the key of a
    system, to the verdicts to compare with."""
    compared = [record for record in records if record.portal["url"] in stored]
    judged = _counted([(record, judge_looks(record, profile, law_date, waivers)) for record in compared])
    shifts: list[Shift] = []
    unchanged: dict[str, Counter[Outcome]] = {}
    for record, verdicts in judged:
        before = {verdict.requirement: verdict.verdict for verdict in stored[record.portal["url"]]}
        for verdict in verdicts:
            if before.get(verdict.requirement) is verdict.verdict:
                unchanged.setdefault(verdict.requirement, Counter())[verdict.verdict] += 1
            else:
                shifts.append(Shift(record, before.get(verdict.requirement), verdict))
    after = {shift.after.requirement for shift in shifts} | unchanged.keys()
    ahead = {verdict.requirement for record in compared for verdict in stored[record.portal["url"]]}
    binding = {asked.id for asked in profile.requirements if asked.in_force(law_date)}
    return Simulation(
        shifts=tuple(sorted(shifts, key=lambda shift: (shift.after.severity.rank, shift.after.requirement))),
        unchanged=unchanged,
        unobserved=tuple(sorted(binding - after)),
        not_in_force=tuple(sorted({asked.id for asked in profile.requirements} - binding)),
        dropped=tuple(sorted(ahead - after)),
        apart=len(records) - len(compared),
    )


def _counted(
    judged: Sequence[tuple[PortalRecord, Sequence[Verdict]]],
) -> list[tuple[PortalRecord, list[Verdict]]]:
    """The verdicts where they count: of a system those that no portal of it was given."""
    told = {
        (record.portal.get("system"), verdict.requirement)
        for record, verdicts in judged
        if not record.is_system
        for verdict in verdicts
    }
    return [
        (
            record,
            [
                verdict
                for verdict in verdicts
                if not (record.is_system and (record.portal["system"], verdict.requirement) in told)
            ],
        )
        for record, verdicts in judged
    ]
