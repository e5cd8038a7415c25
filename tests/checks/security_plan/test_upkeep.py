from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from checks.observation import Fact, Seen
from checks.security_plan import upkeep
from checks.security_plan.record import Incident, Surroundings, Upkeep
from tests.checks.security_plan.records import COMPLETE, HANOI, SILENT, TODAY, detail, seen

FOUND = dt.datetime(2026, 3, 1, 8, tzinfo=HANOI)


def incident(**said: Any) -> dict[str, Fact[Any]]:
    (found,) = seen(upkeep.incidents(replace(SILENT, incidents=(Incident(**{"found": FOUND, **said}),)), TODAY))
    return dict(found)


def test_incidents_are_told_with_the_hours_until_notice_and_report() -> None:
    assert upkeep.incidents(COMPLETE, TODAY) == Seen(
        [{"date": Seen("2026-03-01"), "serious": Seen(True), "notice_hours": Seen(13), "report_hours": Seen(48)}]
    )


def test_no_incident_is_a_word_and_silence_none() -> None:
    assert upkeep.incidents(replace(SILENT, incidents=()), TODAY) == Seen([])
    assert detail(upkeep.incidents(SILENT, TODAY)) == "the record does not tell whether there were incidents"


def test_what_is_not_said_of_an_incident_is_silence() -> None:
    found = incident()
    assert found.pop("date") == Seen("2026-03-01")
    assert [detail(fact) for fact in found.values()] == [
        "the record does not tell whether the incident was serious",
        "the record does not tell when the incident was first told of",
        "the record does not tell when the incident was reported",
    ]


def test_hours_are_whole_and_rounded_up() -> None:
    for minutes, hours in [(0, 0), (1, 1), (60, 1), (61, 2), (24 * 60, 24), (24 * 60 + 1, 25)]:
        assert incident(noticed=FOUND + dt.timedelta(minutes=minutes))["notice_hours"] == Seen(hours)
    assert incident(reported=FOUND + dt.timedelta(seconds=1, microseconds=1))["report_hours"] == Seen(1)
    assert incident(reported=FOUND + dt.timedelta(microseconds=1))["report_hours"] == Seen(1)


def test_moments_before_the_incident_or_still_to_come_tell_nothing() -> None:
    assert detail(incident(noticed=FOUND - dt.timedelta(hours=1))["notice_hours"])
    assert detail(incident(reported=FOUND + dt.timedelta(days=365))["report_hours"])
    late = incident(found=FOUND + dt.timedelta(days=365))
    assert detail(late["date"]) == "the day the incident was found is said to be 2027-03-01, after 2026-11-21"


def test_upkeep_is_told_as_declared() -> None:
    assert upkeep.upkeep(COMPLETE, TODAY) == Seen(
        {"log_months": Seen(6), "last_scan": Seen("2026-06-01"), "last_scan_days": Seen(173)}
    )
    members = seen(upkeep.upkeep(replace(SILENT, upkeep=Upkeep(last_scan=dt.date(2027, 1, 1))), TODAY))
    assert detail(members["log_months"]) == "the record does not tell for how many months logs are kept"
    assert "after 2026-11-21" in detail(members["last_scan_days"])
    assert detail(upkeep.upkeep(SILENT, TODAY)) == "the record does not tell how logs and scans are kept up"


def test_the_platform_and_its_neighbours_are_what_the_inventory_knows() -> None:
    assert upkeep.platform(SILENT) == Seen({"name": None, "siblings": [], "foreign_agencies": []})
    around = Surroundings(("a.test",), "nen-tang-x", ("Hệ thống khác",), ("Sở Bạn",))
    assert upkeep.platform(replace(SILENT, surroundings=around)) == Seen(
        {"name": "nen-tang-x", "siblings": ["Hệ thống khác"], "foreign_agencies": ["Sở Bạn"]}
    )
