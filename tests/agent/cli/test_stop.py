"""`tuanthu stop`: halts, says so, and lets traffic flow again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.auditing.stopping import FILE, StopSwitch
from agent.cli.main import status_of
from agent.store import Store


@pytest.fixture
def db(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'tuanthu.db'}"
    Store(url).close()
    return url


def test_a_stop_stands_until_it_is_lifted(
    db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "vi")
    assert status_of(["stop", "--db", db, "--why", "cổng chậm"]) == 0
    assert "Mọi kết nối đã dừng từ" in capsys.readouterr().out
    with Store(db) as store:
        asked = StopSwitch(store.database).asked()
    assert asked is not None
    assert asked.why == "cổng chậm"
    assert (tmp_path / FILE).exists()
    assert status_of(["stop", "--db", db, "--lift"]) == 0
    assert "Đã cho phép kết nối trở lại" in capsys.readouterr().out
    assert not (tmp_path / FILE).exists()


def test_json_tells_who_asked_and_where_the_file_is(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(["stop", "--db", db, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["halted"], told["file"], told["why"]) == (True, str(tmp_path / FILE), "")
    assert status_of(["stop", "--db", db, "--lift", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["halted"] is False


def test_the_settings_name_database_and_file(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "tuanthu.yaml"
    settings.write_text(f"database: {db}\nstop_file: {tmp_path / 'dung'}\n", "utf-8")
    assert status_of(["stop", "--config", str(settings)]) == 0
    assert (tmp_path / "dung").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--lift", "--why", "x"], "--why belongs to a stop"),
        (["--why", "x" * 201], "--why is longer than 200 characters"),
        (["--config", "tuanthu.yaml"], "cannot be changed: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: list[str],
    told: str,
    db: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TUANTHU_LANG", "en")
    (tmp_path / "tuanthu.yaml").write_text(f"database: {db}\nstop_file: {tmp_path / 'none' / 'dung'}\n", "utf-8")
    assert status_of(["stop", "--db", db, *arguments]) == 2
    assert told in capsys.readouterr().err


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert status_of(["stop", "--db", f"sqlite:///{tmp_path / 'none.db'}"]) == 2
    assert list(tmp_path.iterdir()) == []
