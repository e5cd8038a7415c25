"""The year that a report in Mẫu số 08 covers: from 15/12 to 14/12 (Nghị định 331/2026/NĐ-CP, Điều 35.3–4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

IN_FORCE: Final = date(2026, 8, 19)
"""The day from which Nghị định 331/2026/NĐ-CP is in force, and the form with it."""


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting year, both days included."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def due_to_owner(self) -> date:
        """The day before which the report is with the owner."""
        return self.end.replace(day=20)

    @property
    def due_to_ministry(self) -> date:
        """The day before which the owner's report is with the Ministry of Public Security."""
        return self.end.replace(day=25)


def period_of(day: date) -> Period:
    """The reporting year that a day lies in."""
    first = day.year if (day.month, day.day) >= (12, 15) else day.year - 1
    return Period(date(first, 12, 15), date(first + 1, 12, 14))
