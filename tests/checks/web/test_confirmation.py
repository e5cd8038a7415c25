"""What a person found is told with its age, and that nobody looked too."""

from __future__ import annotations

from datetime import date

from checks.observation import Seen
from checks.web.confirmation import Confirmation, incident_confirmation

TODAY = date(2026, 11, 21)


def test_nobody_looked() -> None:
    assert incident_confirmation(None, TODAY) == Seen(None)


def test_a_person_found_an_address() -> None:
    found = Confirmation("suco@tinh.gov.test", "Nguyễn Văn A", date(2026, 11, 1), "12/BB")
    assert incident_confirmation(found, TODAY) == Seen(
        {
            "contact": "suco@tinh.gov.test",
            "by": "Nguyễn Văn A",
            "date": "2026-11-01",
            "document": "12/BB",
            "days_ago": 20,
        }
    )


def test_a_person_found_none_and_has_no_paper() -> None:
    told = incident_confirmation(Confirmation(None, "Nguyễn Văn A", TODAY), TODAY).value
    assert told is not None
    assert (told["contact"], told["document"], told["days_ago"]) == (None, None, 0)


def test_a_day_yet_to_come_is_told_as_that() -> None:
    told = incident_confirmation(Confirmation(None, "Nguyễn Văn A", date(2026, 11, 23)), TODAY).value
    assert told is not None
    assert told["days_ago"] == -2
