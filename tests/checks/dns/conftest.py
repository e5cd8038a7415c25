"""The small Internet of `tests.checks.dns.world`, started once for the tests of a module."""

from collections.abc import Iterator

import pytest

from tests.checks.dns.world import world


@pytest.fixture(scope="package")
def internet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port that all name servers of the world share."""
    with world(tmp_path_factory.mktemp("names")) as port:
        yield port
