"""The order of the tests: what audits whole provinces or years takes longest and begins first."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_LONG = {"test_year.py", "test_check.py", "test_audit.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the others keep their order."""
    items.sort(key=lambda item: item.path.parent != _HERE and item.path.name not in _LONG)
