"""What a record tells as it is, and where it is silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from checks.observation import Fact, Seen, Unseen
from checks.security_plan.proof import needs


def told(value: Any, what: str) -> Fact[Any]:
    """A declared value, plain; None: the record does not tell `what`."""
    return needs(f"the record does not tell {what}") if value is None else Seen(value)


def told_day(day: date | None, what: str, today: date) -> Fact[str]:
    """A day that has come, in ISO 8601; one still to come has shown nothing yet."""
    if day is not None and day > today:
        return needs(f"{what} is said to be {day.isoformat()}, after {today.isoformat()}")
    return told(day and day.isoformat(), what)


def days_since(day: date | None, what: str, today: date) -> Fact[int]:
    """How many days ago a day was, under the conditions of `told_day`."""
    seen = told_day(day, what, today)
    return seen if isinstance(seen, Unseen) else Seen((today - date.fromisoformat(seen.value)).days)


def together(members: Mapping[str, Fact[Any]], silent: bool, what: str) -> Fact[dict[str, Any]]:
    """An object of facts; where the record is silent about all of them, one unseen fact says so."""
    return needs(f"the record does not tell {what}") if silent else Seen(dict(members))
