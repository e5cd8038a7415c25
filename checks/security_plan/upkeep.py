"""What happened to a system, what is kept up day by day, and what it shares a platform with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from checks.observation import Fact, Seen
from checks.security_plan.record import Incident, SystemRecord, Upkeep
from checks.security_plan.silence import days_since, together, told, told_day

_HOUR = timedelta(hours=1)


def incidents(record: SystemRecord, today: date) -> Fact[list[dict[str, Any]]]:
    """The incidents, as declared: after how many whole hours, rounded up, each was first told of and reported."""
    if record.incidents is None:
        return told(None, "whether there were incidents")
    return Seen([_incident(incident, today) for incident in record.incidents])


def upkeep(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """Months for which logs are kept, and the last scan for weaknesses, as declared."""
    said = record.upkeep
    last_scan = "the day of the last scan for weaknesses"
    members: dict[str, Fact[Any]] = {
        "log_months": told(said.log_months, "for how many months logs are kept"),
        "last_scan": told_day(said.last_scan, last_scan, today),
        "last_scan_days": days_since(said.last_scan, last_scan, today),
    }
    return together(members, said == Upkeep(), "how logs and scans are kept up")


def platform(record: SystemRecord) -> Fact[dict[str, Any]]:
    """The platform, the other systems on it, and foreign agencies with portals of this system."""
    around = record.surroundings
    return Seen(
        {
            "name": around.platform,
            "siblings": [*around.platform_siblings],
            "foreign_agencies": [*around.foreign_agencies],
        }
    )


def _incident(incident: Incident, today: date) -> dict[str, Any]:
    found = incident.found
    return {
        "date": told_day(found.date(), "the day the incident was found", today),
        "serious": told(incident.serious, "whether the incident was serious"),
        "notice_hours": _hours(found, incident.noticed, "when the incident was first told of", today),
        "report_hours": _hours(found, incident.reported, "when the incident was reported", today),
    }


def _hours(found: datetime, moment: datetime | None, what: str, today: date) -> Fact[int]:
    """Whole hours from the finding of an incident; a moment before it, or still to come, tells nothing."""
    if moment is None or moment < found or moment.date() > today:
        return told(None, what)
    return Seen(-((found - moment) // _HOUR))
