"""What is known of each setting: all of them are explained, and what is secret is known to be."""

from __future__ import annotations

import pytest

from agent.settings.fields import field_at, is_secret, keys_at, settings_in


def test_every_setting_is_explained() -> None:
    assert [setting.name for setting in settings_in() if len(setting.explanation) < 9] == []


def test_sections_come_before_what_is_in_them() -> None:
    names = [setting.name for setting in settings_in()]
    assert names.index("notices") < names.index("notices.webhooks") < names.index("notices.webhooks[].url")
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("database", "text"),
        ("reports", "path"),
        ("log.format", "human | json"),
        ("schedule.days_off", "date"),
        ("audits.save_for", "duration"),
        ("notices.agencies", "true or false"),
        ("notices.smtp.port", "whole number"),
        ("notices.quiet_hours.start", "time of day"),
        ("watching.late_hours", "number"),
    ],
)
def test_the_kind_of_a_setting_is_what_is_to_be_written(name: str, kind: str) -> None:
    assert {setting.name: setting.kind for setting in settings_in()}[name] == kind


@pytest.mark.parametrize(
    ("place", "secret"),
    [
        (("notices", "webhooks", 0, "headers", "Authorization"), True),
        (("notices", "webhooks", 0, "secret_file"), False),
        (("notices", "smtp", "password_file"), False),
        (("notices", "smtp", "password"), True),
        (("database",), False),
    ],
)
def test_what_is_secret_is_known_by_its_name(place: tuple[str | int, ...], secret: bool) -> None:
    assert is_secret(place) is secret


def test_a_place_is_found_through_lists_and_sections() -> None:
    found = field_at(("notices", "webhooks", 0, "url"))
    assert found is not None
    assert found.description is not None
    assert field_at(("notices", "nothing")) is None
    assert keys_at(()) == [setting.name for setting in settings_in() if "." not in setting.name]
    assert keys_at(("log",)) == ["level", "format"]
    assert keys_at(("log", "level")) == []
