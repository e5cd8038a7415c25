"""What environment variables say, and which are none of ours."""

from __future__ import annotations

import pytest

from agent.settings import ServiceSettings, load_settings
from agent.settings.environment import said_by, stray_variables, unknown_variables, variable_of


def test_the_variables_of_every_command_are_settings_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_DB", "postgresql:///tuanthu")
    monkeypatch.setenv("TUANTHU_LOG", "debug")
    settings = load_settings()
    assert (settings.database, settings.log.level) == ("postgresql:///tuanthu", "DEBUG")
    monkeypatch.setenv("TUANTHU_LOG", "loud")
    monkeypatch.setenv("TUANTHU_DATABASE", "postgresql:///other")
    settings = load_settings()
    assert (settings.database, settings.log.level) == ("postgresql:///other", "INFO")


def test_what_others_put_into_the_environment_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = load_settings()
    monkeypatch.setenv("TUANTHU_PORT_9464_TCP_ADDR", "10.0.0.1")
    assert load_settings() == before


def test_a_variable_is_known_by_the_place_that_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert variable_of(("notices", "smtp", "host")) == "TUANTHU_NOTICES__SMTP__HOST"
    monkeypatch.setenv("tuanthu_notices__smtp", "{}")
    assert said_by(("notices", "smtp", "host")) == "tuanthu_notices__smtp"
    assert said_by(("notices",)) == "tuanthu_notices__smtp"
    assert said_by(("notices", "soc")) is None


def test_variables_without_a_setting_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TUANTHU_NOTISES__SOC", "TUANTHU_REPRTS", "TUANTHU_CHROMIUM", "TUANTHU_CONFIG", "TUANTHU_REPORTS"):
        monkeypatch.setenv(name, "a")
    assert unknown_variables(ServiceSettings.model_fields) == ["TUANTHU_NOTISES__SOC"]
    assert stray_variables(ServiceSettings.model_fields) == ["TUANTHU_REPRTS"]
