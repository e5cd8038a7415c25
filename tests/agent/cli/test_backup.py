"""`tuanthu backup` and `tuanthu restore`: saved in one command, brought back in one."""

from __future__ import annotations

from pathlib import Path

from agent.journal import Journal
from agent.store import Store
from tests.agent.keeping.made import weekly
from tests.commands import result_of, tuanthu


def database(folder: Path) -> str:
    url = f"sqlite:///{folder / 'tuanthu.db'}"
    with Store(url) as store:
        weekly(store, 2)
        Journal(store.database).write("service.start", {}, "tuanthu")
    return url


def test_a_service_is_saved_with_its_settings_and_brought_back(tmp_path: Path) -> None:
    url = database(tmp_path)
    settings = tmp_path / "tuanthu.yaml"
    settings.write_text(f"database: {url}\n")
    (tmp_path / "backups").mkdir()
    made = result_of("backup", tmp_path / "backups", "--config", settings, "--keep", 1)
    saved = Path(made["file"])
    assert [member["name"] for member in made["manifest"]["members"]] == ["database.sqlite", "settings/tuanthu.yaml"]

    place = f"sqlite:///{tmp_path}/new.db"
    told = tuanthu("restore", saved, "--db", place, "--files", tmp_path / "files", lang="vi")
    assert told.returncode == 0, told.stderr
    assert "2 đợt đánh giá, nhật ký đến 1:" in told.stdout
    assert (tmp_path / "files" / "settings" / "tuanthu.yaml").read_text() == settings.read_text()
    with Store(url) as store, Store(place) as again:
        assert again.audits() == store.audits()

    refused = tuanthu("restore", saved, "--db", place)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "holds a database already" in refused.stderr


def test_what_is_not_in_it_is_told(tmp_path: Path) -> None:
    url = database(tmp_path)
    told = tuanthu("backup", tmp_path / "b.tar.gz", "--db", url, "--include", tmp_path / "none")
    assert told.returncode == 0
    assert f"cannot be read: {tmp_path}/none" in told.stderr
    assert "2 audits, 1 files, journal up to 1:" in told.stdout


def test_keeping_some_needs_a_folder(tmp_path: Path) -> None:
    told = tuanthu("backup", tmp_path / "b.tar.gz", "--db", database(tmp_path), "--keep", 3)
    assert told.returncode == 2
    assert "--keep needs a folder" in told.stderr
