from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.network.politeness import Rate
from checks.trust_label import online
from tests.checks.trust_label.registries import Registry, registry, resolving


@pytest.fixture(scope="module")
def resolver() -> Iterator[int]:
    """The port of a resolver that knows where the registry is."""
    with resolving() as port:
        yield port


@pytest.fixture
def running(tmp_path: Path, resolver: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A registry that may be asked as often as a test likes."""
    monkeypatch.setattr(online, "RATE", Rate(1, 1000.0))
    with registry(tmp_path, resolver) as running:
        yield running
