from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.journal import Head, Journal
from agent.keeping.backup import SIGN, make_backup, restore_backup
from agent.keeping.backup.archive import unpack
from agent.store import Store
from agent.store.signs import read_sign
from policies.verdict import Outcome
from tests.agent.keeping.backup.places import empty_place
from tests.agent.keeping.made import NOW, weekly
from tests.agent.store.made import WWW, planned, record, verdict

ROOT = Path(__file__).parents[4]


def test_a_backup_tells_what_is_in_it(store: Store, tmp_path: Path) -> None:
    audits = weekly(store, 3)
    Journal(store.database).write("service.start", {}, "tuanthu")
    head = Journal(store.database).head()
    made = make_backup(store.database, tmp_path / "b.tar.gz", NOW)

    assert (made.manifest.audits, made.manifest.journal, made.manifest.revision) == (len(audits), head, "0005")
    assert unpack(made.path) == made.manifest
    assert made.path.stat().st_mode & 0o777 == 0o600
    (entry,) = Journal(store.database).entries(act="backup.make")
    with store.database.reading() as connection:
        sign = read_sign(connection, SIGN)
    assert sign is not None
    assert (sign.at, sign.value["sha256"], entry.details["sha256"]) == (NOW, made.sha256, made.sha256)


def test_what_cannot_be_read_is_told(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "tuanthu.yaml").write_text("lang: vi\n")
    settings, gone = tmp_path / "tuanthu.yaml", [tmp_path / "none.txt", tmp_path / "tuanthu.yaml" / "none.txt"]
    with Store(sqlite_url) as store:
        made = make_backup(store.database, tmp_path / "b.tar.gz", NOW, settings=settings, include=gone)

    names = {member.name: member.origin for member in made.manifest.members}
    assert names == {"database.sqlite": str(tmp_path / "audits.db"), "settings/tuanthu.yaml": str(settings)}
    assert made.unread == [str(path) for path in gone]


def test_of_a_folder_the_newest_backups_are_kept(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "tuanthu-thu.tar.gz").write_text("somebody's own")
    with Store(sqlite_url) as store:
        made = [make_backup(store.database, folder, NOW + timedelta(days=day), keep=2) for day in range(4)]

    assert [path.name for path in made[2].removed] == ["tuanthu-20261123-103000.tar.gz"]
    assert sorted(folder.iterdir()) == [made[2].path, made[3].path, folder / "tuanthu-thu.tar.gz"]


def test_the_backup_just_made_stays_whatever_the_clock_said_before(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for year in (2098, 2099):
        (folder / f"tuanthu-{year}0101-000000.tar.gz").touch()
    with Store(sqlite_url) as store:
        made = make_backup(store.database, folder, NOW, keep=2)

    assert [path.name for path in made.removed] == ["tuanthu-20980101-000000.tar.gz"]
    assert made.path.exists()


def test_an_audit_that_saves_meanwhile_is_in_it_up_to_a_moment(store: Store, url: str, tmp_path: Path) -> None:
    portals = [f"{WWW}{number}" for number in range(60)]
    audit = planned(store, NOW, subjects=portals)
    some = threading.Event()

    def save() -> None:
        for number, portal in enumerate(portals):
            store.save_portal(audit.id, record(portal, NOW, number=number), [verdict(Outcome.FAIL)])
            if number == 5:
                some.set()

    thread = threading.Thread(target=save)
    thread.start()
    some.wait(30)
    made = make_backup(store.database, tmp_path / "b.tar.gz", NOW)
    thread.join()

    place = empty_place(url, tmp_path)
    restore_backup(made.path, place, NOW)
    with Store(place) as restored:
        records, judged = restored.records(audit.id), restored.verdicts(audit.id)
        assert len(records) >= 6
        assert [each.portal["url"] for each in records] == portals[: len(records)]
        assert set(judged) == {finding.portal for finding in restored.findings()} == set(portals[: len(records)])
        assert restored.remaining(audit.id) == portals[len(records) :]


def test_a_backup_that_is_killed_leaves_the_old_one_and_the_next_works(sqlite_url: str, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.gz"
    with Store(sqlite_url) as store:
        first = make_backup(store.database, target, NOW)
        (tmp_path / "big").write_bytes(os.urandom(50_000_000))
        code = (
            "import sys; from datetime import datetime, UTC; from pathlib import Path;"
            "from agent.keeping.backup import make_backup; from agent.store.engine import Database;"
            "make_backup(Database(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC), include=[Path(sys.argv[3])])"
        )
        arguments = [sys.executable, "-c", code, sqlite_url, str(target), str(tmp_path / "big")]
        with subprocess.Popen(arguments, cwd=ROOT) as process:
            while not list(tmp_path.glob(".tuanthu-backup-*/backup.tar.gz")):
                time.sleep(0.01)
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)
        assert unpack(target) == first.manifest
        (left,) = tmp_path.glob(".tuanthu-backup-*")
        os.utime(left, (0, 0))
        make_backup(store.database, target, NOW)
    assert list(tmp_path.glob(".tuanthu-*")) == []


def test_a_folder_that_is_not_there_is_one_sentence(sqlite_url: str, tmp_path: Path) -> None:
    with Store(sqlite_url) as store, pytest.raises(InputError, match="No such file"):
        make_backup(store.database, tmp_path / "none" / "b.tar.gz", NOW)


def test_the_archive_is_an_ordinary_one(sqlite_url: str, tmp_path: Path) -> None:
    with Store(sqlite_url) as store:
        made = make_backup(store.database, tmp_path / "b.tar.gz", NOW)
    with tarfile.open(made.path) as archive:
        assert archive.getnames() == ["database.sqlite", "manifest.json"]
        manifest = archive.extractfile("manifest.json")
        assert manifest is not None
        assert json.loads(manifest.read())["journal"] == str(Head(0, "0" * 64))
