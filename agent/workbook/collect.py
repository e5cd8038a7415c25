"""Puts the rows of a filled workbook together to agencies, systems and portals, and tells what is wrong with each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from pydantic import ValidationError

from agent.inventory.explain import explain_row
from agent.inventory.files import Folder
from agent.inventory.models import Portal
from agent.inventory.part import Part
from agent.inventory.problems import Problem, shown
from agent.inventory.register import Item, Register, RegisterAgency
from agent.inventory.systems import System
from agent.inventory.texts import Text
from agent.texts import _
from agent.workbook.columns import (
    AGENCIES,
    ASSESSMENTS,
    INCIDENTS,
    PER_SYSTEM,
    PORTALS,
    SHEETS,
    SYSTEM,
    SYSTEMS,
    Kind,
    Sheet,
)
from agent.workbook.names import NameLookupError, Names
from agent.workbook.problems import CellProblem, Place
from agent.workbook.read import Row

SheetRows: TypeAlias = Mapping[str, list[Row]]

_MODELS: Final[Mapping[str, type[Part]]] = {"agencies": RegisterAgency, "systems": System, "portals": Portal}
_IDS: Final = {"agencies": "id", "systems": "id", "portals": "url"}


@dataclass(slots=True)
class Entry:
    """An agency, a system or a portal of the workbook: its place, the data of its rows as the YAML would have them,
    the cell of each, what is wrong, and the part once it was found right."""

    kind: str
    """`agencies`, `systems` or `portals`."""
    place: Place
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    part: Part | None = None

    @property
    def id(self) -> str:
        """Its id, of a portal the URL; empty where there is none."""
        value = getattr(self.part, _IDS[self.kind]) if self.part else self.data.get(_IDS[self.kind])
        return value if isinstance(value, str) else ""

    @property
    def item(self) -> Item:
        """How the register names it."""
        return self.kind, self.id

    def take(self, row: Row, sheet: Sheet) -> None:
        """Add the cells of a row."""
        self.problems += row.problems
        for column in sheet.columns:
            self.places.setdefault(column.key, row.places[column.key])
            if column.key in row.values and column is not SYSTEM and column.kind not in (Kind.EXISTS, Kind.ROWS):
                _put(self.data, column.key, row.values[column.key])

    def wrong(self, key: str, message: str) -> None:
        """Note a problem at the cell of a key, or of the nearest key around it."""
        while key and key not in self.places:
            key = re.sub(r"(\[\d+\]|\.?[^.\[]+)$", "", key)
        self.problems.append(CellProblem(self.places.get(key, self.place), message))


@dataclass(slots=True)
class Collected:
    """Everything in a workbook; `loose` are problems of rows that belong to no entry."""

    entries: list[Entry]
    loose: list[CellProblem]

    def problems(self) -> list[CellProblem]:
        """All problems, sheet by sheet and row by row."""
        found = [*self.loose, *(problem for entry in self.entries for problem in entry.problems)]
        order = {sheet: number for number, sheet in enumerate(_SHEET_ORDER)}
        return sorted(
            dict.fromkeys(found),
            key=lambda problem: (
                order.get(problem.place.sheet, len(order)),
                problem.place.row,
                len(problem.place.letter),
                problem.place.letter,
            ),
        )

    def right(self) -> Register:
        """What nothing is wrong with, as a register."""
        found: dict[str, list[Part]] = {"agencies": [], "systems": [], "portals": []}
        for entry in self.entries:
            if entry.part is not None and not entry.problems:
                found[entry.kind].append(entry.part)
        return Register.model_validate({"schema_version": 1, **{name: tuple(parts) for name, parts in found.items()}})


def collect(rows: SheetRows, known: Register, folder: Folder) -> Collected:
    """Read agencies, systems and portals from the rows of a workbook.

    They may refer to each other and to those of `known`; the files that they name lie in `folder`.
    """
    agencies = [_entry("agencies", row, AGENCIES) for row in rows[AGENCIES.name]]
    systems = [_entry("systems", row, SYSTEMS) for row in rows[SYSTEMS.name]]
    portals = [_entry("portals", row, PORTALS) for row in rows[PORTALS.name]]
    first = {entry.id: entry for entry in reversed(systems)}
    loose = _attach(rows, first)
    for entry, row in zip(systems, rows[SYSTEMS.name], strict=True):
        if first[entry.id] is entry:
            _tell_apart(entry, row)
    agency_names = _names(agencies, ((agency.id, agency.name) for agency in known.agencies))
    system_names = _names(systems, ((system.id, system.name) for system in known.systems))
    _resolve(agencies, ("parent",), agency_names)
    _resolve(systems, ("owner", "operator", "unit"), agency_names)
    _resolve(portals, ("agency",), agency_names)
    _resolve(portals, ("system",), system_names)
    entries = [*agencies, *systems, *portals]
    for entry in entries:
        _validate(entry, folder)
    _refuse_duplicates(entries)
    _refuse_circles(agencies)
    return Collected(entries, loose)


def leave_out_dependents(collected: Collected, known: Register) -> None:
    """Note a problem at whatever refers to an agency or a system that is left out, until nothing does."""
    there = {
        "agencies": {agency.id for agency in known.agencies},
        "systems": {system.id for system in known.systems},
    }
    while True:
        fine = {
            name: ids | {entry.id for entry in collected.entries if entry.kind == name and not entry.problems}
            for name, ids in there.items()
        }
        found = [
            (entry, key, entry.data[key])
            for entry in collected.entries
            if not entry.problems
            for key, name in _REFERENCES[entry.kind].items()
            if isinstance(entry.data.get(key), str) and entry.data[key] not in fine[name]
        ]
        if not found:
            return
        for entry, key, value in found:
            entry.wrong(key, _("{value} is left out, so this is too; mend that first").format(value=shown(value)))


_REFERENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "agencies": {"parent": "agencies"},
    "systems": {"owner": "agencies", "operator": "agencies", "unit": "agencies"},
    "portals": {"agency": "agencies", "system": "systems"},
}
_SHEET_ORDER: Final = tuple(sheet.name for sheet in SHEETS)


def _entry(name: str, row: Row, sheet: Sheet) -> Entry:
    entry = Entry(name, row.place)
    entry.take(row, sheet)
    return entry


def _names(entries: Iterable[Entry], known: Iterable[tuple[str, str]]) -> Names:
    pairs = dict(known)
    pairs |= {entry.id: str(entry.data.get("name", "")) for entry in entries if entry.id}
    return Names(pairs.items())


def _attach(rows: SheetRows, entries: Mapping[str, Entry]) -> list[CellProblem]:
    """Give every system its rows on the other sheets; tells what no system of this workbook can be found for."""
    names = _names(entries.values(), ())
    loose: list[CellProblem] = []
    for sheet in (*PER_SYSTEM, ASSESSMENTS, INCIDENTS):
        seen: dict[str, Row] = {}
        for row in rows[sheet.name]:
            named = row.text(SYSTEM.key)
            try:
                system = names.id_of(named) if named else ""
            except NameLookupError as error:
                row.wrong(SYSTEM.key, str(error))
                system = ""
            if not system:
                loose += row.problems
            elif sheet in PER_SYSTEM and system in seen:
                message = _("the system is already in row {first}; keep one of the two").format(
                    first=seen[system].place.row
                )
                row.wrong(SYSTEM.key, message)
                entries[system].problems += row.problems
            else:
                seen[system] = row
                _join(entries[system], row, sheet)
    return loose


def _join(entry: Entry, row: Row, sheet: Sheet) -> None:
    if sheet in PER_SYSTEM:
        entry.take(row, sheet)
        return
    key = "assessments" if sheet is ASSESSMENTS else "incidents"
    items = entry.data.setdefault(key, [])
    one = Entry(key, row.place)
    one.take(row, sheet)
    prefix = f"{key}[{len(items)}]"
    entry.places |= {f"{prefix}.{name}": place for name, place in one.places.items()} | {prefix: row.place}
    entry.problems += one.problems
    items.append(one.data)


def _tell_apart(entry: Entry, row: Row) -> None:
    """Silence from "there is none", by the cells that say so."""
    for column in SYSTEMS.columns:
        if column.kind is Kind.EXISTS:
            said, rest = row.text(column.key), entry.data.get(column.key)
            if said == "false" and rest:
                entry.wrong(column.key, _("this says that there is none, but other cells describe it; correct one"))
            elif said is not None:
                entry.data[column.key] = None if said == "false" else rest or {}
        elif column.kind is Kind.ROWS:
            sheet = ASSESSMENTS if column.key == "assessments" else INCIDENTS
            said, items = row.text(column.key), entry.data.get(column.key)
            if said == "false" and items:
                message = _("this says that there is none, but sheet {sheet} has rows of it; correct one")
                entry.wrong(column.key, message.format(sheet=sheet.name))
            elif said == "false":
                entry.data[column.key] = []
            elif said == "true" and not items:
                message = _("this says that there are some, but sheet {sheet} has no row of it; add one")
                entry.wrong(column.key, message.format(sheet=sheet.name))


def _resolve(entries: Iterable[Entry], keys: Iterable[str], names: Names) -> None:
    """Put ids in the place of what clerks wrote."""
    for entry in entries:
        for key in keys:
            if isinstance(entry.data.get(key), str):
                try:
                    entry.data[key] = names.id_of(entry.data[key])
                except NameLookupError as error:
                    entry.wrong(key, str(error))


def _validate(entry: Entry, folder: Folder) -> None:
    """Have the models read what the cells hold; where a cell is wrong already, nothing more is told of it."""
    told = {problem.place for problem in entry.problems}
    try:
        entry.part = _MODELS[entry.kind].model_validate(entry.data, context=folder)
    except ValidationError as error:
        for problem in explain_row(error, entry.place.sheet, entry.place.row):
            if problem.text is Text.BAD_ID and problem.field in _REFERENCES[entry.kind]:
                continue  # told where that id is given
            before = len(entry.problems)
            entry.wrong(problem.field, _message(problem))
            if entry.problems[before].place in told:
                del entry.problems[before]


def _message(problem: Problem) -> str:
    if problem.text is Text.MISSING_KEY:
        return _("the cell is empty; fill it in")
    message = _(problem.text.value).format_map(problem.values)
    nearest = problem.values.get("nearest")
    if nearest is None:
        return message
    return _("{message} (did you mean {nearest}?)").format(message=message, nearest=nearest)


def _refuse_duplicates(entries: Iterable[Entry]) -> None:
    first: dict[Item, Entry] = {}
    for entry in entries:
        if not entry.id:
            continue
        other = first.setdefault(entry.item, entry)
        if other is not entry:
            message = _("{value} is already in row {first}; each row needs its own").format(
                value=shown(entry.id), first=other.place.row
            )
            entry.wrong(_IDS[entry.kind], message)


def _refuse_circles(agencies: Iterable[Entry]) -> None:
    above: dict[str, str] = {}
    for entry in agencies:
        if isinstance(entry.data.get("parent"), str):
            above.setdefault(entry.id, entry.data["parent"])
    for entry in agencies:
        if entry.id in _ancestors(entry.id, above):
            entry.wrong("parent", _("the agencies above this one run in a circle; correct one of them"))


def _ancestors(agency: str, above: Mapping[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    parent = above.get(agency)
    while parent is not None and parent not in seen:
        yield parent
        seen.add(parent)
        parent = above.get(parent)


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    """Set the value at a dotted place."""
    *groups, last = key.split(".")
    for group in groups:
        data = data.setdefault(group, {})
    data[last] = value
