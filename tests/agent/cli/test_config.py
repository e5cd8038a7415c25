"""`tuanthu config`: exit status, words and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.cli.main import status_of
from tests.commands import result_of, tuanthu


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")


def settings(folder: Path, text: str = "") -> Path:
    """A settings file whose paths lie in its folder."""
    file = folder / "tuanthu.yaml"
    file.write_text(f"database: sqlite:///a.db\nreports: .\n{text}", "utf-8")
    return file


def config(*arguments: object) -> int:
    """The status of `tuanthu config` in this process."""
    return status_of(["config", *map(str, arguments)])


def test_sound_settings_are_status_0_and_others_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = settings(tmp_path)
    assert config("check", "--config", file) == 0
    assert "The settings are sound." in capsys.readouterr().out
    settings(tmp_path, "notices: {smtp: {host: a, sender: a@b.test, user: a, password_file: none}}\n")
    assert config("check", "--config", file, "--json") == 2
    document = json.loads(capsys.readouterr().out)
    assert document["sound"] is False
    assert [finding["about"] for finding in document["findings"] if not finding["ok"]] == ["notices.smtp.password_file"]


def test_settings_that_are_wrong_are_told_by_line_and_cure(tmp_path: Path) -> None:
    refused = tuanthu("config", "check", "--config", settings(tmp_path, "raports: a\n"))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "tuanthu.yaml, line 3, raports: this key isn't known here" in refused.stderr
    assert "did you mean reports?" in refused.stderr


def test_what_holds_is_shown_with_who_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = settings(tmp_path, "contact: soc@so.test\n")
    listed = {row["setting"]: row for row in result_of("config", "show", "--config", file)}
    assert listed["contact"] == {"setting": "contact", "value": "soc@so.test", "from": f"{file}:3"}
    monkeypatch.setenv("TUANTHU_LOG", "debug")
    assert config("show", "--config", file) == 0
    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines() if line.strip()}
    assert lines["log.level"] == ["DEBUG", "TUANTHU_LOG"]
    assert lines["log.format"] == ["human", "default"]


def test_templates_are_printed_or_written_and_never_over_another_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert config("template", "tuanthu.service") == 0
    printed = capsys.readouterr().out
    assert "[Service]" in printed
    names = ("tuanthu.yaml", "tuanthu.service", "tuanthu-backup.timer")
    assert config("template", *names, "-o", tmp_path / "out") == 0
    assert {file.name for file in (tmp_path / "out").iterdir()} == set(names)
    assert (tmp_path / "out" / "tuanthu.service").read_text("utf-8") == printed
    assert config("template", "tuanthu.yaml", "-o", tmp_path / "out") == 2
    assert "--overwrite" in capsys.readouterr().err
    assert config("template", "tuanthu.yaml", "-o", tmp_path / "out", "--overwrite") == 0


def test_a_template_that_is_not_there_names_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert config("template", "tuanthu.socket") == 2
    assert "tuanthu-backup.timer" in capsys.readouterr().err
