"""An audit that should have ended and did not is late, and somebody hears of it once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from agent.settings import ServiceSettings
from agent.store import Store
from agent.store.service_schema import schedules
from agent.watching.late import expected_audits, late_audits
from tests.agent.watching.made import DAY, HOUR, MONDAY, WEEK, run, schedule


def missing(store: Store, settings: ServiceSettings, now: datetime) -> datetime | None:
    """The moment whose audit is missed of the only schedule."""
    with store.database.reading() as connection:
        (only,) = expected_audits(connection, settings, now)
    return only.late.due if only.late else None


def test_an_audit_is_late_once_its_hours_are_over_and_until_one_has_ended(
    store: Store, settings: ServiceSettings
) -> None:
    schedule(store)
    assert missing(store, settings, MONDAY + 26 * HOUR - timedelta(seconds=1)) is None
    assert missing(store, settings, MONDAY + 26 * HOUR) == MONDAY
    run(store, MONDAY, "running")
    (late,) = late_audits(store.database, settings, MONDAY + 30 * HOUR)
    assert (late.schedule, late.latest) == ("tinh", MONDAY + 26 * HOUR)
    assert late.by(MONDAY + 30 * HOUR) == 4 * HOUR
    assert missing(store, settings, MONDAY + 3 * WEEK + 26 * HOUR) == MONDAY + 3 * WEEK
    run(store, MONDAY + 2 * HOUR, "finished")
    assert late_audits(store.database, settings, MONDAY + 30 * HOUR) == []
    assert missing(store, settings, MONDAY + WEEK + 26 * HOUR) == MONDAY + WEEK


def test_nothing_is_owed_for_moments_before_it_was_asked_for(store: Store, settings: ServiceSettings) -> None:
    schedule(store, added=MONDAY + HOUR)
    assert missing(store, settings, MONDAY + 6 * DAY) is None
    run(store, MONDAY, "failed")
    assert missing(store, settings, MONDAY + 6 * DAY) == MONDAY


def test_nothing_is_owed_for_what_people_gave_up(store: Store, settings: ServiceSettings) -> None:
    schedule(store)
    run(store, MONDAY, "dropped")
    assert missing(store, settings, MONDAY + 6 * DAY) is None
    assert missing(store, settings, MONDAY + WEEK + 6 * DAY) == MONDAY + WEEK


def test_a_schedule_that_takes_long_or_rests_is_not_late(store: Store, settings: ServiceSettings) -> None:
    schedule(store, "dai", deadline="6d", spread="5d")
    schedule(store, "nghi", quiet_days=("MON",), holidays="skip")
    schedule(store, "ngung", paused=True)
    found = late_audits(store.database, settings, MONDAY + 6 * DAY)
    assert found == []
    assert [each.schedule for each in late_audits(store.database, settings, MONDAY + 6 * DAY + 2 * HOUR)] == ["dai"]


def test_when_a_schedule_is_due_next_is_told_unless_it_is_paused(store: Store, settings: ServiceSettings) -> None:
    schedule(store, "ngung", paused=True)
    schedule(store, "tinh")
    with store.database.reading() as connection:
        paused, active = expected_audits(connection, settings, MONDAY)
    assert (paused.paused, paused.following) == (True, None)
    assert (active.paused, active.following) == (False, MONDAY + WEEK)


def test_a_schedule_that_a_newer_version_wrote_is_left_alone(store: Store, settings: ServiceSettings) -> None:
    schedule(store)
    with store.database.writing() as connection:
        connection.execute(update(schedules).values(settings={"name": "tinh", "moon": "full"}))
    assert missing(store, settings, MONDAY + 6 * DAY) is None
