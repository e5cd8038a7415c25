"""Copies an SQLite database that others are writing to."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def copy_sqlite(source: Path, target: Path) -> Path:
    """Copy the database as it is at one moment; the target is there whole, or as it was before.

    Writers go on meanwhile. Raises `OSError` (`ENOSPC` before the disk is full) and `sqlite3.Error`.
    """
    written_ahead = source.with_name(source.name + "-wal")
    needed = sum(path.stat().st_size for path in (source, written_ahead) if path.exists())
    if shutil.disk_usage(target.parent).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(part)) as copy:
            original.backup(copy)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target
