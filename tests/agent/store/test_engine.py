from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import column, func, insert, select, table, text

from agent.store import engine
from agent.store.engine import Database
from agent.store.errors import StoreError, Text
from agent.store.schema import VERSION_TABLE, contents


def refusal(url: str, create: bool = True) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Database(url, create).close()
    return caught.value


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(contents)) or 0


def add(database: Database, digest: str) -> None:
    with database.writing() as connection:
        connection.execute(insert(contents).values(sha256=digest, body=1))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


def test_a_database_opens_again_and_again(url: str) -> None:
    for expected in range(3):
        database = Database(url)
        assert count(database) == expected
        add(database, str(expected))
        database.close()


def test_a_transaction_happens_all_or_not_at_all(database: Database) -> None:
    row = {"sha256": "a", "body": 1}

    with pytest.raises(StoreError), database.writing() as connection:
        connection.execute(insert(contents), [row, row])
    assert count(database) == 0


def test_a_reader_sees_one_state_while_another_writes(database: Database) -> None:
    with database.reading() as connection:
        counted = select(func.count()).select_from(contents)
        before = connection.scalar(counted)
        add(database, "a")
        assert connection.scalar(counted) == before == 0

    assert count(database) == 1


def test_many_threads_write_one_after_the_other(database: Database) -> None:
    threads = [threading.Thread(target=add, args=(database, str(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(database) == 8


def test_many_processes_may_open_a_new_database_at_once(url: str) -> None:
    code = "import sys; from agent.store.engine import Database; Database(sys.argv[1]).close()"
    root = Path(__file__).parents[3]
    processes = [
        subprocess.Popen([sys.executable, "-c", code, url], cwd=root, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]

    assert [(process.communicate()[1], process.returncode) for process in processes] == [("", 0)] * 3


def test_a_foreign_key_must_exist(database: Database) -> None:
    with pytest.raises(StoreError) as caught, database.writing() as connection:
        connection.execute(text("INSERT INTO tasks VALUES ('none', 'x', 'tls', 0, 'planned', NULL, NULL, NULL)"))

    assert caught.value.text is Text.FAILED


def test_sqlite_writes_ahead_and_waits_for_others(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.reading() as connection:
        settings = [
            connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    database.close()

    assert settings == ["wal", 1, 30_000]


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.execute(table(VERSION_TABLE, column("version_num")).update().values(version_num="9999"))
    database.close()

    assert refusal(url).text is Text.NEWER


@pytest.mark.parametrize(
    "url",
    ["", "x", "audits.db", "mysql://a@b/c", "sqlite://", "sqlite:///:memory:", "postgresql://a@b:x/c"],
)
def test_what_is_no_address_of_a_database_is_told(url: str) -> None:
    assert refusal(url).text is Text.BAD_URL


def test_a_password_is_never_told() -> None:
    for url in ["mysql://user:secret@host/name", "postgresql://user:secret@/none?host=/nowhere"]:
        assert "secret" not in str(refusal(url))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    error = refusal(f"sqlite:///{tmp_path}/none/audits.db")

    assert (error.text, error.values["folder"]) == (Text.NO_FOLDER, f"{tmp_path}/none")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    assert refusal(f"sqlite:///{tmp_path}").text is Text.FOLDER


def test_a_missing_file_is_made_only_when_asked(tmp_path: Path) -> None:
    assert refusal(f"sqlite:///{tmp_path}/audits.db", create=False).text is Text.NO_DATABASE
    assert list(tmp_path.iterdir()) == []

    Database(f"sqlite:///{tmp_path}/audits.db").close()
    Database(f"sqlite:///{tmp_path}/audits.db", create=False).close()
    assert (tmp_path / "audits.db").exists()


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Kính gửi Ủy ban nhân dân tỉnh\n" * 100, encoding="utf-8")
    before = path.read_bytes()

    assert refusal(f"sqlite:///{path}").text is Text.NOT_A_DATABASE
    assert path.read_bytes() == before


def test_a_database_of_somebody_else_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.close()
    error = refusal(f"sqlite:///{path}")

    assert (error.text, error.values["detail"]) == (Text.FOREIGN, "alembic_version")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("alembic_version",)]
    connection.close()


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "audits.db"
    database = Database(f"sqlite:///{path}")
    with database.writing() as connection:
        connection.execute(insert(contents), [{"sha256": str(number), "body": "x" * 500} for number in range(200)])
    database.close()
    data = path.read_bytes()
    path.write_bytes(data[:8192] + b"\xff" * (len(data) - 8192))

    assert refusal(f"sqlite:///{path}").text is Text.DAMAGED


def test_a_path_where_nothing_can_be_written_is_told() -> None:
    error = refusal("sqlite:////proc/tuanthu.db")

    assert error.text is Text.READ_ONLY
    assert str(error).count("\n") == 0


@pytest.fixture
def nobodys_folder() -> Iterator[Path]:
    """A folder with a database in it that this process, no longer root, may read and not write."""
    folder = Path(tempfile.mkdtemp())
    Database(f"sqlite:///{folder / 'audits.db'}").close()
    (folder / "audits.db").chmod(0o444)
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield folder
    os.seteuid(user)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_database_is_told(nobodys_folder: Path) -> None:
    assert refusal(f"sqlite:///{nobodys_folder / 'audits.db'}").text is Text.READ_ONLY
    assert refusal(f"sqlite:///{nobodys_folder / 'new.db'}").text is Text.READ_ONLY


def test_a_database_that_another_holds_is_told(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT", 0)
    first, second = Database(sqlite_url), Database(sqlite_url)
    with first.writing(), pytest.raises(StoreError) as caught:
        add(second, "a")
    first.close()
    second.close()

    assert caught.value.text is Text.BUSY


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    error = refusal(f"postgresql://tuanthu@/tuanthu?host={tmp_path}")

    assert error.text is Text.UNREACHABLE
    assert str(error).count("\n") == 0


def test_a_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    assert refusal("postgresql://tuanthu@/tuanthu").text is Text.NO_DRIVER


@pytest.mark.postgresql
def test_a_shared_postgresql_database_is_used_while_no_table_clashes(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE procrastinate_jobs (id int)")
        Database(postgresql_url).close()
        connection.execute(f"DROP TABLE {VERSION_TABLE}".encode())

    error = refusal(postgresql_url)
    assert error.text is Text.FOREIGN
    assert "audits" in error.values["detail"]
