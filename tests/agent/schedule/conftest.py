"""Databases for what is kept of the schedule: of both kinds, or an SQLite file where that is enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.store import Store
from tests.agent.store.conftest import postgresql_server, postgresql_url, sqlite_url, store, url  # noqa: F401


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Store]:  # noqa: F811
    with Store(sqlite_url) as opened:
        yield opened
