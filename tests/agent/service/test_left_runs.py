"""Runs that nobody sees to any more: they are tried again, dropped or hastened, and hold up no other."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text, update

from agent.schedule.entry import entry_of
from agent.schedule.store import Schedules
from agent.service.runs import Runs, RunState
from agent.service.service import Service
from agent.settings import ServiceSettings
from agent.store import Store
from agent.store.service_schema import schedules

PATIENCE = 60.0
FULL = "CREATE TRIGGER full_disk BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"


@pytest.fixture
def service(lite: Store, settings_of: Callable[..., ServiceSettings], tmp_path: Path) -> Iterator[Service]:
    """Its runs end at once, with status 2: there are no settings for them."""
    settings = settings_of(f"sqlite:///{lite.database.url.database}")
    service = Service(settings, config=tmp_path / "missing.yaml")
    yield service
    service.close()


@pytest.fixture
def run_id(lite: Store) -> int:
    """A run that was asked for."""
    Schedules(lite.database).add(entry_of({"name": "all", "inventory": "/srv/province.yaml"}))
    return Runs(lite.database).ask("all", "binh").id


def execute(store: Store, *statements: str) -> None:
    with store.database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_failure_that_cannot_be_noted_is_noted_later(lite: Store, service: Service, run_id: int) -> None:
    service.turn()
    assert service._child is not None
    execute(lite, FULL)
    end = time.monotonic() + PATIENCE
    while service._child.status is None and time.monotonic() < end:
        time.sleep(0.05)
    service.turn()
    assert Runs(lite.database).get(run_id).state is RunState.RUNNING
    execute(lite, "DROP TRIGGER full_disk")
    service.turn()
    run = Runs(lite.database).get(run_id)
    assert (run.state, run.attempts) == (RunState.WAITING, 1)
    assert "2" in (run.told or "")


def test_a_run_whose_process_cannot_be_started_is_tried_again(
    lite: Store, service: Service, run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    service.turn()
    service.turn()
    run = Runs(lite.database).get(run_id)
    assert (run.state, run.attempts) == (RunState.WAITING, 1)


def test_a_run_that_would_go_on_without_its_entry_is_dropped(lite: Store, service: Service, run_id: int) -> None:
    runs = Runs(lite.database)
    service.lead()
    runs.begin(run_id)
    Schedules(lite.database).remove("all")
    runs.rest(run_id, datetime.now(UTC), "portals are due later")
    service.turn()
    assert runs.get(run_id).state is RunState.DROPPED


def test_a_run_of_an_entry_that_cannot_be_read_fails(lite: Store, service: Service, run_id: int) -> None:
    with lite.database.writing() as connection:
        connection.execute(update(schedules).values(settings={"name": "all", "orbit": 7}))
    service.turn()
    run = Runs(lite.database).get(run_id)
    assert (run.state, run.attempts) == (RunState.WAITING, 1)


def test_a_run_that_failed_while_the_clock_was_ahead_is_tried_again_once_the_clock_is_right(
    lite: Store, service: Service, run_id: int
) -> None:
    runs = Runs(lite.database)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1500)):
        service.lead()
        service._beat()
        runs.fail(run_id, "the clock is wrong", service._settings.schedule)
    service._beat()
    assert runs.get(run_id).ready <= datetime.now(UTC)


def test_a_run_that_waits_is_left_to_wait_while_the_clock_is_right(lite: Store, service: Service, run_id: int) -> None:
    later = datetime.now(UTC) + timedelta(hours=4)
    Runs(lite.database).rest(run_id, later, "portals are due later")
    for _number in range(2):
        service._beaten = None
        service._beat()
    assert Runs(lite.database).get(run_id).ready == later
