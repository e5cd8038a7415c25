from __future__ import annotations

import pytest

from tests.agent.store.conftest import postgresql_server, postgresql_url, sqlite_url, store, url  # noqa: F401


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused is read in English."""
    monkeypatch.setenv("TUANTHU_LANG", "en")
