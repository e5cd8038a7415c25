"""A store, and settings of a service on it that ask nobody and write nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.settings import ServiceSettings
from tests.agent.store.conftest import postgresql_server, postgresql_url, sqlite_url, store, url  # noqa: F401


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")


@pytest.fixture
def settings_on(tmp_path: Path) -> Callable[..., ServiceSettings]:
    """Settings of a service on a database, with the values of its section `watching`, and other sections by name."""

    def make(url: str, sections: dict[str, Any] | None = None, **watching: Any) -> ServiceSettings:  # noqa: F811
        return ServiceSettings(
            database=url,
            reports=tmp_path / "reports",
            stop_file=tmp_path / "tuanthu.stop",
            **{"watching": {"listen": "127.0.0.1:0", "backup_hours": 0, **watching}, **(sections or {})},
        )

    return make


@pytest.fixture
def settings(url: str, settings_on: Callable[..., ServiceSettings]) -> ServiceSettings:  # noqa: F811
    return settings_on(url)
