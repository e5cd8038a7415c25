from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from agent.keeping.vacuum import free_bytes, vacuum
from agent.store import Store
from agent.store.schema import contents


def fill(store: Store, rows: int) -> None:
    with store.database.writing() as connection:
        connection.execute(insert(contents), [{"sha256": str(number), "body": "x" * 4000} for number in range(rows)])


def test_the_room_of_removed_rows_is_given_back(sqlite_url: str, tmp_path: Path) -> None:
    with Store(sqlite_url) as store:
        fill(store, 200)
        assert vacuum(store.database, 20) is False
    before = (tmp_path / "audits.db").stat().st_size
    with Store(sqlite_url) as store:
        with store.database.writing() as connection:
            connection.execute(delete(contents))
        assert vacuum(store.database, 20) is True
    assert (tmp_path / "audits.db").stat().st_size < before / 2


def test_a_database_that_is_being_written_to_waits_for_another_day(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.keeping.vacuum._PATIENCE", 0)
    with Store(sqlite_url) as store:
        fill(store, 200)
        with store.database.writing() as connection:
            connection.execute(delete(contents))
        with store.database.writing():
            assert vacuum(store.database, 20) is False


@pytest.mark.postgresql
def test_postgresql_needs_none(postgresql_url: str) -> None:
    with Store(postgresql_url) as store:
        assert (vacuum(store.database, 1), free_bytes(store.database)) == (False, None)
