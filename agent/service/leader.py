"""One service a store: the lock that says which one leads. It ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, NullPool, create_engine, func, select
from sqlalchemy.exc import DBAPIError

from agent.errors import InputError
from agent.store.engine import Database
from agent.store.errors import StoreError, Text
from agent.texts import _

_LEADERS_LOCK = 7_110_214
"""Names the advisory lock of the service on PostgreSQL."""
_PATIENCE = {"connect_timeout": 10, "keepalives_idle": 30, "tcp_user_timeout": 30_000}
"""For a server that is gone without a word; seconds, the last in milliseconds."""


class Leader(Protocol):
    """A lock on a store."""

    def take(self) -> bool:
        """Whether it is ours, now or already; raises `StoreError` or `InputError` where that can't be known."""

    def held(self) -> bool:
        """Whether it still is ours."""

    def release(self) -> None:
        """Let another one have it."""


def leader_of(database: Database) -> Leader:
    """The lock of a store: on PostgreSQL one of the server's, on SQLite that of the file `….leader` beside it."""
    if database.url.get_backend_name() == "sqlite":
        return _FileLeader(Path(f"{database.url.database}.leader"))
    return _ServerLeader(database)


class _FileLeader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> bool:
        if self.held():
            return True
        self.release()
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise InputError(
                _("{file} cannot be written ({why}); check the permissions of its folder").format(
                    file=self._path, why=error.strerror
                )
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return self.held()

    def held(self) -> bool:
        """A file that somebody removed locks nobody out any more."""
        if self._file is None:
            return False
        try:
            return os.path.samestat(os.fstat(self._file), self._path.stat())
        except OSError:
            return False

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class _ServerLeader:
    def __init__(self, database: Database) -> None:
        self._engine = create_engine(
            database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_PATIENCE
        )
        self._shown = database.shown
        self._connection: Connection | None = None

    def take(self) -> bool:
        if self.held():
            return True
        self.release()
        try:
            connection = self._engine.connect()
            mine = bool(connection.scalar(select(func.pg_try_advisory_lock(_LEADERS_LOCK))))
        except DBAPIError as error:
            detail = " ".join(str(error.orig).split())
            raise StoreError(Text.UNREACHABLE, url=self._shown, detail=detail) from error
        if mine:
            self._connection = connection
        else:
            connection.close()
        return mine

    def held(self) -> bool:
        """The server lets go of the lock when the connection breaks."""
        if self._connection is None:
            return False
        try:
            return self._connection.scalar(select(1)) == 1
        except DBAPIError:
            self.release()
            return False

    def release(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.close()
            self._connection = None
