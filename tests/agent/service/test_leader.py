from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from agent.errors import InputError
from agent.service.leader import leader_of
from agent.store import Store, StoreError


def test_one_leads_and_the_next_follows_when_it_lets_go(store: Store) -> None:
    first, second = leader_of(store.database), leader_of(store.database)
    assert first.take()
    assert first.take()
    assert not second.take()
    assert (first.held(), second.held()) == (True, False)
    first.release()
    assert second.take()
    assert not first.held()
    second.release()


@pytest.mark.postgresql
def test_a_broken_connection_is_a_lost_lead(postgresql_url: str) -> None:
    with Store(postgresql_url) as store:
        first, second = leader_of(store.database), leader_of(store.database)
        assert first.take()
        with store.database.writing() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            connection.execute(text(f"{others} AND datname = current_database()"))
        assert not first.held()
        assert second.take()
        assert not first.take()
        second.release()


@pytest.mark.postgresql
def test_a_server_that_is_away_is_told_and_not_taken_for_another_leader(postgresql_url: str) -> None:
    with Store(postgresql_url) as store:
        leader = leader_of(store.database)
        away = Path(store.database.url.query["host"])  # type: ignore[arg-type]
        gone = away.rename(away.with_name(f"{away.name}-away"))
        try:
            with pytest.raises(StoreError):
                leader.take()
        finally:
            gone.rename(away)
        assert leader.take()
        leader.release()


def test_a_lock_file_that_was_removed_locks_nobody_out(lite: Store) -> None:
    first, second = leader_of(lite.database), leader_of(lite.database)
    assert first.take()
    Path(f"{lite.database.url.database}.leader").unlink()
    assert not first.held()
    assert second.take()
    assert not first.take()
    second.release()


def test_a_lock_that_cannot_be_written_is_told(lite: Store) -> None:
    Path(f"{lite.database.url.database}.leader").mkdir()
    with pytest.raises(InputError, match=r"\.leader"):
        leader_of(lite.database).take()
