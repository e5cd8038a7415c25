"""How all tests are run."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_WORLDS = (_HERE, _HERE / "agent" / "cli")
"""Where tests start whole worlds: a province and audits of it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that start whole worlds come first: at the end, where tests are dealt out by ones and twos, every worker
    would start each of these worlds for itself."""
    items.sort(key=lambda item: item.path.parent not in _WORLDS)
