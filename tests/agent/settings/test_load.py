"""Who says a setting: the environment before the file, the file before the defaults."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.settings import load_settings
from agent.settings.load import load
from tests.agent.settings.conftest import Write

SMTP = "notices:\n  smtp:\n    host: mail.test\n    sender: tuanthu@so.test\n"


def test_without_a_file_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.database == "sqlite:////var/lib/tuanthu/tuanthu.db"
    assert settings.reports == Path("/var/lib/tuanthu/reports")
    assert settings.notices.smtp is None


def test_a_file_of_comments_says_nothing(write: Write) -> None:
    assert load_settings(write("# nothing\n")) == load_settings()


def test_the_file_comes_before_the_defaults_and_the_environment_before_the_file(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(SMTP + "lang: vi\ncontact: soc@so.test\naudits: {confirm_after: 5m, save_for: 5m}\n")
    monkeypatch.setenv("TUANTHU_NOTICES__SMTP__HOST", "mail2.test")
    monkeypatch.setenv("TUANTHU_NOTICES__SOC", '["soc@so.test"]')
    monkeypatch.setenv("TUANTHU_AUDITS__CONFIRM_AFTER", "null")
    monkeypatch.setenv("TUANTHU_CONTACT", "")
    settings = load_settings(file)
    assert settings.notices.smtp is not None
    assert (settings.notices.smtp.host, settings.notices.smtp.sender) == ("mail2.test", "tuanthu@so.test")
    assert settings.notices.soc == ("soc@so.test",)
    assert (settings.audits.save_for, settings.audits.confirm_after) == (timedelta(minutes=5), None)
    assert (settings.lang, settings.contact) == ("en", "soc@so.test")


def test_a_variable_names_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_CONFIG", str(write("contact: soc@so.test\n")))
    assert load_settings().contact == "soc@so.test"


def test_it_is_known_who_says_what(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write("reports: out\n" + SMTP)
    monkeypatch.setenv("TUANTHU_LOG", "debug")
    monkeypatch.setenv("TUANTHU_NOTICES__ESCALATION", '{"agency": 3}')
    loaded = load(file)
    assert loaded.origin(("reports",)) == f"{file}:1"
    assert loaded.origin(("notices", "smtp", "sender")) == f"{file}:5"
    assert loaded.origin(("notices", "escalation", "agency")) == "TUANTHU_NOTICES__ESCALATION"
    assert loaded.origin(("log", "level")) == "TUANTHU_LOG"
    assert loaded.origin(("keeping", "details_weeks")) == "default"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reports: a\nreports: b\n", "tuanthu.yaml, line 2, reports: the key is already on line 1"),
        ("- reports\n", "tuanthu.yaml, line 1: this must be a group of keys and values"),
        ("reports: [\n", "tuanthu.yaml, line 2: the YAML can't be read"),
        ("reports: *a\n", "anchors and aliases"),
        ("_env_file: a\n", "tuanthu.yaml, line 1, _env_file: this key isn't known here"),
    ],
)
def test_a_file_that_is_no_settings_is_told(write: Write, text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        load_settings(write(text))
    assert told in str(refused.value)


def test_a_file_that_is_missing_or_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml: there is no file"):
        load_settings(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="no ordinary file"):
        load_settings(tmp_path)
