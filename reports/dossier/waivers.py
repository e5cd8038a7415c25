"""The waivers that were granted for the portals and systems of one agency, and when they end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from checks.record import SYSTEM, system_key
from policies.verdict import Outcome
from reports.dossier.places import Owned, Place, key_of
from reports.model import AuditReport

SOON_DAYS: Final = 30
"""With so many days left, or fewer, a waiver is about to end."""

State: TypeAlias = Literal["ended", "soon", "running"]


@dataclass(frozen=True, slots=True)
class Granted:
    """One waiver as the plan of the audit has it. `days_left` counts from the day of the law to the last day of the
    waiver, negative once it has ended; `place` is None where the agency has but portals of a system that is another's;
    `covered` names the agency's places that it holds for, `outcomes` are those of the requirement there."""

    requirement: str
    place: Place | None
    where: str
    document: str
    approver: str
    reason: str
    until: date
    days_left: int
    covered: frozenset[str]
    outcomes: frozenset[Outcome]

    @property
    def state(self) -> State:
        """Whether it has ended, is about to, or runs on."""
        if self.days_left < 0:
            return "ended"
        return "soon" if self.days_left <= SOON_DAYS else "running"


def granted(report: AuditReport, own: Owned) -> list[Granted]:
    """The waivers for the agency's places, those that end first in front."""
    places: dict[str, Place] = {key_of(place): place for place in own.places}
    of_system: dict[str, list[Place]] = {}
    for portal in own.portals:
        if system := portal.record.portal.get("system"):
            of_system.setdefault(system_key(str(system)), []).append(portal)
    found = []
    for given in _given(report.plan):
        where, requirement = str(given["portal"]), str(given["requirement"])
        covered = [*([places[where]] if where in places else []), *of_system.get(where, ())]
        if covered and requirement in report.requirements:
            until = date.fromisoformat(str(given["until"]))
            found.append(
                Granted(
                    requirement=requirement,
                    place=places.get(where),
                    where=where.removeprefix(SYSTEM),
                    document=str(given.get("document") or ""),
                    approver=str(given.get("approver") or ""),
                    reason=str(given.get("reason") or ""),
                    until=until,
                    days_left=(until - report.law_date).days,
                    covered=frozenset(map(key_of, covered)),
                    outcomes=frozenset(
                        one.verdict for place in covered for one in place.verdicts if one.requirement == requirement
                    ),
                )
            )
    return sorted(found, key=lambda one: (one.until, one.where, one.requirement))


def _given(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from plan.get("waivers") or ()
