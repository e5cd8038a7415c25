"""The database in a backup: a copy of an SQLite file, or what pg_dump writes of our tables on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from sqlalchemy import URL, Connection, func, select

from agent.errors import InputError
from agent.journal import Head
from agent.journal.journal import read_head
from agent.keeping.backup.manifest import Kind
from agent.store.copying import copy_sqlite
from agent.store.engine import Database
from agent.store.schema import VERSION_TABLE, audits
from agent.store.service_schema import metadata
from agent.texts import _

NAMES: Mapping[Kind, str] = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
"""What the database is called in a backup."""
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "username": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
}
_MOST_TOLD = 300


@dataclass(frozen=True, slots=True)
class Dumped:
    """A database as it was at one moment: its file, and what it says of itself."""

    kind: Kind
    path: Path
    revision: str
    audits: int
    journal: Head


def dump(database: Database, folder: Path) -> Dumped:
    """Write the database as it is at one moment into a folder, while others go on with it.

    Raises `InputError` where a program is missing or refuses, `StoreError`, `OSError` and `sqlite3.Error`.
    """
    if database.url.get_backend_name() == "sqlite":
        path = copy_sqlite(Path(database.url.database or ""), folder / NAMES["sqlite"])
        copy = Database(f"sqlite:///{path}", create=False)
        try:
            with copy.reading() as connection:
                check_whole(connection)
                return _dumped("sqlite", path, connection)
        finally:
            copy.close()
    path = folder / NAMES["postgresql"]
    with database.reading() as connection:
        snapshot = connection.scalar(select(func.pg_export_snapshot()))
        tables = [f"--table={connection.dialect.default_schema_name}.{name}" for name in metadata.tables]
        # the tables are made anew by our own migrations, so that a database shared with others loses nothing of theirs
        options = ["--format=custom", "--compress=0", "--data-only", f"--snapshot={snapshot}", f"--file={path}"]
        run_tool("pg_dump", database.url, *options, *tables)
        return _dumped("postgresql", path, connection)


def check_whole(connection: Connection) -> None:
    """Let SQLite prove its own file; raises `sqlite3.DatabaseError`."""
    told = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if told != "ok":
        raise sqlite3.DatabaseError(str(told)[:_MOST_TOLD])


def run_tool(program: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database, its password in the environment alone; raises `InputError`."""
    done = subprocess.run(
        [_found(program), "--no-password", *arguments],
        env={**os.environ, **_environment(url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise _failed(program, done.stderr)


@contextmanager
def script_of(dumped: Path) -> Iterator[IO[bytes]]:
    """The SQL that brings back what `dump` wrote on PostgreSQL, read as pg_restore writes it; no server is asked.

    Raises `InputError` at the end of the block where pg_restore can't read the file.
    """
    program = "pg_restore"
    with tempfile.TemporaryFile() as errors:
        arguments = [_found(program), "--data-only", "--file=-", str(dumped)]
        with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors) as process:
            try:
                yield cast(IO[bytes], process.stdout)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            errors.seek(0)
            raise _failed(program, errors.read().decode("utf-8", "replace"))


def _failed(program: str, said: str) -> InputError:
    told = " ".join(said.split())[:_MOST_TOLD]
    return InputError(_("{program} failed: {why}").format(program=program, why=told))


def _found(program: str) -> str:
    found = shutil.which(program) or _newest(program)
    if found is None:
        raise InputError(
            _("{program} is not installed; install PostgreSQL's client programs (Debian: postgresql-client)").format(
                program=program
            )
        )
    return found


def _newest(program: str) -> str | None:
    """Where Debian keeps the programs of each version of the server."""
    places: Sequence[Path] = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=_version)
    return str(places[-1]) if places else None


def _version(path: Path) -> int:
    name = path.parent.parent.name
    return int(name) if name.isdigit() else 0


def _environment(url: URL) -> dict[str, str]:
    given = {name: getattr(url, name) for name in _VARIABLES}
    given.update({name: value for name, value in url.query.items() if name in _VARIABLES and isinstance(value, str)})
    named = {_VARIABLES[name]: str(value) for name, value in given.items() if value is not None}
    tls = {name: value for name, value in url.query.items() if name.startswith("ssl") and isinstance(value, str)}
    return named | {f"PG{name.upper()}": value for name, value in tls.items()}


def _dumped(kind: Kind, path: Path, connection: Connection) -> Dumped:
    revision = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one()  # noqa: S608
    counted = connection.scalar(select(func.count()).select_from(audits)) or 0
    return Dumped(kind, path, str(revision), counted, read_head(connection))
