"""What each agency should do first: its own share of the failures, in the order of `reports.summary.first_things`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, TypeVar

from reports.model import AuditReport, PortalResult, SystemResult
from reports.summary import Priority, first_things

THINGS: Final = 5


Result = TypeVar("Result", PortalResult, SystemResult)


def first_by_agency(report: AuditReport) -> dict[str | None, list[Priority]]:
    """At most five things for each agency that fails something; None stands for the whole province."""
    every = first_things(report, len(report.requirements))
    found: dict[str | None, list[Priority]] = defaultdict(list)
    for item in every:
        portals, systems = _owned(item.portals), _owned(item.systems)
        for agency in dict.fromkeys([*portals, *systems]):
            if agency is not None:
                own = tuple(portals.get(agency, ())), tuple(systems.get(agency, ()))
                found[agency].append(Priority(item.requirement, item.severity, *own))
    ordered = {
        agency: sorted(items, key=lambda item: _weight(item, report))[:THINGS] for agency, items in found.items()
    }
    return {**ordered, None: every[:THINGS]}


def _weight(item: Priority, report: AuditReport) -> tuple[int, bool, int, str]:
    return item.severity.rank, report.requirements[item.requirement].force != "mandatory", -item.count, item.requirement


def _owned(places: Iterable[Result]) -> dict[str | None, list[Result]]:
    by_owner: dict[str | None, list[Result]] = defaultdict(list)
    for place in places:
        by_owner[place.agency_id].append(place)
    return by_owner
