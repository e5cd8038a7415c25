"""Makes a backup: everything in one file, read back before it takes its place."""

from __future__ import annotations

import hashlib
import logging
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from agent.errors import InputError
from agent.journal import write_entry
from agent.keeping.backup.archive import DamagedError, Source, add, add_manifest, clear_left, unpack
from agent.keeping.backup.belongings import belongings
from agent.keeping.backup.dumps import NAMES, dump
from agent.keeping.backup.manifest import Manifest
from agent.store.engine import Database
from agent.store.signs import keep_sign
from agent.texts import _
from reports.wording import ZONE

SIGN = "backup"
"""The sign of life that says when the last backup was made, and which."""
_OURS = re.compile(r"tuanthu-\d{8}-\d{6}\.tar\.gz")
_STAGING = ".tuanthu-backup-"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: its file, SHA-256 (hex), bytes and manifest; what could not be read and is not in it;
    older ones that went."""

    path: Path
    sha256: str
    size: int
    manifest: Manifest
    unread: Sequence[str]
    removed: Sequence[Path]


def make_backup(
    database: Database,
    target: Path,
    now: datetime,
    *,
    settings: Path | None = None,
    include: Sequence[Path] = (),
    keep: int | None = None,
) -> Backup:
    """Save the database, what belongs to it (`belongings`), and files or folders to `include`, into a file `target`, or
    into a file in a folder of that name.

    The file appears whole and proved, or the old one stays; of a folder's own backups the newest `keep` are kept.
    Raises `InputError` and `StoreError`.
    """
    path = target / f"tuanthu-{now.astimezone(ZONE):%Y%m%d-%H%M%S}.tar.gz" if target.is_dir() else target
    try:
        clear_left(path.parent, _STAGING)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=_STAGING) as staging:
            part = Path(staging) / "backup.tar.gz"
            unread: list[str] = []
            manifest = _write(part, database, now, list(belongings(database, settings, include)), unread)
            if unpack(part) != manifest:
                raise DamagedError(_("its manifest reads back differently"))
            digest, size = _digest(part), part.stat().st_size
            part.chmod(0o600)
            part.replace(path)
        removed = _rotate(path, keep) if target.is_dir() and keep is not None else []
    except (OSError, sqlite3.Error, DamagedError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise InputError(_("the backup {path} cannot be made: {why}").format(path=path, why=why)) from error
    told = {"file": str(path.absolute()), "sha256": digest, "bytes": size, "journal": str(manifest.journal)}
    with database.writing() as connection:
        write_entry(connection, "backup.make", {**told, "unread": unread, "removed": len(removed)}, now=now)
        keep_sign(connection, SIGN, now, told)
    return Backup(path, digest, size, manifest, unread, removed)


def _write(part: Path, database: Database, now: datetime, others: Sequence[Source], unread: list[str]) -> Manifest:
    dumped = dump(database, part.parent)
    with tarfile.open(part, "x:gz", format=tarfile.PAX_FORMAT) as archive:
        members = [add(archive, Source(NAMES[dumped.kind], dumped.path, database.shown))]
        dumped.path.unlink()
        for source in others:
            try:
                members.append(add(archive, source))
            except (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                _log.warning("%s is not in the backup: %s", source.path, error.strerror)
                unread.append(str(source.path))
        manifest = Manifest(
            now, metadata.version("tuanthu"), dumped.kind, dumped.revision, dumped.audits, dumped.journal, members
        )
        add_manifest(archive, manifest)
    return manifest


def _rotate(made: Path, keep: int) -> list[Path]:
    """Remove all of a folder's own backups but the one just made and the newest of the others; their names sort by
    time, and a clock that was wrong may have named some after times to come."""
    others = sorted(path for path in made.parent.iterdir() if _OURS.fullmatch(path.name) and path != made)
    old = others[: max(0, len(others) - keep + 1)]
    for path in old:
        path.unlink()
    return old


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
