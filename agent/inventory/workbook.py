"""Reads the first sheet of an XLSX workbook as rows of text; formulas are refused and never evaluated."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from agent.inventory.problems import InventoryError, Problem, shown
from agent.inventory.texts import Text

MOST_UNPACKED = 64
"""MiB that the parts of a workbook may hold together; one of a few kilobytes can be made to hold gigabytes."""
MOST_ROWS = 100_000
MOST_COLUMNS = 64
"""Columns that are read; what lies further right is not part of a list."""

_MIB = 1024 * 1024
_LAST_ROW = 1_048_576  # ECMA-376 Part 1 §18.3.1.73 as spreadsheets implement it
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Row = tuple[int, list[str | None]]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of a workbook, new or old; the old ones are then told as unreadable."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(file: str, data: bytes) -> list[Row]:
    """The rows of the workbook called `file` that hold anything, each with its number (the first is 1).

    Cells are texts without blanks around, dates as year-month-day, None where empty; a row ends with the last that is
    not. Raises `InventoryError`.
    """
    refuse_bomb(file, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are of no concern here
            return list(_rows(file, data))
    except InventoryError:
        raise
    except Exception as error:  # openpyxl says in no way of its own that a part is not what it should be
        raise broken(file, error) from None


def refuse_bomb(file: str, data: bytes) -> None:
    """Raise `InventoryError` where the file called `file` is no workbook, or unpacks to more than it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:  # the last: of an unknown packing
        raise broken(file, error) from None
    if unpacked > MOST_UNPACKED * _MIB:
        raise InventoryError([Problem(file, None, "", Text.XLSX_TOO_LARGE, {"limit": str(MOST_UNPACKED)})])


def _rows(file: str, data: bytes) -> Iterator[Row]:
    import openpyxl  # takes its time, and most commands read no workbook

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # what the sheet says of its own size can be anything
    for number, cells in enumerate(islice(sheet.iter_rows(max_col=MOST_COLUMNS), _LAST_ROW), start=1):
        formula = next((cell for cell in cells if cell.data_type == "f"), None)
        if formula is not None:
            raise InventoryError([Problem(file, number, str(formula.coordinate), Text.XLSX_FORMULA)])
        texts = [_text(cell.value) for cell in cells]
        while texts and texts[-1] is None:
            texts.pop()
        if texts and number > MOST_ROWS:
            raise InventoryError([Problem(file, number, "", Text.XLSX_ROWS, {"limit": str(MOST_ROWS)})])
        if texts:
            yield number, texts


def _text(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip() or None if value is not None else None


def broken(file: str, error: Exception) -> InventoryError:
    """What to tell where the workbook called `file` can't be read."""
    return InventoryError(
        [Problem(file, None, "", Text.XLSX_BROKEN, {"detail": shown(str(error) or type(error).__name__)})]
    )
