from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agent.journal import Journal
from agent.schedule.settings import ScheduleSettings
from agent.service.runs import Runs, RunState, miss_unbegun, plan_run
from agent.store import Store

DUE = datetime(2027, 1, 3, 18, tzinfo=UTC)
SETTINGS = ScheduleSettings(attempts=2)


def plan(store: Store, name: str = "weekly", due: datetime = DUE) -> bool:
    with store.database.writing() as connection:
        return plan_run(connection, name, due)


def test_a_run_is_written_down_once_for_each_entry_and_time(store: Store) -> None:
    assert plan(store)
    assert not plan(store)
    assert plan(store, "communes")
    assert plan(store, due=DUE + timedelta(weeks=1))
    assert len(Runs(store.database).newest()) == 3


def test_of_one_entry_the_oldest_run_comes_to_its_end_first(lite: Store) -> None:
    plan(lite, due=DUE + timedelta(weeks=1))
    plan(lite)
    plan(lite, "communes", DUE + timedelta(hours=1))
    runs = Runs(lite.database)
    first, second = runs.open()
    assert [(run.schedule, run.due) for run in (first, second)] == [
        ("weekly", DUE),
        ("communes", DUE + timedelta(hours=1)),
    ]
    runs.rest(first.id, DUE + timedelta(days=1), "later")
    assert [run.schedule for run in runs.open()] == ["communes", "weekly"]
    runs.finish(first.id)
    assert [run.due for run in runs.open() if run.schedule == "weekly"] == [DUE + timedelta(weeks=1)]


def test_a_run_fails_until_it_is_given_up(lite: Store) -> None:
    plan(lite)
    runs = Runs(lite.database)
    run = runs.begin(runs.open()[0].id)
    assert run.state is RunState.RUNNING
    again = runs.fail(run.id, "the resolver does not answer", SETTINGS)
    assert again.state is RunState.WAITING
    assert again.not_before is not None
    assert timedelta(minutes=4) < again.not_before - datetime.now(UTC) <= timedelta(minutes=5)
    assert runs.fail(run.id, "x" * 10_000, SETTINGS).state is RunState.FAILED
    assert runs.open() == []
    assert len(runs.get(run.id).told or "") < 1000


def test_a_rest_between_two_failures_makes_them_two_first_ones(lite: Store) -> None:
    plan(lite)
    runs = Runs(lite.database)
    run = runs.open()[0]
    runs.fail(run.id, "once", SETTINGS)
    runs.rest(run.id, DUE, "later")
    assert runs.fail(run.id, "again", SETTINGS).state is RunState.WAITING


def test_runs_that_nobody_sees_to_are_taken_up(lite: Store) -> None:
    plan(lite)
    plan(lite, "communes")
    runs = Runs(lite.database)
    mine, orphan = (runs.begin(run.id) for run in runs.open())
    assert runs.take_over("the service ended", [mine.id]) == [orphan.id]
    assert runs.get(orphan.id).state is RunState.WAITING
    assert runs.get(mine.id).state is RunState.RUNNING
    assert runs.begin(orphan.id).started == orphan.started


def test_who_asks_twice_in_a_second_asks_once_and_the_journal_knows(lite: Store) -> None:
    runs = Runs(lite.database)
    asked = {runs.ask("weekly", "binh").due for _number in range(5)}
    assert [run.asked_by for run in runs.newest()] == ["binh"] * len(asked)
    assert [entry.actor for entry in Journal(lite.database).entries(act="schedule.run")] == ["binh"] * len(asked)


def test_what_a_person_asked_for_gives_way_to_nothing(lite: Store) -> None:
    runs = Runs(lite.database)
    runs.ask("weekly", "binh")
    plan(lite)
    with lite.database.writing() as connection:
        miss_unbegun(connection, "weekly", DUE + timedelta(days=1), "late")
    states = {run.asked_by: run.state for run in runs.newest()}
    assert states == {"binh": RunState.PLANNED, "tuanthu": RunState.MISSED}
