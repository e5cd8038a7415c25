from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from agent.auditing.stopping import StopSwitch
from agent.journal import Journal
from agent.schedule.entry import entry_of
from agent.schedule.store import Schedules
from agent.service.runs import Run, Runs, RunState
from agent.service.service import BEAT, HOUSEKEEPING, REST, Service
from agent.settings import ServiceSettings
from agent.store import Store
from agent.store.signs import read_sign
from reports.wording import ZONE

START = datetime(2027, 1, 1, 12, tzinfo=ZONE)
"""A Friday."""


class Executed:
    """Takes runs to their end at once, and remembers them. `rest` and `fail` say what comes of the next ones instead:
    for how long each rests, or that it breaks off."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.rest: list[timedelta] = []
        self.fail = 0

    def __call__(self, run_id: int, settings: ServiceSettings, stop: threading.Event) -> RunState:
        with Store(settings.database) as store:
            runs = Runs(store.database)
            self.runs.append(runs.get(run_id))
            if self.fail:
                self.fail -= 1
                raise RuntimeError("a bug of ours")
            if self.rest:
                return runs.rest(run_id, datetime.now(UTC) + self.rest.pop(0), "later").state
            return runs.finish(run_id).state

    @property
    def due(self) -> list[str]:
        return [f"{run.schedule} {run.due.astimezone(ZONE):%d/%m}" for run in self.runs]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def executed() -> Executed:
    return Executed()


@pytest.fixture
def service(
    lite: Store, settings_of: Callable[..., ServiceSettings], executed: Executed, clock: time_machine.Traveller
) -> Iterator[Service]:
    service = Service(settings_of(f"sqlite:///{lite.database.url.database}"), executed)
    yield service
    service.close()


def add(store: Store, name: str = "all", when: str = "weekly MON 01:00", **more: object) -> None:
    Schedules(store.database).add(entry_of({"name": name, "inventory": "/srv/province.yaml", "when": when, **more}))


def pass_time(service: Service, clock: time_machine.Traveller, days: float, step: timedelta) -> None:
    end = datetime.now(UTC) + timedelta(days=days)
    while datetime.now(UTC) < end:
        clock.shift(step)
        while service.turn() == 0:
            pass


def test_weeks_go_by_and_each_has_its_run(
    lite: Store, service: Service, executed: Executed, clock: time_machine.Traveller
) -> None:
    add(lite)
    add(lite, "communes", "weekly WED 22:00")
    pass_time(service, clock, 17, timedelta(hours=6))
    assert executed.due == ["all 04/01", "communes 06/01", "all 11/01", "communes 13/01", "all 18/01"]
    with lite.database.reading() as connection:
        beat, kept = read_sign(connection, BEAT), read_sign(connection, HOUSEKEEPING)
    assert beat is not None
    assert beat.at == datetime.now(UTC)
    assert beat.value["failing"] == {}
    assert kept is not None
    assert kept.at > datetime.now(UTC) - timedelta(days=1)


def test_a_run_that_rests_goes_on_in_its_time_and_lets_others_by(
    lite: Store, service: Service, executed: Executed, clock: time_machine.Traveller
) -> None:
    add(lite)
    add(lite, "daily", "daily 02:00")
    pass_time(service, clock, 2.5, timedelta(hours=6))
    executed.runs.clear()
    executed.rest = [timedelta(hours=30)]
    pass_time(service, clock, 2.2, timedelta(hours=1))
    assert executed.due == ["all 04/01", "daily 04/01", "daily 05/01", "all 04/01", "daily 06/01"]


def test_a_run_that_breaks_off_is_tried_again_and_given_up_at_last(
    lite: Store, service: Service, executed: Executed, clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    add(lite)
    executed.fail = 99
    pass_time(service, clock, 4, timedelta(hours=1))
    (run,) = Runs(lite.database).newest()
    assert (run.state, run.attempts, len(executed.runs)) == (RunState.FAILED, 5, 5)
    assert "given up" in caplog.text


def test_a_service_that_was_killed_leaves_its_run_to_the_next(
    lite: Store, settings_of: Callable[..., ServiceSettings], executed: Executed, clock: time_machine.Traveller
) -> None:
    runs = Runs(lite.database)
    add(lite)
    left = runs.begin(runs.ask("all", "binh").id)
    service = Service(settings_of(f"sqlite:///{lite.database.url.database}"), executed)
    service.turn()
    service.close()
    assert [run.id for run in executed.runs] == [left.id]
    assert runs.get(left.id).state is RunState.FINISHED
    start = Journal(lite.database).entries(act="service.start")
    assert [entry.details["runs"] for entry in start] == [[left.id]]


def test_while_the_stop_switch_is_on_nothing_begins(
    lite: Store, service: Service, executed: Executed, clock: time_machine.Traveller
) -> None:
    add(lite)
    switch = StopSwitch(lite.database, None)
    switch.ask("binh", "bảo trì")
    pass_time(service, clock, 4, timedelta(hours=6))
    assert executed.runs == []
    switch.lift("binh")
    service.turn()
    assert executed.due == ["all 04/01"]


def test_a_part_that_fails_stops_no_other(
    lite: Store,
    service: Service,
    executed: Executed,
    clock: time_machine.Traveller,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add(lite)
    service.turn()
    with lite.database.writing() as connection:
        connection.execute(text("ALTER TABLE notices RENAME TO away"))
    pass_time(service, clock, 4, timedelta(hours=6))
    with lite.database.reading() as connection:
        beat = read_sign(connection, BEAT)
    assert beat is not None
    assert beat.value["failing"]["notices"] > 1
    assert executed.due == ["all 04/01"]
    assert caplog.text.count("notices failed") == 1
    with lite.database.writing() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO notices"))
    service.turn()
    assert "notices works again" in caplog.text


def test_one_that_stands_by_does_nothing_until_it_leads(
    store: Store, settings_of: Callable[..., ServiceSettings], clock: time_machine.Traveller
) -> None:
    url = store.database.url.render_as_string(hide_password=False)
    first, second = (Service(settings_of(url), Executed()) for _number in range(2))
    add(store, when="daily 13:00")
    assert first.lead()
    clock.shift(timedelta(hours=2))
    assert second.turn() == REST
    assert Runs(store.database).newest() == []
    first.close()
    second.turn()
    assert [run.state for run in Runs(store.database).newest()] == [RunState.FINISHED]
    second.close()
    acts = [entry.act for entry in Journal(store.database).entries(act="service")]
    assert acts == ["service.start", "service.stop"] * 2


def test_it_turns_until_it_is_told_to_stop(lite: Store, service: Service, executed: Executed) -> None:
    add(lite)
    Runs(lite.database).ask("all", "binh")
    stop = threading.Event()
    thread = threading.Thread(target=service.run, args=(stop,))
    thread.start()
    while Runs(lite.database).newest()[0].state is not RunState.FINISHED:
        pass
    stop.set()
    thread.join(60)
    assert not thread.is_alive()
    assert not service.leads
    assert [run.asked_by for run in executed.runs] == ["binh"]
