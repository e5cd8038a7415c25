"""Comma-separated values (RFC 4180) for programs: UTF-8 with a byte order mark, lines that end in CR LF.

The names of columns and the words of closed lists are those of the JSON in every language; titles and reasons are in
the language asked for. A spreadsheet would run a text that begins with = + - @ as a formula: an apostrophe before it
prevents that, at the beginning of a cell and after each semicolon, where some spreadsheets cut lines. A line feed
within a text is written as a space: a row is a line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, TypeAlias

from policies.verdict import Outcome
from reports import summary
from reports.i18n import Language
from reports.model import AuditReport, PortalResult, SystemResult
from reports.tables.rows import Place, Rows
from reports.wording import Wording

COLUMNS: Final = {
    "portals": (
        "portal",
        "name",
        "kind",
        "agency_id",
        "agency",
        "system",
        "standing",
        *(outcome.value for outcome in Outcome),
        "observed_at",
    ),
    "verdicts": (
        "place",
        "agency_id",
        "requirement",
        "subject",
        "layer",
        "force",
        "severity",
        "verdict",
        "counted",
        "because",
        "reasons",
    ),
    "findings": (
        "place",
        "name",
        "agency_id",
        "agency",
        "requirement",
        "title",
        "subject",
        "force",
        "severity",
        "verdict",
        "because",
        "since",
        "reopened",
        "law",
        "to_do",
    ),
    "systems": (
        "place",
        "name",
        "agency_id",
        "agency",
        "system",
        "operator",
        "level",
        "level_approved",
        "plan_deployed",
        *(f"layer_{layer}" for layer in summary.LAYERS),
        *(outcome.value for outcome in Outcome),
        "portals",
    ),
    "changes": ("change", "place", "name", "agency_id", "agency", "requirement", "title"),
}
"""The columns of each file, in their order."""

Cell: TypeAlias = str | int | bool | date | Sequence[str] | None

_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@＝＋－＠])")


def csv_files(report: AuditReport, lang: Language) -> dict[str, str]:
    """The files by name (`portals.csv` …), their texts with the byte order mark; docs/tables.md tells the columns."""
    rows = Rows(report, Wording(lang))
    tables: dict[str, Iterable[Sequence[Cell]]] = {
        "portals": (_portal(rows, portal) for portal in rows.portals()),
        "verdicts": _verdicts(rows),
        "findings": _findings(rows),
        "systems": _systems(rows),
        "changes": _changes(rows),
    }
    return {f"{name}.csv": _written(COLUMNS[name], table) for name, table in tables.items()}


def defused(text: str) -> str:
    """The text in one line, with an apostrophe wherever a spreadsheet would begin a formula."""
    return _FORMULA.sub(r"\1\2'", " ".join(text.split("\n")))


def _portal(rows: Rows, portal: PortalResult) -> Sequence[Cell]:
    place, told, cut = rows.place(portal), portal.record.portal, rows.wording.cut
    return (
        place.key,
        place.name,
        cut(str(told.get("kind") or ""), 80),
        place.agency_id,
        place.agency,
        cut(str(told.get("system") or ""), 120),
        summary.standing(portal.verdicts, rows.report.requirements).value,
        *_counts(summary.tally(portal.verdicts)),
        cut(portal.record.finished, 80),
    )


def _verdicts(rows: Rows) -> Iterable[Sequence[Cell]]:
    counted = {(id(result), verdict.requirement) for result, verdict in rows.report.counted()}
    places: list[PortalResult | SystemResult] = [*rows.portals(), *rows.report.systems]
    for result in places:
        place = rows.place(result)
        for verdict in result.verdicts:
            asked = rows.report.requirements[verdict.requirement]
            yield (
                place.key,
                place.agency_id,
                verdict.requirement,
                asked.subject,
                verdict.layer,
                asked.force,
                verdict.severity.value,
                verdict.verdict.value,
                (id(result), verdict.requirement) in counted,
                rows.because(verdict),
                verdict.reasons,
            )


def _findings(rows: Rows) -> Iterable[Sequence[Cell]]:
    for found in rows.findings():
        asked = rows.report.requirements[found.requirement.id]
        yield (
            *_of(found.place),
            asked.id,
            found.requirement.title,
            asked.subject,
            asked.force,
            found.severity.value,
            found.outcome.value,
            found.because,
            found.since,
            found.reopened if found.outcome is Outcome.FAIL else None,
            found.law,
            found.to_do,
        )


def _systems(rows: Rows) -> Iterable[Sequence[Cell]]:
    for system in rows.systems():
        yield (
            *_of(system.place),
            system.id,
            system.operator,
            system.level,
            system.approved,
            system.deployed,
            *(state.outcome for state in system.layers),
            *_counts(system.tally),
            system.portals,
        )


def _changes(rows: Rows) -> Iterable[Sequence[Cell]]:
    for change in rows.changes():
        title = change.requirement.title if change.requirement else None
        yield change.kind, *_of(change.place), change.requirement_id, title


def _of(place: Place) -> tuple[str, str, str, str]:
    return place.key, place.name, place.agency_id, place.agency


def _counts(tally: summary.Tally) -> tuple[int, ...]:
    return tuple(tally[outcome] for outcome in Outcome)


def _written(columns: Sequence[str], table: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_plain(cell) for cell in row] for row in table)
    return text.getvalue()


def _plain(cell: Cell) -> str | int:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int():
            return cell
        case date():
            return cell.isoformat()
        case str():
            return defused(cell)
    return " ".join(map(defused, cell))
