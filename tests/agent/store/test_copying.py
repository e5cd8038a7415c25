from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from agent.store.copying import copy_sqlite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS x")
    return path


def values(file: Path) -> list[tuple[int]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT x FROM t").fetchall()


def test_a_copy_has_what_is_committed_and_only_that(file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("INSERT INTO t VALUES (2)")
        writer.commit()
        writer.execute("INSERT INTO t VALUES (3)")
        copy = copy_sqlite(file, tmp_path / "copy.db")

    assert values(copy) == [(1,), (2,)]
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_copy_that_fails_leaves_the_old_one(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = copy_sqlite(file, tmp_path / "copy.db").read_bytes()
    (tmp_path / "bad.db").write_bytes(b"no database" * 999)
    with pytest.raises(sqlite3.Error):
        copy_sqlite(tmp_path / "bad.db", tmp_path / "copy.db")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))
    with pytest.raises(OSError, match="No space"):
        copy_sqlite(file, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_bytes() == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "bad.db", "copy.db"]
