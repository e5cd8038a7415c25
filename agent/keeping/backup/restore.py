"""Brings a backup back: into a place where nothing is, unless told to overwrite what is there."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, func, inspect, select
from sqlalchemy.exc import DBAPIError

from agent.errors import InputError
from agent.journal import Broken, verify_journal, write_entry
from agent.keeping.backup.archive import DamagedError, unpack
from agent.keeping.backup.belongings import FOLDERS
from agent.keeping.backup.dumps import NAMES, check_whole, run_tool
from agent.keeping.backup.manifest import Manifest
from agent.output import ensure_writable
from agent.service.leader import leader_of
from agent.store.engine import Database, database_address, known_revisions
from agent.store.errors import StoreError, Text
from agent.store.schema import VERSION_TABLE, audits
from agent.store.service_schema import metadata
from agent.texts import _


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
            _prove(f"sqlite:///{dumped}", manifest, file)
            _put(dumped, Path(address.database or ""), force)
        else:
            _load(dumped, url, address, manifest, force)
        _prove(url, manifest, file)
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
        with tempfile.TemporaryDirectory(dir=folder, prefix=".tuanthu-restore-") as staging:
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


def _prove(url: str, manifest: Manifest, file: Path) -> None:
    """Bring a database to today's tables and compare it with the manifest of its backup."""
    try:
        database = Database(url, create=False)
        try:
            with database.reading() as connection:
                if database.url.get_backend_name() == "sqlite":
                    check_whole(connection)
                chain = verify_journal(connection, manifest.journal)
                counted = connection.scalar(select(func.count()).select_from(audits))
        finally:
            database.close()
    except sqlite3.DatabaseError as error:
        raise _damaged(file, str(error)) from error
    if isinstance(chain, Broken):
        raise _damaged(file, _("its journal is broken at entry {number}").format(number=chain.number))
    if chain.head != manifest.journal or counted != manifest.audits:
        raise _damaged(file, _("its database is not the one that its manifest tells of"))


def _put(dumped: Path, target: Path, force: bool) -> None:
    """Put an SQLite file in its place, in one step."""
    beside = [target.with_name(target.name + end) for end in ("-wal", "-shm", "-journal")]
    if target.exists() and not force:
        raise InputError(_("{place} holds a database already; name another one, or --force").format(place=target))
    with _alone(target):
        dumped.chmod(0o640)
        dumped.replace(target)
        for path in beside:
            path.unlink(missing_ok=True)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Make sure that nobody uses an SQLite file, and no service leads on it meanwhile."""
    with target.with_name(f"{target.name}.leader").open("a") as leader:
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
    """Fill a PostgreSQL database: tables as they were when the backup was made, then their rows."""
    engine = create_engine(address)
    place = address.render_as_string()
    try:
        name, ours = _looked_at(engine)
        if ours:
            if not force:
                raise InputError(
                    _("{place} holds a database already; name another one, or --force").format(place=place)
                )
            if _is_led(url):
                raise _in_use(place)
            _drop(engine)
        Database(url, revision=manifest.revision).close()
        options = ["--data-only", "--single-transaction", "--exit-on-error", f"--dbname={name}"]
        try:
            run_tool("pg_restore", address, *options, str(dumped))
        except InputError:
            _drop(engine)
            raise
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


def _looked_at(engine: Engine) -> tuple[str, bool]:
    """The name of a database, and whether a table of ours is in it."""
    with engine.connect() as connection:
        ours = {*metadata.tables, VERSION_TABLE} & set(inspect(connection).get_table_names())
        return connection.scalar(select(func.current_database())) or "", bool(ours)


def _drop(engine: Engine) -> None:
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS journal_is_kept")


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
