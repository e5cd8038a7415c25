"""A small real province on loopback, and what an audit of it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from agent.auditing.conduct import Conducted, Wishes, conduct
from agent.auditing.plan import Plan
from agent.cli.settings import settings_from
from agent.inventory import load_inventory
from agent.profiles import read_profile
from agent.store import Store
from tests.agent.store.conftest import postgresql_server, postgresql_url, sqlite_url, store, url  # noqa: F401
from tests.small_province import SmallProvince, small_province

Conduct = Callable[..., Conducted]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallProvince]:
    with small_province(tmp_path_factory.mktemp("small")) as province:
        yield province


@pytest.fixture
def province(small: SmallProvince) -> SmallProvince:
    """The province, with nothing wrong at first."""
    small.set()
    return small


@pytest.fixture
def plan(province: SmallProvince) -> Plan:
    inventory = load_inventory(province.inventory)
    return Plan(inventory, read_profile("vn-2026"), ["ipv6"], date(2026, 11, 22))


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Store]:
    """A store in an SQLite file."""
    with Store(f"sqlite:///{tmp_path / 'local.db'}") as opened:
        yield opened


@pytest.fixture
def conducted(plan: Plan, local: Store) -> Conduct:
    """Conducts an audit of the province in `local`, with the wishes given by name."""

    def made(plan: Plan = plan, wishes: Wishes | None = None, **given: object) -> Conducted:
        settings = settings_from(plan.inventory, None, None, None, None)
        return conduct(local, plan, settings, wishes or Wishes(), **given)  # type: ignore[arg-type]

    return made
