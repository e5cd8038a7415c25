"""What a person found who looked for the place where a portal takes reports of incidents, as the inventory tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from checks.observation import Seen


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The address that a person (`by`) found, None where there is none; `document` is the number of the paper that
    says so, where there is one."""

    contact: str | None
    by: str
    date: date
    document: str | None = None


def incident_confirmation(confirmation: Confirmation | None, today: date) -> Seen[dict[str, Any] | None]:
    """The fact `web.incident_confirmation`: `{contact, by, date, document, days_ago}`, None where nobody looked.

    `days_ago` is negative for a day that is yet to come.
    """
    if confirmation is None:
        return Seen(None)
    return Seen(
        {
            "contact": confirmation.contact,
            "by": confirmation.by,
            "date": confirmation.date.isoformat(),
            "document": confirmation.document,
            "days_ago": (today - confirmation.date).days,
        }
    )
