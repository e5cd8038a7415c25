"""Lays the plain data of a register out in the rows of the workbook's sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from agent.workbook.cells import Shown, show_value
from agent.workbook.columns import (
    AGENCIES,
    ASSESSMENTS,
    INCIDENTS,
    LAYERS,
    PER_SYSTEM,
    PLANS,
    PORTALS,
    SYSTEMS,
    Column,
    Kind,
    Sheet,
)
from agent.workbook.names import Names

Cells: TypeAlias = dict[str, Shown]
"""One row: what its cells hold, by the key of their columns; empty ones are left out."""
Rows: TypeAlias = dict[str, list[Cells]]
"""Rows by the name of their sheet."""

_ABSENT: Final = object()


def register_rows(data: Mapping[str, Any]) -> Rows:
    """The rows of `agencies`, `systems` and `portals` as the YAML has them."""
    agencies = list(flat_agencies(data.get("agencies") or ()))
    systems = data.get("systems") or ()
    names = {
        Kind.AGENCY: Names((agency["id"], agency["name"]) for agency in agencies),
        Kind.SYSTEM: Names((system["id"], system["name"]) for system in systems),
    }
    rows: Rows = {AGENCIES.name: [_cells(AGENCIES, agency, names) for agency in agencies]}
    for sheet in (SYSTEMS, PLANS, ASSESSMENTS, LAYERS, INCIDENTS):
        rows[sheet.name] = []
    for system in systems:
        for name, found in system_rows(system, names).items():
            rows[name] += found
    rows[PORTALS.name] = [_cells(PORTALS, portal, names) for portal in data.get("portals") or ()]
    return rows


def flat_agencies(agencies: Sequence[Mapping[str, Any]], parent: str | None = None) -> Iterator[dict[str, Any]]:
    """A tree of agencies as a list, each with the id of its `parent` and before those below it."""
    for agency in agencies:
        above = agency.get("parent") or parent
        yield {**{key: value for key, value in agency.items() if key != "agencies"}, "parent": above}
        yield from flat_agencies(agency.get("agencies") or (), agency["id"])


def system_rows(system: Mapping[str, Any], names: Mapping[Kind, Names]) -> Rows:
    """The rows of one system; sheets that it says nothing for have none."""
    found: Rows = {SYSTEMS.name: [_cells(SYSTEMS, system, names)]}
    for sheet in PER_SYSTEM:
        cells = _cells(sheet, {**system, "system": system["id"]}, names)
        if len(cells) > 1:
            found[sheet.name] = [cells]
    for sheet, key in ((ASSESSMENTS, "assessments"), (INCIDENTS, "incidents")):
        found[sheet.name] = [_cells(sheet, {**item, "system": system["id"]}, names) for item in system.get(key) or ()]
    return found


def _cells(sheet: Sheet, item: Mapping[str, Any], names: Mapping[Kind, Names]) -> Cells:
    found: Cells = {}
    for column in sheet.columns:
        value = _at(item, column.key)
        if value is _ABSENT or (value is None and column.kind not in (Kind.EXISTS, Kind.CONTACT)):
            continue
        found[column.key] = _shown(value, column, names)
    return found


def _shown(value: Any, column: Column, names: Mapping[Kind, Names]) -> Shown:
    known = names.get(column.kind)
    return known.shown(value) if known else show_value(value, column)


def _at(item: Any, key: str) -> Any:
    for step in key.split("."):
        if not isinstance(item, Mapping) or step not in item:
            return _ABSENT
        item = item[step]
    return item
