"""Gives the room of removed rows back to the disk, and tells how much of it is free."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from agent.store.engine import Database

_PATIENCE = 5
"""Seconds that an SQLite file is waited for; an audit that is saving goes first, and the next day is as good."""
_log = logging.getLogger(__name__)


def vacuum(database: Database, percent: int) -> bool:
    """Rewrite an SQLite file once `percent` of it are unused and the disk has room for a copy; on PostgreSQL nothing
    is to be done, for it does so by itself. Returns whether it was done."""
    path = sqlite_path(database)
    if path is None:
        return False
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT", connect_args={"timeout": _PATIENCE})
    try:
        with engine.connect() as connection:
            pages, unused = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "freelist_count")
            )
            if 100 * unused < percent * pages or shutil.disk_usage(path.parent).free < 2 * path.stat().st_size:
                return False
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("PRAGMA optimize")
    except DBAPIError as error:
        _log.info("the database is not rewritten today: %s", error.orig)
        return False
    finally:
        engine.dispose()
    return True


def free_bytes(database: Database) -> int | None:
    """Bytes free on the disk of an SQLite file; None for PostgreSQL, whose disk may be another machine's."""
    path = sqlite_path(database)
    return shutil.disk_usage(path.parent).free if path else None


def sqlite_path(database: Database) -> Path | None:
    """The file of an SQLite database; None for another."""
    is_file = database.url.get_backend_name() == "sqlite"
    return Path(database.url.database or "") if is_file else None
