from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from agent.schedule.calendar import DaysOff, moments
from agent.schedule.entry import Entry, entry_of
from agent.schedule.jobs import MOST_MISSED, Planner
from agent.schedule.settings import ScheduleSettings
from agent.schedule.store import Schedules
from agent.service.runs import Runs, RunState
from agent.store import Store, StoreError
from reports.wording import ZONE

START = datetime(2027, 1, 1, 12, tzinfo=ZONE)
"""A Friday."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def add(store: Store, name: str = "all", when: str = "weekly MON 01:00", **more: object) -> None:
    entry = entry_of({"name": name, "inventory": "/srv/province.yaml", "when": when, **more})
    Schedules(store.database).add(entry, replace=True)


def planned(store: Store, state: RunState = RunState.PLANNED) -> list[str]:
    """Entry and time of the runs in a state, the oldest first."""
    found = [run for run in Runs(store.database).newest(500) if run.state is state]
    return [f"{run.schedule} {run.due.astimezone(ZONE):%d/%m %H:%M}" for run in reversed(found)]


def planner(store: Store, **settings: object) -> Planner:
    return Planner(store.database, ScheduleSettings.model_validate(settings))


def test_each_week_one_run_is_planned_whoever_plans(lite: Store, clock: time_machine.Traveller) -> None:
    add(lite)
    due = ["all 04/01 01:00", "all 11/01 01:00", "all 18/01 01:00"]
    for _step in range(17 * 4):
        clock.shift(timedelta(hours=6))
        planner(lite).plan()
        runs = Runs(lite.database)
        for run in runs.open():
            runs.finish(run.id)
    assert planned(lite, RunState.FINISHED) == due


def test_it_tells_how_long_it_is_until_the_next(lite: Store, clock: time_machine.Traveller) -> None:
    add(lite)
    assert planner(lite).plan() == (datetime(2027, 1, 4, 1, tzinfo=ZONE) - START).total_seconds()


def test_what_was_missed_is_made_up_for_once_and_told(store: Store, clock: time_machine.Traveller) -> None:
    add(store)
    planner(store).plan()
    clock.move_to(datetime(2027, 1, 20, 9, tzinfo=ZONE))
    planner(store).plan()
    assert planned(store) == ["all 18/01 01:00"]
    assert planned(store, RunState.MISSED) == ["all 04/01 01:00", "all 11/01 01:00"]


def test_what_is_too_long_ago_is_told_to_be_missed_only(lite: Store, clock: time_machine.Traveller) -> None:
    add(lite)
    planner(lite).plan()
    clock.move_to(datetime(2027, 1, 7, 9, tzinfo=ZONE))
    planner(lite, misfire_hours=48).plan()
    assert planned(lite) == []
    assert planned(lite, RunState.MISSED) == ["all 04/01 01:00"]


def test_a_run_that_never_began_gives_way_to_the_next(lite: Store, clock: time_machine.Traveller) -> None:
    add(lite)
    for _week in range(3):
        planner(lite).plan()
        clock.shift(timedelta(weeks=1))
    assert planned(lite) == ["all 11/01 01:00"]
    assert planned(lite, RunState.MISSED) == ["all 04/01 01:00"]


def test_entries_added_changed_paused_and_removed_are_followed(lite: Store, clock: time_machine.Traveller) -> None:
    plan = planner(lite)
    add(lite, "removed", "daily 01:00")
    add(lite, "paused", "daily 02:00")
    add(lite, "changed", "daily 03:00")
    plan.plan()
    clock.shift(timedelta(minutes=1))
    Schedules(lite.database).remove("removed")
    Schedules(lite.database).pause("paused")
    add(lite, "changed", "daily 13:00")
    clock.shift(timedelta(hours=2))
    plan.plan()
    assert planned(lite) == ["changed 01/01 13:00"]
    clock.shift(timedelta(days=2))
    Schedules(lite.database).pause("paused", paused=False)
    plan.plan()
    clock.shift(timedelta(days=1))
    plan.plan()
    assert [due for due in planned(lite) if due.startswith("paused")] == ["paused 04/01 02:00"]


def test_what_is_due_between_being_added_and_being_noticed_is_planned(
    lite: Store, clock: time_machine.Traveller
) -> None:
    add(lite, "all", "daily 12:30")
    clock.shift(timedelta(hours=1))
    planner(lite).plan()
    assert planned(lite) == ["all 01/01 12:30"]


def test_a_clock_that_was_wrong_for_a_while_neither_silences_nor_repeats(
    lite: Store, clock: time_machine.Traveller
) -> None:
    add(lite)
    planner(lite).plan()
    clock.move_to(datetime(2031, 6, 1, tzinfo=UTC))
    planner(lite, misfire_hours=1).plan()
    clock.move_to(datetime(2027, 1, 4, 2, tzinfo=ZONE))
    planner(lite).plan()
    clock.move_to(datetime(2027, 1, 12, tzinfo=ZONE))
    planner(lite).plan()
    clock.move_to(datetime(2027, 1, 10, tzinfo=ZONE))
    planner(lite).plan()
    clock.move_to(datetime(2027, 1, 12, tzinfo=ZONE))
    planner(lite).plan()
    assert planned(lite) == ["all 11/01 01:00"]


def test_jitter_lets_a_run_begin_later_than_it_is_due(lite: Store, clock: time_machine.Traveller) -> None:
    add(lite, jitter="1h")
    planner(lite).plan()
    clock.move_to(datetime(2027, 1, 4, 1, 0, 1, tzinfo=ZONE))
    planner(lite).plan()
    (run,) = Runs(lite.database).open()
    assert run.due < run.ready < run.due + timedelta(hours=1)


def fail_to_note(plan: Planner, store: Store) -> None:
    """Plan while the runs that are due cannot be written down."""
    with store.database.writing() as connection:
        connection.execute(text("ALTER TABLE runs RENAME TO away"))
    with pytest.raises(StoreError):
        plan.plan()
    with store.database.writing() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO runs"))


def test_a_run_and_the_next_time_are_noted_together_or_not_at_all(store: Store, clock: time_machine.Traveller) -> None:
    add(store)
    plan = planner(store)
    plan.plan()
    clock.move_to(datetime(2027, 1, 4, 1, tzinfo=ZONE))
    fail_to_note(plan, store)
    plan.plan()
    plan.plan()
    assert planned(store) == ["all 04/01 01:00"]


def test_jobs_are_data_and_their_table_hinders_no_opening(store: Store, url: str) -> None:
    add(store)
    planner(store).plan()
    with store.database.reading() as connection:
        state = connection.execute(text("SELECT job_state FROM apscheduler_jobs")).scalar_one()
    assert json.loads(bytes(state))["id"] == "all"
    with Store(url, create=False) as again:
        assert [each.entry.name for each in Schedules(again.database).all()] == ["all"]


def test_months_of_hours_are_made_up_for_at_once(
    lite: Store, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[datetime] = []

    def counted(entry: Entry, days_off: DaysOff, after: datetime) -> Iterator[datetime]:
        asked.append(after)
        return moments(entry, days_off, after)

    monkeypatch.setattr("agent.schedule.jobs.moments", counted)
    add(lite, when="0 * * * *")
    planner(lite).plan()
    clock.shift(timedelta(days=30))
    planner(lite).plan()
    assert planned(lite) == ["all 31/01 12:00"]
    assert len(planned(lite, RunState.MISSED)) == MOST_MISSED - 1
    assert len(asked) < 10, "the times are worked out in one go, not one by one"


def test_what_could_not_be_noted_is_forgotten_with_its_entry(lite: Store, clock: time_machine.Traveller) -> None:
    add(lite)
    plan = planner(lite)
    plan.plan()
    clock.move_to(datetime(2027, 1, 4, 1, tzinfo=ZONE))
    fail_to_note(plan, lite)
    Schedules(lite.database).pause("all")
    add(lite, "daily", "daily 02:00")
    clock.shift(timedelta(hours=2))
    plan.plan()
    assert planned(lite) == ["daily 04/01 02:00"]
