"""Brings a backup back: into a place where nothing is, unless told to overwrite what is there."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, func, select
from sqlalchemy.exc import DBAPIError

from agent.errors import InputError
from agent.journal import Broken, verify_journal, write_entry
from agent.keeping.backup.archive import DamagedError, clear_left, unpack
from agent.keeping.backup.belongings import FOLDERS
from agent.keeping.backup.dumps import NAMES, check_whole
from agent.keeping.backup.loading import has_tables, load, others_use
from agent.keeping.backup.manifest import Manifest
from agent.output import ensure_writable
from agent.service.leader import leader_of
from agent.store.engine import Database, database_address, known_revisions
from agent.store.errors import StoreError, Text
from agent.store.schema import audits
from agent.texts import _

_STAGING = ".tuanthu-restore-"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: the manifest of the backup, and the other files that were written, where asked for."""

    manifest: Manifest
    files: tuple[Path, ...]


def restore_backup(file: Path, url: str, now: datetime, *, force: bool = False, files: Path | None = None) -> Restored:
    """Bring the database of a backup back at `url`, and its other files into an empty folder where one is named.

    The whole backup is proved before anything is touched, the journal's chain before and after. Raises `InputError`
    for a damaged backup, for a database or a folder that holds something already (a database is overwritten with
    `force`), and for one in use; `StoreError`.
    """
    address = database_address(url)
    with _staged(file, _folder_for(address, files)) as (staging, manifest):
        if manifest.database != address.get_backend_name():
            raise InputError(
                _("the backup {file} is of a {kind} database; name one of that kind with --db").format(
                    file=file, kind=manifest.database
                )
            )
        if manifest.revision not in known_revisions():
            raise InputError(
                _("the backup {file} was made by a newer version of tuanthu, {version}; install that one").format(
                    file=file, version=manifest.version
                )
            )
        if files is not None and files.exists() and any(files.iterdir()):
            raise InputError(_("the folder {folder} is not empty; name another one").format(folder=files))
        if files is not None:
            ensure_writable(files)
        dumped = staging / NAMES[manifest.database]
        if manifest.database == "sqlite":
            _prove(f"sqlite:///{dumped}", manifest)
            _put(dumped, Path(address.database or ""), force)
        else:
            _load(dumped, url, address, manifest, force)
        _prove(url, manifest)
        written = _hand_over(staging, files) if files is not None else ()
    database = Database(url, create=False)
    try:
        with database.writing() as connection:
            told = {"file": str(file), "made": manifest.made.isoformat(), "journal": str(manifest.journal)}
            write_entry(connection, "backup.restore", told, now=now)
    finally:
        database.close()
    return Restored(manifest, written)


@contextmanager
def _staged(file: Path, folder: Path | None) -> Iterator[tuple[Path, Manifest]]:
    """The files of a backup, proved, in a folder that lasts as long as this."""
    try:
        if folder is not None:
            clear_left(folder, _STAGING)
        with tempfile.TemporaryDirectory(dir=folder, prefix=_STAGING) as staging:
            manifest = unpack(file, Path(staging))
            yield Path(staging), manifest
    except DamagedError as error:
        raise _damaged(file, str(error)) from error
    except OSError as error:
        why = error.strerror or error
        raise InputError(_("the backup {file} cannot be restored: {why}").format(file=file, why=why)) from error


def _folder_for(address: URL, files: Path | None) -> Path | None:
    """A folder on the disk that the database, or else the files, will be on."""
    place = Path(address.database or "") if address.get_backend_name() == "sqlite" else files
    folder = place.absolute().parent if place is not None else None
    if folder is not None and not folder.is_dir():
        raise InputError(_("there is no folder {folder}; make it or name another one").format(folder=folder))
    return folder


def _prove(url: str, manifest: Manifest) -> None:
    """Bring a database to today's tables and compare it with the manifest of its backup; raises `DamagedError`."""
    try:
        database = Database(url, create=False)
        try:
            with database.reading() as connection:
                if database.url.get_backend_name() == "sqlite":
                    check_whole(connection)
                _compare(connection, manifest)
        finally:
            database.close()
    except sqlite3.DatabaseError as error:
        raise DamagedError(str(error)) from error


def _compare(connection: Connection, manifest: Manifest) -> None:
    """Raise `DamagedError` for a database that is not the one that a manifest tells of."""
    chain = verify_journal(connection, manifest.journal)
    if isinstance(chain, Broken):
        raise DamagedError(_("its journal is broken at entry {number}").format(number=chain.number))
    if chain.head != manifest.journal or connection.scalar(select(func.count()).select_from(audits)) != manifest.audits:
        raise DamagedError(_("its database is not the one that its manifest tells of"))


def _put(dumped: Path, target: Path, force: bool) -> None:
    """Put an SQLite file in its place, in one step."""
    beside = [target.with_name(target.name + end) for end in ("-wal", "-shm", "-journal")]
    if target.exists() and not force:
        raise InputError(_("{place} holds a database already; name another one, or --force").format(place=target))
    with _alone(target):
        dumped.chmod(0o640)
        _give(dumped, target)
        for path in beside:
            path.unlink(missing_ok=True)  # first: SQLite would put what they hold into the new file
        dumped.replace(target)


def _give(path: Path, target: Path) -> None:
    """What root brings back belongs to whom the database belonged, or its folder does: the service has to write it."""
    if os.geteuid() == 0:
        owner = (target if target.exists() else target.absolute().parent).stat()
        os.chown(path, owner.st_uid, owner.st_gid)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Make sure that nobody uses an SQLite file, and no service leads on it meanwhile."""
    lock = target.with_name(f"{target.name}.leader")
    with lock.open("a") as leader:
        _give(lock, target)
        try:
            fcntl.flock(leader, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _in_use(str(target)) from None
        if target.exists():
            with closing(sqlite3.connect(target, timeout=0)) as connection:
                try:
                    connection.execute("PRAGMA journal_mode = DELETE")  # refused while anybody has it open
                except sqlite3.OperationalError:
                    raise _in_use(str(target)) from None
                except sqlite3.DatabaseError:
                    pass  # what is damaged is what backups are for
        yield


def _load(dumped: Path, url: str, address: URL, manifest: Manifest, force: bool) -> None:
    """Fill a PostgreSQL database; until all is proved it stays as it was."""
    engine = create_engine(address)
    place = address.render_as_string()
    try:
        with engine.connect() as connection:
            taken = has_tables(connection)
        if taken and not force:
            raise InputError(_("{place} holds a database already; name another one, or --force").format(place=place))
        led = taken and _is_led(url)
        with engine.begin() as connection:
            if led or (taken and others_use(connection)):
                raise _in_use(place)
            load(connection, dumped, manifest.revision)
            _compare(connection, manifest)
    except DBAPIError as error:
        detail = " ".join(str(error.orig).split())
        raise StoreError(Text.UNREACHABLE, url=place, detail=detail) from error
    finally:
        engine.dispose()


def _is_led(url: str) -> bool:
    """Whether a service leads on a database; one that can't be opened is led by none."""
    try:
        database = Database(url)
    except StoreError:
        return False
    leader = leader_of(database)
    try:
        return not leader.take()
    finally:
        leader.release()
        database.close()


def _hand_over(staging: Path, files: Path) -> tuple[Path, ...]:
    """Move all but the database to where it was asked for."""
    for name in FOLDERS:
        if (staging / name).exists():
            shutil.move(staging / name, files / name)
    return tuple(each for each in sorted(files.rglob("*")) if each.is_file())


def _in_use(place: str) -> InputError:
    return InputError(_("{place} is in use; stop the service and every command on it first").format(place=place))


def _damaged(file: Path, why: str) -> InputError:
    return InputError(_("the backup {file} is damaged ({why}); take another one").format(file=file, why=why))
