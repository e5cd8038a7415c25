"""Saving waits for a database that is away, and for nothing else."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from agent.auditing.saving import finished_once, patiently, saved_once
from agent.store import Audit, Store, StoreError, engine
from agent.store.audit import Interruption
from agent.store.errors import Text
from policies.verdict import Outcome
from tests.agent.store.made import WWW, planned, record, verdict

PATIENCE = timedelta(seconds=20)


def test_what_a_locked_database_refuses_is_saved_when_it_is_free_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT", 0.05)
    file = tmp_path / "a.db"
    with Store(f"sqlite:///{file}") as store:
        audit = planned(store)
        other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        tried = threading.Event()

        def save() -> None:
            try:
                store.save_portal(audit.id, record(), [verdict(Outcome.FAIL)])
            finally:
                tried.set()

        def free() -> None:
            tried.wait()
            other.execute("ROLLBACK")

        freeing = threading.Thread(target=free)
        freeing.start()
        patiently(saved_once(save), PATIENCE, threading.Event())
        freeing.join()
        other.close()
        assert list(store.verdicts(audit.id)) == [WWW]


@pytest.mark.parametrize(("stopped", "patience"), [(True, PATIENCE), (False, timedelta())])
def test_it_gives_up_when_its_patience_is_over_or_the_audit_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: bool, patience: timedelta
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT", 0.05)
    stop = threading.Event()
    if stopped:
        stop.set()
    file = tmp_path / "a.db"
    with Store(f"sqlite:///{file}") as store:
        audit = planned(store)
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as refused:
            patiently(lambda: store.fail_portal(audit.id, WWW, "x"), patience, stop)
        other.close()
    assert refused.value.text is Text.BUSY


def test_a_mistake_of_ours_is_not_tried_again(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        audit = planned(store)
        store.save_portal(audit.id, record(), [])
        save = saved_once(lambda: store.save_portal(audit.id, record(), []))
        with pytest.raises(StoreError) as refused:
            patiently(save, PATIENCE, threading.Event())
        assert refused.value.text is Text.SAVED_TWICE
        save()  # a repetition that finds the portal stored: the try before it was whole
        assert store.remaining(audit.id) == ["http://xamot.thidiem.gov.test/"]


def test_what_closes_an_audit_counts_once_where_only_its_answer_was_lost(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        audit = store.take_up(planned(store).id)
        answers = iter([False, True])

        def finish(audit_id: str) -> Audit:
            closed = store.finish_audit(audit_id, complete=True, load={"queries": 5}, why=Interruption.DEADLINE)
            if not next(answers):
                raise StoreError(Text.BUSY, url="") from OperationalError("", {}, Exception())
            return closed

        closed = patiently(finished_once(store, audit.id, finish), PATIENCE, threading.Event())
    assert (closed.load, len(closed.interruptions), closed.complete) == ({"queries": 5}, 1, True)


@pytest.mark.postgresql
def test_a_server_that_ended_all_connections_is_asked_again(postgresql_url: str) -> None:
    with Store(postgresql_url) as store:
        audit = planned(store)
        with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        patiently(saved_once(lambda: store.save_portal(audit.id, record(), [])), PATIENCE, threading.Event())
        assert list(store.verdicts(audit.id)) == [WWW]
