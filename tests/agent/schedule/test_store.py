from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from agent.errors import InputError
from agent.journal import Journal
from agent.schedule.entry import Entry, entry_of
from agent.schedule.store import Schedules
from agent.service.runs import Runs, RunState
from agent.store import Store
from agent.store.service_schema import schedules


def entry(name: str = "weekly", when: str = "weekly MON 01:00") -> Entry:
    return entry_of({"name": name, "inventory": "/srv/province.yaml", "when": when})


def test_entries_are_kept_changed_paused_and_removed_and_the_journal_knows(store: Store) -> None:
    kept = Schedules(store.database)
    kept.add(entry())
    kept.add(entry("communes"))
    with pytest.raises(InputError, match="weekly"):
        kept.add(entry())
    kept.add(entry(when="daily 02:00"), replace=True)
    kept.pause("communes")
    assert [(each.entry.name, each.entry.when, each.paused) for each in kept.all()] == [
        ("communes", "weekly MON 01:00", True),
        ("weekly", "daily 02:00", False),
    ]
    kept.pause("communes", paused=False)
    assert not kept.get("communes").paused
    kept.remove("communes")
    assert [each.entry.name for each in kept.all()] == ["weekly"]
    acts = [entry.act for entry in Journal(store.database).entries()]
    assert acts == [f"schedule.{act}" for act in ("add", "add", "add", "pause", "pause", "remove")]


def test_a_stranger_is_told_to_be_one(lite: Store) -> None:
    kept = Schedules(lite.database)
    for act in (kept.get, kept.remove, kept.pause):
        with pytest.raises(InputError, match="nobody"):
            act("nobody")
    assert Journal(lite.database).entries() == []


def test_with_an_entry_go_its_runs_that_wait(lite: Store) -> None:
    kept, runs = Schedules(lite.database), Runs(lite.database)
    kept.add(entry())
    run = runs.ask("weekly", "binh")
    kept.remove("weekly")
    assert runs.get(run.id).state is RunState.DROPPED
    assert runs.open() == []


def test_an_entry_of_another_version_spoils_no_other(lite: Store, caplog: pytest.LogCaptureFixture) -> None:
    kept = Schedules(lite.database)
    kept.add(entry())
    kept.add(entry("strange"))
    with lite.database.writing() as connection:
        strange = update(schedules).where(schedules.c.name == "strange")
        connection.execute(strange.values(settings={"name": "strange", "orbit": 7}, changed=datetime.now(UTC)))
    assert [each.entry.name for each in kept.all()] == ["weekly"]
    assert [each.entry.name for each in kept.all()] == ["weekly"]
    assert caplog.text.count("strange cannot be used") == 1
