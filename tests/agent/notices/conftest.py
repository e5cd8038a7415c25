"""Databases of both kinds, and an authority that the peers' certificates come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agent.store.conftest import postgresql_server, postgresql_url, sqlite_url, store, url  # noqa: F401
from tests.lab.authority import Authority, now


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """One whose root is in `ca.pem`."""
    made = Authority(tmp_path / "certificates", now())
    made.write_root(tmp_path / "ca.pem")
    return made
