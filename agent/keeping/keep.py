"""The daily housekeeping: removes what is kept no longer, and gives its room back."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete

from agent.journal import SERVICE, write_entry
from agent.keeping.contents import collect
from agent.keeping.files import remove_reports
from agent.keeping.prune import left_behind, prune_audit, too_old
from agent.keeping.settings import KeepingSettings
from agent.keeping.vacuum import free_bytes, vacuum
from agent.store.engine import Database
from agent.store.service_schema import notices

_MIB = 1024**2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one housekeeping removed: details of `audits` (their ids), rows of `contents` and `notices`, `files` of
    reports; `vacuumed` says whether the room was given back to the disk."""

    audits: tuple[str, ...] = ()
    contents: int = 0
    notices: int = 0
    files: int = 0
    vacuumed: bool = False


def keep(database: Database, settings: KeepingSettings, now: datetime, reports: Path | None = None) -> Kept:
    """Remove what is older than the settings say, in small transactions, and put it into the journal.

    `reports` is the folder of reports. May run beside audits, and again after it was killed at any moment. Raises
    `StoreError`.
    """
    with database.reading() as connection:
        old = too_old(connection, now - timedelta(weeks=settings.details_weeks))
        torn = left_behind(connection)
    for audit in (*torn, *old):
        prune_audit(database, audit, now)
    contents = collect(database) if old or torn else 0
    told = _remove_notices(database, now - timedelta(weeks=settings.notices_weeks))
    files = 0
    if reports is not None and settings.reports_weeks is not None:
        files = remove_reports(database, reports, now - timedelta(weeks=settings.reports_weeks))
    if told or files:
        with database.writing() as connection:
            write_entry(connection, "keep.prune", {"notices": told, "files": files}, SERVICE, now)
    kept = Kept(tuple(old), contents, told, files, vacuum(database, settings.vacuum_percent))
    _log.info("housekeeping: %d audits, %d contents, %d notices, %d files removed", len(old), contents, told, files)
    free = free_bytes(database)
    if free is not None and free < settings.least_free_mib * _MIB:
        _log.warning("only %d MiB are free beside the database %s", free // _MIB, database.shown)
    return kept


def _remove_notices(database: Database, before: datetime) -> int:
    over = notices.c.state.in_(("sent", "given_up"))
    with database.writing() as connection:
        return connection.execute(delete(notices).where(over, notices.c.created < before)).rowcount
