"""The label directory: a CSV that the operator exported, one domain with a trust label a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pydantic import ValidationError

from agent.inventory.explain import explain_row
from agent.inventory.fields import Day, Domain, TextField
from agent.inventory.part import Part
from agent.inventory.problems import InventoryError, Problem, nearest, shown
from agent.inventory.source import decode
from agent.inventory.texts import Text


class LabelEntry(Part):
    """One line of the directory; an empty cell is None. `domain` may carry the path of a sub-site."""

    domain: Domain
    owner: TextField | None
    level: TextField | None
    since: Day | None
    slug: TextField | None


COLUMNS = tuple(LabelEntry.model_fields)


def read_labels(file: str, data: bytes) -> tuple[LabelEntry, ...]:
    """The entries of the CSV called `file` (UTF-8, with or without a byte order mark).

    Raises `InventoryError` with every mistake in it.
    """
    reader = csv.reader(io.StringIO(decode(file, data), newline=""), strict=True)
    entries: dict[str, LabelEntry] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        problems += _header(file, header)
        for row in reader if not problems else ():
            cells = [cell.strip() or None for cell in row]
            try:
                entry = LabelEntry.model_validate(dict(zip(header, cells, strict=True)))
            except ValidationError as error:
                problems += explain_row(error, file, reader.line_num)
            except ValueError:
                if row:
                    values = {"count": str(len(row)), "expected": str(len(header))}
                    problems.append(Problem(file, reader.line_num, "", Text.CSV_CELLS, values))
            else:
                if entry.domain in entries:
                    values = {"value": shown(entry.domain), "first": str(lines[entry.domain])}
                    problems.append(Problem(file, reader.line_num, "domain", Text.CSV_DUPLICATE, values))
                lines.setdefault(entry.domain, reader.line_num)
                entries.setdefault(entry.domain, entry)
    except csv.Error as error:
        problems.append(Problem(file, reader.line_num, "", Text.CSV_BROKEN, {"detail": str(error)}))
    if problems:
        raise InventoryError(problems)
    return tuple(entries.values())


def _header(file: str, header: list[str]) -> Iterator[Problem]:
    known = {"known": ",".join(COLUMNS)}
    for name in header:
        if name not in COLUMNS:
            yield Problem(file, 1, shown(name), Text.CSV_UNKNOWN_COLUMN, known | nearest(name, COLUMNS))
    for name in COLUMNS:
        if name not in header:
            yield Problem(file, 1, name, Text.CSV_NO_COLUMN, known)
