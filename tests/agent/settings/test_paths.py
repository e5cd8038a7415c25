"""Paths in a settings file start at its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.settings import ServiceSettings, load_settings
from agent.settings.paths import anchored
from tests.agent.settings.conftest import Write

SMTP = "notices:\n  smtp:\n    host: mail.test\n    sender: tuanthu@so.test\n"


def test_relative_paths_start_at_the_folder_of_the_file(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(SMTP + "    user: tuanthu\n    password_file: smtp\ndatabase: sqlite:///data/a.db\nreports: out\n")
    monkeypatch.chdir("/")
    settings = load_settings(file)
    assert settings.notices.smtp is not None
    assert settings.notices.smtp.password_file == tmp_path / "smtp"
    assert settings.database == f"sqlite:///{tmp_path}/data/a.db"
    assert settings.reports == tmp_path / "out"


def test_paths_are_found_in_lists_and_groups_and_nothing_else_is_touched() -> None:
    hook = {"name": "bot", "url": "a/b", "secret_file": "key", "header_files": {"X-Key": "keys/x", "Y": "/abs"}}
    data = {
        "notices": {"webhooks": [hook, "none"], "soc": ["a"], "smtp": None},
        "contact": "a/b",
        "unknown": {"a": "b"},
    }
    found = anchored(data, ServiceSettings, Path("/etc/tuanthu"))
    assert found["notices"]["webhooks"] == [
        hook | {"secret_file": "/etc/tuanthu/key", "header_files": {"X-Key": "/etc/tuanthu/keys/x", "Y": "/abs"}},
        "none",
    ]
    assert {**found, "notices": 0} == {**data, "notices": 0}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("sqlite:///a.db", "sqlite:////etc/a.db"),
        ("sqlite:////b/a.db?mode=rw", "sqlite:////b/a.db?mode=rw"),
        ("postgresql://a:b%40c@db.test/a", "postgresql://a:b%40c@db.test/a"),
        ("no url", "no url"),
    ],
)
def test_a_database_in_a_file_is_a_path_too(given: str, found: str) -> None:
    assert anchored({"database": given}, ServiceSettings, Path("/etc")) == {"database": found}
