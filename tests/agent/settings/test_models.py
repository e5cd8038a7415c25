"""What the general settings take."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.settings import LogSettings, ServiceSettings


@pytest.mark.parametrize("url", ["sqlite:////a/b.db", "postgresql:///a", "postgresql://u:p@db.test:5433/a"])
def test_both_databases_are_taken(url: str) -> None:
    assert ServiceSettings(database=url).database == url


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://a/b", "a.db", "postgresql://a:b@c:port/d"])
def test_what_would_not_last_is_no_database(url: str) -> None:
    with pytest.raises(ValidationError, match="write a URL such as sqlite:"):
        ServiceSettings(database=url)


def test_levels_are_taken_in_small_letters_too() -> None:
    assert LogSettings.model_validate({"level": "error"}).level == "ERROR"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        ServiceSettings().lang = "en"
