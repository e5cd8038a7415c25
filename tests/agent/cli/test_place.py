from __future__ import annotations

from pathlib import Path

import pytest

from agent.cli.place import place_of, settings_file


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "tuanthu.yaml"
    path.write_text("database: postgresql:///tinh\n")
    return path


def test_the_database_is_the_one_named_else_that_of_the_settings(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place_of("sqlite:///a.db", config) == "sqlite:///a.db"
    assert place_of(None, config) == "postgresql:///tinh"
    monkeypatch.setenv("TUANTHU_CONFIG", str(config))
    assert place_of(None, None) == "postgresql:///tinh"


def test_the_settings_file_of_a_database(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_file("sqlite:///a.db", None) is None
    assert settings_file("sqlite:///a.db", config) == config
    assert settings_file(None, config.with_name("none.yaml")) is None
    monkeypatch.setenv("TUANTHU_CONFIG", str(config))
    assert settings_file(None, None) == config
