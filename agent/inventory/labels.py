"""The label directory: a CSV or a workbook that the operator exported, one domain with a trust label a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from agent.inventory.explain import explain_row
from agent.inventory.fields import Domain, LabelLevel, TableDay, TextField
from agent.inventory.part import Part
from agent.inventory.problems import InventoryError, Problem, nearest, shown
from agent.inventory.source import decode
from agent.inventory.texts import Text
from agent.inventory.workbook import Row, is_workbook, read_workbook
from checks.trust_label.folding import folded


class LabelEntry(Part):
    """One line of the directory; an empty cell is None. `domain` may carry the path of a sub-site."""

    domain: Domain
    owner: TextField | None
    level: LabelLevel | None
    since: TableDay | None
    slug: TextField | None


COLUMNS = tuple(LabelEntry.model_fields)
_VIETNAMESE = {
    "Tên miền": "domain",
    "Đơn vị": "owner",
    "Tổ chức": "owner",
    "Chủ quản": "owner",
    "Mức độ": "level",
    "Cấp độ": "level",
    "Ngày cấp": "since",
    "Ngày đăng ký": "since",
    "Mã nhãn": "slug",
}
_NAMES = {folded(name): column for name, column in _VIETNAMESE.items()}


def read_labels(file: str, data: bytes) -> tuple[LabelEntry, ...]:
    """The entries of the CSV (UTF-8, with or without a byte order mark) or XLSX workbook called `file`.

    The first line names the columns, in English or in Vietnamese. Raises `InventoryError` with every mistake in it.
    """
    problems: list[Problem] = []
    rows = _read_workbook(file, data) if is_workbook(data) else _read_csv(file, data, problems)
    columns = [_NAMES.get(folded(name or ""), name or "") for name in next(rows, (1, []))[1]]
    problems += () if problems else _header(file, columns)
    if problems:
        raise InventoryError(problems)
    entries: dict[str, LabelEntry] = {}
    lines: dict[str, int] = {}
    for line, cells in rows:
        if len(cells) != len(columns):
            values = {"count": str(len(cells)), "expected": str(len(columns))}
            problems.append(Problem(file, line, "", Text.CSV_CELLS, values))
            continue
        try:
            entry = LabelEntry.model_validate(dict(zip(columns, cells, strict=True)))
        except ValidationError as error:
            problems += explain_row(error, file, line)
            continue
        if entry.domain in entries:
            values = {"value": shown(entry.domain), "first": str(lines[entry.domain])}
            problems.append(Problem(file, line, "domain", Text.CSV_DUPLICATE, values))
        lines.setdefault(entry.domain, line)
        entries.setdefault(entry.domain, entry)
    if problems:
        raise InventoryError(problems)
    return tuple(entries.values())


def _read_csv(file: str, data: bytes, problems: list[Problem]) -> Iterator[Row]:
    """The lines of a CSV that hold any cell; where it can't be read on, that is one more of the problems."""
    reader = csv.reader(io.StringIO(decode(file, data), newline=""), strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, [cell.strip() or None for cell in cells]
    except csv.Error as error:
        problems.append(Problem(file, reader.line_num, "", Text.CSV_BROKEN, {"detail": str(error)}))


def _read_workbook(file: str, data: bytes) -> Iterator[Row]:
    """The rows of a workbook as wide as its first, wider only where a cell further right holds something."""
    rows = read_workbook(file, data)
    width = len(rows[0][1]) if rows else 0
    for line, cells in rows:
        yield line, cells + [None] * (width - len(cells))


def _header(file: str, columns: Sequence[str]) -> Iterator[Problem]:
    known = {"known": ",".join(COLUMNS)}
    for place, name in enumerate(columns):
        if name not in COLUMNS:
            yield Problem(file, 1, shown(name), Text.CSV_UNKNOWN_COLUMN, known | nearest(name, COLUMNS))
        elif name in columns[:place]:
            yield Problem(file, 1, name, Text.CSV_COLUMN_TWICE)
    for name in COLUMNS:
        if name not in columns:
            yield Problem(file, 1, name, Text.CSV_NO_COLUMN, known)
