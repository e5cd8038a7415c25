"""Fills a PostgreSQL database with a backup's, in one transaction: it is brought back whole, or all is as it was."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, func, inspect, select, text

from agent.keeping.backup.archive import DamagedError
from agent.keeping.backup.dumps import script_of
from agent.store.engine import migrate
from agent.store.errors import StoreError, Text
from agent.store.schema import VERSION_TABLE
from agent.store.service_schema import metadata
from agent.texts import _

_NAME = rb'(?:\w+|"[^"]+")'
_ROWS = re.compile(rb"COPY (?:" + _NAME + rb"\.)?(\w+) \((" + _NAME + rb"(?:, " + _NAME + rb")*)\) FROM stdin;")
_COUNTER = re.compile(rb"SELECT pg_catalog\.setval\('(?:" + _NAME + rb"\.)?(\w+)', (\d+), (true|false)\);")
_ENCODING = re.compile(rb"SET client_encoding = '(\w+)';")
_IDLE = re.compile(
    rb"--.*|SET \w+ = [^;]*;|SELECT pg_catalog\.set_config\('search_path', '', false\);|\\(?:un)?restrict \w+|"
)
"""What a script says besides, that has no bearing here."""
_END = b"\\.\n"
_PATIENCE = 1.0
"""Seconds that the server may take to forget a session that has ended."""


def has_tables(connection: Connection) -> bool:
    """Whether a table of ours is in a database."""
    return bool({*metadata.tables, VERSION_TABLE} & set(inspect(connection).get_table_names()))


def others_use(connection: Connection) -> bool:
    """Whether the same user has another session in this database: a service or a command that would go on with it."""
    sessions = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    until = time.monotonic() + _PATIENCE
    while used := bool(connection.scalar(sessions)):
        if time.monotonic() > until:
            break
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        time.sleep(0.05)
    return used


def load(connection: Connection, dumped: Path, revision: str) -> None:
    """Put the tables of a dump, which are those of a revision, in the place of ours, and bring them to today's.

    Raises `DamagedError` for a script with more in it than rows of our tables, `InputError` where pg_restore refuses.
    """
    metadata.drop_all(connection)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS journal_is_kept")
    migrate(connection, revision)
    with script_of(dumped) as script:
        _run(connection, script)
    migrate(connection)


def _run(connection: Connection, script: IO[bytes]) -> None:
    """Do what a script says about the rows and counters of our own tables; one that says more is refused."""
    tables = {name.encode() for name in metadata.tables}
    encoding = "UTF8"
    for line in script:
        said = line.rstrip(b"\n")
        if (rows := _ROWS.fullmatch(said)) and rows[1] in tables:
            columns = ", ".join(f'"{name.strip(chr(34))}"' for name in rows[2].decode("ascii", "replace").split(", "))
            _copy(connection, f"COPY {rows[1].decode()} ({columns}) FROM STDIN (ENCODING '{encoding}')", script)
        elif (counter := _COUNTER.fullmatch(said)) and any(counter[1].startswith(name + b"_") for name in tables):
            connection.execute(select(func.setval(counter[1].decode(), int(counter[2]), counter[3] == b"true")))
        elif named := _ENCODING.fullmatch(said):
            encoding = named[1].decode()
        elif not _IDLE.fullmatch(said):
            raise DamagedError(_("its database holds {what}").format(what=repr(said[:100].decode("utf-8", "replace"))))


def _copy(connection: Connection, statement: str, script: IO[bytes]) -> None:
    """Hand the rows that follow to the server as they are."""
    driver: Any = connection.connection.driver_connection
    ended = False
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for line in script:
                ended = line == _END
                if ended:
                    break
                copy.write(line)
    except connection.dialect.loaded_dbapi.Error as error:
        place = connection.engine.url.render_as_string()
        raise StoreError(Text.FAILED, url=place, detail=" ".join(str(error).split())) from error
    if not ended:
        raise DamagedError(_("its database ends within a table"))
