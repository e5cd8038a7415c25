"""Opens a database, brings its tables up to date, and turns what a driver says into one sentence."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    String,
    column,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    table,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from agent.store.copying import copy_sqlite
from agent.store.errors import StoreError, Text
from agent.store.schema import VERSION_TABLE
from agent.store.service_schema import metadata

BUSY_TIMEOUT = 30.0
"""Seconds that one process waits for another's transaction on SQLite."""
HEAD = "head"
"""The newest migration."""
_WRITERS_LOCK = 7_110_213
"""Names the advisory lock by which writers on PostgreSQL wait for each other, as they do on SQLite."""
_MIGRATIONS = Path(__file__).parent / "migrations"
_log = logging.getLogger(__name__)
_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}


class Database:
    """A database with our tables, all migrations applied."""

    def __init__(self, url: str, create: bool = True, revision: str = HEAD) -> None:
        """Open the database at `url`; an SQLite file is made when it is missing and `create` is set. A `revision`
        before the head makes the tables of a backup of that time.

        Raises `StoreError` for whatever keeps it from being used.
        """
        self.url = database_address(url)
        self.shown = self.url.database or "" if self._is_sqlite else self.url.render_as_string(hide_password=True)
        if self._is_sqlite:
            self._check_path(create)
        try:
            self._engine = create_engine(self.url)
        except ModuleNotFoundError:
            raise StoreError(Text.NO_DRIVER) from None
        self._writer = self._engine.execution_options(tuanthu_writes=True)
        self._reader = self._engine.execution_options(tuanthu_writes=False)
        if self._is_sqlite:
            event.listen(self._engine, "connect", _prepare)
            event.listen(self._engine, "begin", _begin)
        else:
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")
        try:
            self._migrate(revision)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database; raises `StoreError`."""
        with self._transaction(self._reader) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction whose changes happen all or not at all, one at a time; raises `StoreError`."""
        with self._transaction(self._writer) as connection:
            if not self._is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(_WRITERS_LOCK)))
            yield connection

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise self._told(error) from error

    @property
    def _is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def _check_path(self, create: bool) -> None:
        """What SQLite itself would only call "unable to open database file"."""
        path = Path(self.url.database or "")
        if not path.parent.is_dir():
            raise StoreError(Text.NO_FOLDER, folder=str(path.parent))
        if path.is_dir():
            raise StoreError(Text.FOLDER, url=self.shown)
        if not create and not path.exists():
            raise StoreError(Text.NO_DATABASE, url=self.shown)

    def _migrate(self, revision: str) -> None:
        """Apply the migrations that are missing, one process at a time; Alembic is loaded only where there are any."""
        wanted = max(known_revisions()) if revision == HEAD else revision
        with self.reading() as connection:
            if revision_of(connection) == wanted:
                return
        with self.writing() as connection:
            found = revision_of(connection)
            if found is None:
                self._refuse_foreign_tables(connection)
            elif found not in known_revisions():
                raise StoreError(Text.NEWER, url=self.shown)
            elif self._is_sqlite and found != wanted:
                self._copy_before(wanted)
            migrate(connection, wanted)

    def _copy_before(self, revision: str) -> None:
        """Keep an SQLite file as it is before it is brought to a revision; a server's database has its own backups."""
        path = Path(self.url.database or "")
        try:
            copy = copy_sqlite(path, path.with_name(f"{path.name}.before-{revision}"))
        except (OSError, sqlite3.Error) as error:
            raise StoreError(Text.NO_COPY, url=self.shown, detail=str(error)) from error
        _log.warning("the database %s is upgraded; as it was it is kept in %s", self.shown, copy)

    def _refuse_foreign_tables(self, connection: Connection) -> None:
        """An SQLite file with any table is somebody's; a PostgreSQL database may be shared while no name clashes."""
        tables = set(inspect(connection).get_table_names())
        foreign = tables if self._is_sqlite else tables & set(metadata.tables)
        if foreign:
            raise StoreError(Text.FOREIGN, url=self.shown, detail=", ".join(sorted(foreign)[:3]))

    def _told(self, error: DBAPIError) -> StoreError:
        detail = " ".join(str(error.orig).split())
        name = getattr(error.orig, "sqlite_errorname", "")
        said = next((said for start, said in _SQLITE_ERRORS.items() if name.startswith(start)), Text.FAILED)
        if not self._is_sqlite and isinstance(error, OperationalError):
            said = Text.UNREACHABLE
        return StoreError(said, url=self.shown, detail=detail)


_SQLITE_ERRORS = {
    "SQLITE_NOTADB": Text.NOT_A_DATABASE,
    "SQLITE_CORRUPT": Text.DAMAGED,
    "SQLITE_READONLY": Text.READ_ONLY,
    "SQLITE_CANTOPEN": Text.READ_ONLY,
    "SQLITE_BUSY": Text.BUSY,
}
"""Beginnings of SQLite's names for its errors (sqlite.org/rescode.html)."""


def known_revisions() -> set[str]:
    """The migrations that this version of tuanthu knows, by the names of their files (`v0005_service.py`)."""
    return {file.name[1:5] for file in (_MIGRATIONS / "versions").glob("v*.py")}


def revision_of(connection: Connection) -> str | None:
    """The migration that a database is at; None where it has none of our tables."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version = column("version_num", String)
    return connection.scalar(select(version).select_from(table(VERSION_TABLE, version)))


def migrate(connection: Connection, revision: str = HEAD) -> None:
    """Apply the migrations that are missing up to a revision, within an open transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def database_address(url: str) -> URL:
    """The address that a URL says, with the driver that we use; raises `StoreError` for what is none."""
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, ValueError, KeyError):
        raise StoreError(Text.BAD_URL, url=url.partition("@")[2] or url) from None
    if driver == _DRIVERS["sqlite"] and parsed.database in (None, "", ":memory:"):
        raise StoreError(Text.BAD_URL, url=url)
    return parsed.set(drivername=driver)


def _prepare(connection: Any, record: object) -> None:
    """Settings of every SQLite connection; transactions are begun by `_begin`, not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(1000 * BUSY_TIMEOUT)}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last portals, which are looked at again
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once where it will be needed: a reader that turns writer may find its view too old."""
    writes = connection.get_execution_options()["tuanthu_writes"]
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
