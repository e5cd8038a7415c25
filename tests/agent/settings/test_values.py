"""How values are shown: as the file spells them, and without what is secret."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, SecretStr

from agent.settings import load_settings
from agent.settings.values import HIDDEN, shown_values, written
from tests.agent.settings.conftest import Write

SETTINGS = """
database: postgresql://tuanthu:very-secret@db.test/tuanthu?sslmode=require&password=very-secret
notices:
  webhooks:
    - {name: bot, url: "https://bot.test/send?token=very-secret", headers: {Authorization: Bearer very-secret}}
"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (2, "2"),
        (timedelta(hours=4), "4h"),
        (("a@b.test", "x"), "[a@b.test, x]"),
        ({"a": 1}, "{a: 1}"),
        (Path("/var/lib"), "/var/lib"),
        (date(2026, 9, 2), '"2026-09-02"'),
        (time(21), '"21:00:00"'),
        ("01:00", '"01:00"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("- a", '"- a"'),
        ("true", '"true"'),
    ],
)
def test_a_value_is_spelt_as_in_the_file(value: Any, text: str) -> None:
    assert written(value) == text
    if isinstance(value, str):
        assert yaml.safe_load(text) == value


def test_what_is_secret_is_hidden(write: Write) -> None:
    settings = load_settings(write(SETTINGS))
    shown = {place: written(value) for place, value in shown_values(settings)}
    assert shown["database",] == f'"postgresql://tuanthu:{HIDDEN}@db.test/tuanthu?{HIDDEN}"'
    assert shown["notices", "webhooks", 0, "url"] == f'"https://bot.test/send?{HIDDEN}"'
    assert shown["notices", "webhooks", 0, "headers"] == '"***"'
    assert "very-secret" not in str(shown)


@pytest.mark.parametrize("password", ["very/secret", "very?secret", "very#secret", "very:secret"])
def test_a_password_is_hidden_whatever_is_in_it(write: Write, password: str) -> None:
    settings = load_settings(write(f'database: "postgresql://tuanthu:{password}@db.test/tuanthu"'))
    assert settings.database.count(password) == 1
    assert dict(shown_values(settings))["database",] == f"postgresql://tuanthu:{HIDDEN}@db.test/tuanthu"


def test_secrets_of_a_type_of_their_own_are_hidden() -> None:
    class Section(BaseModel):
        key: SecretStr = SecretStr("very-secret")

    assert dict(shown_values(Section())) == {("key",): HIDDEN}
