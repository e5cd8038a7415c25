"""Spans of time as people write them: 45s, 10m, 12h, 5d."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from agent.texts import _

_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}


def duration(value: object) -> timedelta:
    """The span that a text such as `10m` names; raises `ValueError` for anything else."""
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"([0-9]{1,5})\s*([dhms])", value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(_("write a span of time such as 45s, 10m, 12h or 5d"))
    return int(found[1]) * _UNITS[found[2]]


def duration_text(span: timedelta) -> str:
    """The span in the largest unit that tells it whole; parts of a second are left out."""
    whole = timedelta(seconds=int(span.total_seconds()))
    unit = next(unit for unit, size in _UNITS.items() if not whole % size)
    return f"{whole // _UNITS[unit]}{unit}"


Duration = Annotated[timedelta, BeforeValidator(duration), PlainSerializer(duration_text)]
"""A span of time that is written as text."""
