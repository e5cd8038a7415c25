"""Databases, a lab with one portal in an inventory, and the settings of a service on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.settings import ServiceSettings
from agent.store import Store
from tests.agent.cli.conftest import inventory_of, lab  # noqa: F401
from tests.agent.store.conftest import postgresql_server, postgresql_url, sqlite_url, store, url  # noqa: F401


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Store]:  # noqa: F811
    with Store(sqlite_url) as opened:
        yield opened


@pytest.fixture
def settings_of(tmp_path: Path) -> Callable[..., ServiceSettings]:
    """The settings of a service on a database, which listens nowhere."""

    def settings(url: str, **more: Any) -> ServiceSettings:  # noqa: F811
        data = {"database": url, "reports": tmp_path / "reports", "watching": {"listen": "none"}, **more}
        return ServiceSettings.model_validate(data)

    return settings
