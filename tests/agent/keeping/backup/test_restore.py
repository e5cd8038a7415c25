from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from agent.errors import InputError
from agent.journal import Journal, Verified
from agent.keeping.backup import make_backup, restore_backup
from agent.keeping.backup.archive import unpack
from agent.service.leader import leader_of
from agent.store import Store, StoreError
from policies.verdict import Outcome
from tests.agent.keeping.backup.places import empty_place
from tests.agent.keeping.made import NOW, weekly
from tests.agent.store.made import look, verdict

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def backup(store: Store, tmp_path: Path) -> Path:
    """A backup of three audits with two entries in the journal, and of a folder."""
    weekly(store, 3)
    for number in range(2):
        Journal(store.database).write("audit.finish", {"number": number}, "tuanthu")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "qd.pdf").write_bytes(b"%PDF")
    return make_backup(store.database, tmp_path / "b.tar.gz", NOW, include=[tmp_path / "papers"]).path


def test_all_is_as_it_was(store: Store, url: str, backup: Path, tmp_path: Path) -> None:
    place = empty_place(url, tmp_path)
    restored = restore_backup(backup, place, LATER, files=tmp_path / "files")

    assert [path.read_bytes() for path in restored.files] == [b"%PDF"]
    with Store(place) as again:
        assert again.audits() == store.audits()
        assert again.findings() == store.findings()
        for audit in store.audits():
            assert again.records(audit.id) == store.records(audit.id)
            assert again.verdicts(audit.id) == store.verdicts(audit.id)
        *before, entry = Journal(again.database).entries()
        assert before == Journal(store.database).entries()[:2]
        assert (entry.act, entry.at) == ("backup.restore", LATER)
        assert isinstance(Journal(again.database).verify(restored.manifest.journal), Verified)
        look(again, LATER, verdict(Outcome.FAIL))
        assert len(again.findings()) == len(store.findings()) + 1
        with pytest.raises(StoreError), again.database.writing() as connection:
            connection.execute(text("DELETE FROM journal"))


def test_what_is_there_is_overwritten_only_when_told(store: Store, url: str, backup: Path, tmp_path: Path) -> None:
    place = empty_place(url, tmp_path)
    with Store(place) as other:
        (audit,) = weekly(other, 1, LATER)
    with pytest.raises(InputError, match="holds a database already"):
        restore_backup(backup, place, LATER)
    with Store(place) as other:
        assert other.audits() == [audit]

    restore_backup(backup, place, LATER, force=True)
    with Store(place) as again:
        assert again.audits() == store.audits()


def test_nothing_is_overwritten_under_a_service(url: str, backup: Path, tmp_path: Path) -> None:
    place = empty_place(url, tmp_path)
    with Store(place) as other:
        leader = leader_of(other.database)
        assert leader.take()
        with pytest.raises(InputError, match="in use"):
            restore_backup(backup, place, LATER, force=True)
        leader.release()
        assert other.audits() == []


def test_nothing_is_overwritten_under_a_command(url: str, tmp_path: Path) -> None:
    with Store(url) as store:
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
        with pytest.raises(InputError, match="in use"):
            restore_backup(backup, url, LATER, force=True)
    restore_backup(backup, url, LATER, force=True)


def test_a_database_that_is_damaged_is_overwritten(sqlite_url: str, tmp_path: Path) -> None:
    with Store(sqlite_url) as store:
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
    (tmp_path / "audits.db").write_bytes(b"damaged" * 999)
    restore_backup(backup, sqlite_url, LATER, force=True)
    with Store(sqlite_url) as store:
        assert store.audits() == []


@pytest.mark.parametrize("where", [0.0, 0.5, 0.999])
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "changed"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    sqlite_url: str, tmp_path: Path, where: float, cut: bool
) -> None:
    with Store(sqlite_url) as store:
        weekly(store, 1)
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
    data = backup.read_bytes()
    place = int(len(data) * where)
    changed = bytes([data[place] ^ 0x10])
    backup.write_bytes(data[:place] if cut else data[:place] + changed + data[place + 1 :])
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.suffix == ".db"}

    with pytest.raises(InputError, match="is damaged"):
        restore_backup(backup, f"sqlite:///{tmp_path}/restored.db", LATER)
    with pytest.raises(InputError, match="is damaged"):
        restore_backup(backup, sqlite_url, LATER, force=True)
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.suffix == ".db"} == before


def dumped(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest).encode()


def archived(target: Path, files: dict[str, bytes]) -> Path:
    """An archive of some files."""
    with tarfile.open(target, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target


def forged(backup: Path, change: str) -> Path:
    """A backup whose database somebody changed, and made a manifest that fits."""
    folder = backup.with_name("forged")
    manifest = unpack(backup, folder).as_json()
    file = folder / "database.sqlite"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
    data = file.read_bytes()
    manifest["members"][0] |= {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    return archived(backup.with_name("forged.tar.gz"), {"database.sqlite": data, "manifest.json": dumped(manifest)})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE journal SET actor = 'an' WHERE number = 1", "its journal is broken at entry 1"),
        ("DELETE FROM journal WHERE number = 2", "its journal is broken at entry 2"),
        ("UPDATE audits SET id = id", None),
    ],
)
def test_a_journal_that_is_broken_is_not_brought_back(
    sqlite_url: str, tmp_path: Path, change: str, told: str | None
) -> None:
    with Store(sqlite_url) as store:
        for _ in range(2):
            Journal(store.database).write("stop.ask", {})
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
    place = f"sqlite:///{tmp_path}/restored.db"
    file = forged(backup, change)
    if told is None:
        assert restore_backup(file, place, LATER).manifest.audits == 0
        return
    with pytest.raises(InputError, match=told):
        restore_backup(file, place, LATER)
    assert not (tmp_path / "restored.db").exists()


def test_a_backup_of_another_kind_of_a_newer_version_or_into_a_full_folder_is_refused(
    sqlite_url: str, tmp_path: Path
) -> None:
    with Store(sqlite_url) as store:
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
    with pytest.raises(StoreError, match="address of a database"):
        restore_backup(backup, "mysql:///none", LATER)
    with pytest.raises(InputError, match="of a sqlite database"):
        restore_backup(backup, "postgresql:///none", LATER)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    with pytest.raises(InputError, match="not empty"):
        restore_backup(backup, f"sqlite:///{tmp_path}/restored.db", LATER, files=tmp_path / "full")
    newer = tmp_path / "newer.tar.gz"
    newer.write_bytes(
        gzip.compress(gzip.decompress(backup.read_bytes()).replace(b'"revision": "0005"', b'"revision": "0999"'))
    )
    with pytest.raises(InputError, match="newer version"):
        restore_backup(newer, f"sqlite:///{tmp_path}/restored.db", LATER)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_brings_back_is_the_service_s_to_write(sqlite_url: str, tmp_path: Path) -> None:
    with Store(sqlite_url) as store:
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
    folder = tmp_path / "lib"
    folder.mkdir()
    os.chown(folder, 65534, 65533)
    for force in (False, True):
        restore_backup(backup, f"sqlite:///{folder}/restored.db", LATER, force=force)
        assert {(path.stat().st_uid, path.stat().st_gid) for path in folder.iterdir()} == {(65534, 65533)}
        os.chown(folder, 0, 0)  # whom the database belonged to counts more than its folder


def test_what_a_killed_restore_left_goes(sqlite_url: str, tmp_path: Path) -> None:
    for name in (".tuanthu-restore-old", ".tuanthu-restore-new"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / ".tuanthu-restore-old", (0, 0))
    with Store(sqlite_url) as store:
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
    restore_backup(backup, f"sqlite:///{tmp_path}/restored.db", LATER)

    assert [path.name for path in tmp_path.glob(".tuanthu-*")] == [".tuanthu-restore-new"]


def changed(backup: Path, change: Callable[[bytes], bytes]) -> Path:
    """A backup of PostgreSQL whose dump somebody changed, and made a manifest that fits."""
    folder = backup.with_name("changed")
    shutil.rmtree(folder, ignore_errors=True)
    manifest = unpack(backup, folder).as_json()
    file = folder / "database.pgdump"
    before = file.read_bytes()
    data = change(before)
    assert data != before
    manifest["members"][0] |= {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    return archived(backup.with_name("changed.tar.gz"), {"database.pgdump": data, "manifest.json": dumped(manifest)})


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data.replace(b"tuanthu\tstop.ask", b"tuanthu\tstop.asx"), "its journal is broken at entry 1"),
        (lambda data: data.replace(b"COPY public.journal (", b"COPY public.secrets ("), "its database holds"),
        (lambda data: data.replace(b") FROM stdin;", b") FROM '/tm';"), "its database holds"),
        (lambda data: data.replace(b"\t2026-11-21\t", b"\t2026-99-21\t"), "refused"),
        (lambda data: b"PGDMP\xff\xff" + data[7:], "pg_restore failed: .*version"),
    ],
    ids=["journal", "foreign table", "file of the server", "bad row", "newer pg_dump"],
)
def test_what_is_there_stays_until_the_dump_is_proved(
    postgresql_url: str, tmp_path: Path, change: Callable[[bytes], bytes], told: str
) -> None:
    with Store(postgresql_url) as store:
        weekly(store, 1)
        Journal(store.database).write("stop.ask", {}, "tuanthu")
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
        (later,) = weekly(store, 1, LATER)
    empty = empty_place(postgresql_url, tmp_path)

    for place in (postgresql_url, empty):
        with pytest.raises((InputError, StoreError), match=told):
            restore_backup(changed(backup, change), place, LATER, force=True)
    with Store(postgresql_url) as store:
        assert later in store.audits()
        assert isinstance(Journal(store.database).verify(), Verified)
    restore_backup(backup, empty, LATER)


@pytest.mark.postgresql
def test_a_server_that_does_not_answer_is_told(postgresql_url: str, tmp_path: Path) -> None:
    with Store(postgresql_url) as store:
        backup = make_backup(store.database, tmp_path / "b.tar.gz", NOW).path
    with pytest.raises(StoreError, match="can't be reached"):
        restore_backup(backup, f"postgresql://tuanthu@/none?host={tmp_path}", LATER)
