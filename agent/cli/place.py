"""Which database the commands of the service work on: the one that is named, else that of its settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent.cli.options import together
from agent.texts import _

if TYPE_CHECKING:
    from agent.settings import ServiceSettings
    from agent.store import Store

config_option: Callable[[Any], Any] = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Settings file (default: TUANTHU_CONFIG, else /etc/tuanthu/tuanthu.yaml where it is there)."),
)
place_options: Callable[[Any], Any] = together(
    click.option("--db", envvar="TUANTHU_DB", help=_("Database URL (default that of the settings).")),
    config_option,
)


def place_of(db: str | None, config: Path | None) -> str:
    """The URL of the database; raises `InputError` for settings that are wrong."""
    if db is not None:
        return db
    from agent.settings import load_settings  # it loads the settings of every part of the service

    return load_settings(config).database


@contextmanager
def opened(db: str | None, config: Path | None) -> Iterator[tuple[ServiceSettings, Store]]:
    """The settings, and the store that they or `--db` name, which must be there.

    Raises `InputError` for settings that are wrong, `StoreError` for a database that can't be used.
    """
    from agent.settings import load_settings
    from agent.store import Store

    settings = load_settings(config)
    with Store(db or settings.database, create=False) as store:
        yield settings, store


def settings_file(db: str | None, config: Path | None) -> Path | None:
    """The settings file that belongs to that database, where there is one."""
    from agent.settings.environment import CONFIG
    from agent.settings.load import USUAL

    named = config or os.environ.get(CONFIG) or (USUAL if db is None else None)
    return Path(named) if named is not None and Path(named).exists() else None
