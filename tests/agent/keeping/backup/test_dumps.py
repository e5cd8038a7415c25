from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from agent.errors import InputError
from agent.keeping.backup import dumps
from agent.keeping.backup.dumps import dump, run_tool
from agent.store import Store
from tests.agent.keeping.made import weekly

URL = make_url("postgresql://tuanthu:secret@db.test:5433/tinh?sslmode=verify-full")


def tool(folder: Path, script: str) -> str:
    """A program of a test's own in a folder; the folder is what PATH is to be."""
    path = folder / "pg_dump"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"{folder}:/bin:/usr/bin"


def test_what_a_dump_tells_of_its_database_is_of_the_same_moment(store: Store, tmp_path: Path) -> None:
    weekly(store, 2)
    dumped = dump(store.database, tmp_path)

    assert (dumped.audits, dumped.revision, dumped.journal.number) == (2, "0005", 0)
    assert dumped.path.stat().st_size > 1000


def test_a_password_is_in_the_environment_and_not_among_the_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "PATH", tool(tmp_path, f'echo "$@" > {tmp_path}/arguments; env | grep ^PG | sort > {tmp_path}/env')
    )
    run_tool("pg_dump", URL, "--format=custom")

    assert (tmp_path / "arguments").read_text() == "--no-password --format=custom\n"
    variables = dict(line.split("=", 1) for line in (tmp_path / "env").read_text().splitlines())
    asked = {name: variables[name] for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD", "PGSSLMODE")}
    assert list(asked.values()) == ["db.test", "5433", "tuanthu", "tinh", "secret", "verify-full"]


def test_a_program_that_fails_or_is_missing_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", tool(tmp_path, "echo 'no such\ndatabase' >&2; exit 1"))
    with pytest.raises(InputError, match="pg_dump failed: no such database"):
        run_tool("pg_dump", URL)
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setattr(dumps, "_newest", lambda program: None)
    with pytest.raises(InputError, match="pg_dump is not installed"):
        run_tool("pg_dump", URL)
