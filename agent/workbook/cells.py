"""Between the cells of the workbook and the plain words of the YAML, by the kind of the column."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any, Final, TypeAlias

from openpyxl.utils.escape import unescape

from agent.inventory.problems import nearest, shown
from agent.texts import _
from agent.workbook.columns import Column, Kind
from agent.workbook.words import NO, NONE, Words, yaml_word
from checks.trust_label.folding import folded
from reports.wording import ZONE

Plain: TypeAlias = str | list[str] | None
"""A word of the YAML, a list of them, or null."""
Shown: TypeAlias = str | int | dt.date | dt.datetime
"""What is written into a cell; a moment is a `datetime`, a day a `date`."""

_DAY: Final = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME: Final = re.compile(r"(.*?)[\sT,]+(?:lúc\s+)?(\d{1,2})\s*(?::|h|giờ)\s*(\d{2})(?::\d{2})?(?:\s*phút)?", re.ASCII)

_LONGEST_DAY: Final = 60
"""Characters that a date with its hour may have, blanks and words among them."""


class CellError(ValueError):
    """A cell can't be read as its column asks; the text says why and what to write."""


def read_cell(value: object, column: Column) -> Plain:
    """The YAML's word or words for a cell that holds something; raises `CellError`."""
    match column.kind:
        case Kind.DAY:
            return _day(value).isoformat()
        case Kind.MOMENT:
            return _moment(value)
        case Kind.WORD:
            return _word(cell_text(value), column.words or {})
        case Kind.EXISTS | Kind.ROWS:
            text = cell_text(value)
            return "false" if folded(text) == folded(NO) else _word(text, column.words or {})
        case Kind.WORDS:
            return [_word(text, column.words or {}) for text in _several(value)]
        case Kind.TEXTS:
            return _several(value)
        case Kind.CONTACT:
            return None if _is_none(cell_text(value)) else cell_text(value)
        case Kind.WHOLE:
            return _whole(value)
        case _:
            return cell_text(value)


def show_value(value: Any, column: Column) -> Shown:
    """What to write into a cell for a value of the YAML, as a text or as its type."""
    match column.kind:
        case Kind.DAY:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        case Kind.MOMENT:
            moment = dt.datetime.fromisoformat(value)
            return moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment
        case Kind.WORDS | Kind.TEXTS:
            known = column.words or {}
            return "; ".join(known.get(item, item) for item in value) or NONE
        case Kind.CONTACT if value is None:
            return NONE
        case Kind.EXISTS | Kind.ROWS:
            return (column.words or {})["false" if value is None or value == [] else "true"]
        case Kind.WHOLE:
            return int(value)
        case _:
            text = cell_text(value)
            return (column.words or {}).get(text, text)


def cell_text(value: object) -> str:
    """A cell as text, its diacritics composed, without blanks around; empty where there is nothing.

    `_x000D_` in a workbook stands for the character with that number (ECMA-376 Part 1 §22.9.2.19).
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None:
        return ""
    text = unescape(str(value)).replace("\r\n", "\n")
    return unicodedata.normalize("NFC", text).strip()


def _is_none(text: str) -> bool:
    return folded(text) == folded(NONE)


def _several(value: object) -> list[str]:
    text = cell_text(value)
    return [] if _is_none(text) else [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _word(text: str, words: Words) -> str:
    found = yaml_word(words, text)
    if found is None:
        known = list(words.values())
        message = _("{value} isn't in the list; pick one of: {known}").format(value=shown(text), known="; ".join(known))
        close = nearest(text, known)
        if close:
            message = _("{message} (did you mean {nearest}?)").format(message=message, nearest=close["nearest"])
        raise CellError(message)
    return found


def _whole(value: object) -> str:
    """A whole number, its thousands set apart by blanks or, in threes, by dots or commas."""
    text = re.sub(r"[\s\u00a0]", "", cell_text(value))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+", text, re.ASCII) and isinstance(value, str):
        text = re.sub(r"[.,]", "", text)
    if not re.fullmatch(r"\d{1,15}", text, re.ASCII):
        raise CellError(_("{value} isn't a whole number; write digits only").format(value=shown(cell_text(value))))
    return text


def _day(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = cell_text(value)
    if len(text) > _LONGEST_DAY:
        text = text[:_LONGEST_DAY] + "…"
    found = _DAY.fullmatch(text)
    iso = _ISO.fullmatch(text)
    year, month, day = (found[3], found[2], found[1]) if found else iso.groups() if iso else ("0", "0", "0")
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(
            _("{value} isn't a date; write day/month/year, such as 01/03/2026").format(value=shown(text))
        ) from None


def _moment(value: object) -> str:
    """A moment to the minute."""
    if isinstance(value, dt.datetime):
        seconds = dt.timedelta(seconds=30 if value.year < dt.MAXYEAR else 0)  # a spreadsheet's fractions of a day
        return f"{value + seconds:%Y-%m-%dT%H:%M}"
    text = cell_text(value)
    found = _TIME.fullmatch(text) if len(text) <= _LONGEST_DAY else None
    try:
        day = _day(found[1] if found else value)
        time = dt.time(int(found[2]), int(found[3])) if found else dt.time()
    except (CellError, ValueError):
        found = None
    if not found:
        raise CellError(
            _("{value} isn't a date with its hour; write them such as 01/03/2026 08:00").format(value=shown(text))
        )
    return f"{day.isoformat()}T{time:%H:%M}"
