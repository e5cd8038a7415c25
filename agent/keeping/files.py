"""Removes the files of old reports from their folder."""

from __future__ import annotations

import logging
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from agent.store.engine import Database
from agent.store.schema import audits

_log = logging.getLogger(__name__)


def remove_reports(database: Database, folder: Path, before: datetime) -> int:
    """Remove what is named after an audit of this database that began before a moment; returns how many files and
    folders went. The reports of an audit that was sealed stay, and so do those of the newest audit."""
    from agent.sealing import MANIFEST  # it loads a library for signatures

    with database.reading() as connection:
        known = list(connection.execute(select(audits.c.id, audits.c.started).order_by(audits.c.started)))
    removed = 0
    for row in known[:-1]:
        found = sorted(folder.glob(f"tuanthu-{row.id}*")) if row.started < before else []
        if any(path.name.endswith(MANIFEST) for path in found):
            continue
        removed += sum(map(_remove, found))
    return removed


def _remove(path: Path) -> bool:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        _log.warning("%s cannot be removed: %s", path, error.strerror)
        return False
    return True
