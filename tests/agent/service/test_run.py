"""Real runs of the lab's inventory: in processes of their own, killed, stopped, and told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import update

from agent.journal import Journal
from agent.schedule.entry import Entry, entry_of
from agent.schedule.store import Schedules
from agent.service.run import execute_run, plan_of
from agent.service.runs import Runs, RunState
from agent.service.service import Service
from agent.settings import ServiceSettings, load_settings
from agent.store import Store
from agent.store.service_schema import runs as table
from reports.wording import ZONE

PATIENCE = 120
AUDITS: dict[str, Any] = {"confirm_after": None, "retry_unreached": []}


@pytest.fixture
def one(inventory_of: Callable[..., Path]) -> Path:
    return inventory_of("scheduled.yaml", "www", "stc")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "tuanthu.yaml"
    content = {
        "database": f"sqlite:///{tmp_path / 'service.db'}",
        "reports": "reports",
        "audits": AUDITS,
        "schedule": {"retry_minutes": 0.0001, "stop_seconds": 30},
        "watching": {"listen": "none"},
    }
    file.write_text(yaml.safe_dump(content), "utf-8")
    return file


@pytest.fixture
def settings(config: Path) -> ServiceSettings:
    return load_settings(config)


@pytest.fixture
def store_(settings: ServiceSettings) -> Iterator[Store]:
    with Store(settings.database) as opened:
        yield opened


def entry(inventory: Path, **more: Any) -> Entry:
    return entry_of({"name": "weekly", "inventory": inventory, "checks": ["dns"], "formats": ["json"], **more})


def asked(store: Store, chosen: Entry, by: str = "binh") -> int:
    Schedules(store.database).add(chosen)
    return Runs(store.database).ask("weekly", by).id


def test_a_run_in_its_own_process_that_is_killed_is_gone_on_with_and_told_once(
    one: Path, config: Path, settings: ServiceSettings, store_: Store
) -> None:
    run_id = asked(store_, entry(one))
    service = Service(settings, config=config)
    try:
        service.turn()
        assert service._child is not None
        os.kill(service._child._process.pid, signal.SIGKILL)
        service._child._process.wait(PATIENCE)
        service.turn()
        assert Runs(store_.database).get(run_id).attempts == 1
        time.sleep(0.05)  # longer than the pause after the failure
        service.once(threading.Event())
    finally:
        service.close()
    run = Runs(store_.database).get(run_id)
    (audit,) = store_.audits()
    assert (run.state, run.audit, run.attempts) == (RunState.FINISHED, audit.id, 0)
    assert audit.complete
    assert [file.name for file in settings.reports.iterdir()] == [f"tuanthu-{audit.id}.json"]
    acts = [each.act for each in Journal(store_.database).entries()]
    assert acts.count("audit.finish") == acts.count("report.write") == 1


def test_the_service_takes_the_run_under_way_with_it_when_it_ends(
    one: Path, config: Path, settings: ServiceSettings, store_: Store
) -> None:
    run_id = asked(store_, entry(one))
    service = Service(settings, config=config)
    service.turn()
    assert service._child is not None
    service.close()
    assert service._child is None
    run = Runs(store_.database).get(run_id)
    assert (run.state, run.attempts) == (RunState.WAITING, 0)


def test_a_run_that_was_killed_after_its_audit_is_only_told(
    one: Path, settings: ServiceSettings, store_: Store
) -> None:
    run_id = asked(store_, entry(one))
    assert execute_run(run_id, settings) is RunState.FINISHED
    runs = Runs(store_.database)
    for report in settings.reports.iterdir():
        report.unlink()
    runs.rest(run_id, datetime.now(UTC), "as if the service had been killed before it noted the end")
    with store_.database.writing() as connection:
        connection.execute(update(table).values(audit=None))
    assert execute_run(run_id, settings) is RunState.FINISHED
    assert len(store_.audits()) == 1
    assert len(list(settings.reports.iterdir())) == 1


def test_a_run_that_is_stopped_goes_on_where_it_was(one: Path, settings: ServiceSettings, store_: Store) -> None:
    run_id = asked(store_, entry(one))
    stop = threading.Event()
    stop.set()
    assert execute_run(run_id, settings, stop) is RunState.WAITING
    assert Runs(store_.database).get(run_id).attempts == 0
    assert execute_run(run_id, settings) is RunState.FINISHED
    assert len(store_.audits()) == 1


def test_outside_of_its_hours_a_run_rests_unless_a_person_asks(
    one: Path, settings: ServiceSettings, store_: Store
) -> None:
    later = datetime.now(ZONE) + timedelta(hours=2)
    hours = f"{later.hour:02}:00-{(later.hour + 1) % 24:02}:00"
    run_id = asked(store_, entry(one, hours=hours), by="tuanthu")
    assert execute_run(run_id, settings) is RunState.WAITING
    rests = Runs(store_.database).get(run_id)
    assert rests.not_before == later.replace(minute=0, second=0, microsecond=0)
    assert store_.audits() == []
    Runs(store_.database).finish(run_id)
    time.sleep(1)
    assert execute_run(Runs(store_.database).ask("weekly", "binh").id, settings) is RunState.FINISHED


def test_on_a_quiet_day_no_run_begins_and_one_under_way_goes_on(
    one: Path, settings: ServiceSettings, store_: Store
) -> None:
    run_id = asked(store_, entry(one), by="tuanthu")
    stop = threading.Event()
    stop.set()
    assert execute_run(run_id, settings, stop) is RunState.WAITING
    quiet = entry(one, quiet_days=[datetime.now(ZONE).date().isoformat()])
    Schedules(store_.database).add(quiet, replace=True)
    assert execute_run(run_id, settings) is RunState.FINISHED
    time.sleep(1)
    made_up = Runs(store_.database).ask("weekly", "tuanthu")
    assert execute_run(made_up.id, settings) is RunState.WAITING
    rests = Runs(store_.database).get(made_up.id)
    assert rests.ready.astimezone(ZONE).date() == datetime.now(ZONE).date() + timedelta(days=1)
    assert len(store_.audits()) == 1


def test_an_audit_of_another_run_is_not_taken_for_its_own(one: Path, settings: ServiceSettings, store_: Store) -> None:
    schedules, runs = Schedules(store_.database), Runs(store_.database)
    first = runs.begin(asked(store_, entry(one))).id
    schedules.add(entry(one, name="daily"))
    second = runs.ask("daily", "binh").id
    assert execute_run(second, settings) is RunState.FINISHED
    assert execute_run(first, settings) is RunState.FINISHED
    assert len({runs.get(first).audit, runs.get(second).audit}) == len(store_.audits()) == 2


def test_an_inventory_that_cannot_be_read_is_a_failure_with_a_sentence(
    tmp_path: Path, settings: ServiceSettings, store_: Store
) -> None:
    run_id = asked(store_, entry(tmp_path / "missing.yaml"))
    assert execute_run(run_id, settings) is RunState.WAITING
    assert "missing.yaml" in (Runs(store_.database).get(run_id).told or "")


def test_a_group_is_audited_alone_and_has_a_course_of_its_own(
    one: Path, settings: ServiceSettings, store_: Store
) -> None:
    chosen = entry(one, group={"urls": ["*//stc.*"]})
    plan = plan_of(chosen, datetime.now(UTC))
    assert [portal.host.split(".")[0] for portal in plan.portals] == ["stc"]
    assert plan.group == "weekly"
    assert plan_of(entry(one), datetime.now(UTC)).only is None
    assert execute_run(asked(store_, chosen), settings) is RunState.FINISHED
    (audit,) = store_.audits()
    assert [record.portal["url"] for record in store_.records(audit.id)] == [plan.portals[0].url]
    assert audit.group == "weekly"


def test_a_run_ends_with_the_service_that_began_it(one: Path, config: Path, store_: Store) -> None:
    run_id = asked(store_, entry(one))
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from agent.service.child import Child\n"
        "child = Child(int(sys.argv[1]), Path(sys.argv[2]), 120)\n"
        "print(child._process.pid, flush=True)\n"
        "time.sleep(120)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(run_id), str(config)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    end = time.monotonic() + PATIENCE
    while _runs(child) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _runs(child)
    assert Runs(store_.database).get(run_id).state is RunState.PLANNED


def _runs(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
