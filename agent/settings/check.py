"""Are the settings not only valid, but true on this machine? Files readable, folders writable, secrets kept."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import Engine, create_engine, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from agent.errors import InputError
from agent.inventory import InventoryError, load_inventory
from agent.inventory.source import dotted
from agent.schedule.entry import entry_of
from agent.settings.environment import PREFIX, stray_variables, variable_of
from agent.settings.fields import Place, is_secret
from agent.settings.load import Loaded
from agent.settings.models import ServiceSettings
from agent.store.service_schema import schedules
from agent.texts import _, language

KEPT = re.compile(r"(password|secret|key|certificate|url|header)_files?$")
"""Names of settings whose files hold something secret."""
ALIKE = 0.8
"""How alike (at most 1) a variable must be to a setting's to be taken for a misspelt one: TUANTHU_PORT is none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: which setting or thing it is about, whether all is well, and in words."""

    about: str
    ok: bool
    told: str


def findings(loaded: Loaded, *, connect: bool) -> list[Finding]:
    """Everything looked at, in the order of the settings. Servers are only contacted where `connect` says so."""
    settings = loaded.settings
    return [
        *_settings_file(loaded),
        *_variables(),
        *_database(settings, connect=connect),
        _folder("reports", settings.reports),
        *_files(settings),
        *(_mail_server(settings) if connect else ()),
    ]


def _settings_file(loaded: Loaded) -> Iterator[Finding]:
    if loaded.source is None:
        yield Finding("--config", True, _("no settings file: the environment and the defaults hold"))
        return
    path = Path(loaded.source.file)
    secret = [dotted(place) for place in loaded.source.lines if _tells_a_secret(loaded, place)]
    if secret and _is_open(path):
        yield Finding(
            str(path), False, _("holds {what} and is readable for everybody: chmod o= it").format(what=secret[0])
        )
    else:
        yield Finding(str(path), True, _("valid"))


def _tells_a_secret(loaded: Loaded, place: Place) -> bool:
    if place == ("database",):
        return make_url(loaded.settings.database).password is not None
    return is_secret(place)


def _variables() -> Iterator[Finding]:
    for variable in stray_variables(ServiceSettings.model_fields):
        name = variable.lower().removeprefix(PREFIX.lower())
        for near in get_close_matches(name, ServiceSettings.model_fields, n=1, cutoff=ALIKE):
            told = _("no setting has this name; did you mean {nearest}?").format(nearest=variable_of([near]))
            yield Finding(variable, False, told)


def _database(settings: ServiceSettings, *, connect: bool) -> Iterator[Finding]:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        if connect:
            yield from _stored(settings.database, url.render_as_string(hide_password=True))
        else:
            yield Finding(
                "database",
                True,
                _("{place}: not contacted without --connect").format(place=url.render_as_string(hide_password=True)),
            )
        return
    file = Path(url.database or "")
    folder = _folder("database", file.parent)
    if not folder.ok or not file.exists():
        yield folder
    elif not _allows(file, os.R_OK | os.W_OK):
        yield Finding("database", False, _("{path} can't be written by this user").format(path=file))
    else:
        yield from _stored(settings.database, str(file))


def _stored(url: str, shown: str) -> Iterator[Finding]:
    """Whether a database answers, and whether the entries of the schedule in it can be used."""
    driver = "sqlite+pysqlite" if url.startswith("sqlite") else "postgresql+psycopg"
    engine = create_engine(make_url(url).set(drivername=driver))
    try:
        rows = _entries(engine)
    except SQLAlchemyError as error:
        why = str(error.__cause__ or error).strip().splitlines()[0]
        yield Finding("database", False, _("{place} can't be read: {why}").format(place=shown, why=why))
        return
    finally:
        engine.dispose()
    yield Finding("database", True, _("{place}: {count} entries in the schedule").format(place=shown, count=len(rows)))
    for name, data in rows:
        yield _entry(name, data)


def _entries(engine: Engine) -> Sequence[tuple[str, object]]:
    with engine.connect() as connection:
        if not inspect(connection).has_table(schedules.name):
            return []
        rows = connection.execute(select(schedules.c.name, schedules.c.settings).order_by(schedules.c.name))
        return [(row.name, row.settings) for row in rows]


def _entry(name: str, data: object) -> Finding:
    about = f"schedule {name}"
    try:
        entry = entry_of(data)
        inventory = load_inventory(entry.inventory)
        entry.group.chosen(inventory)
    except InventoryError as error:
        return Finding(about, False, error.sentences(language()))
    except InputError as error:
        return Finding(about, False, str(error))
    return Finding(about, True, _("{file}: sound").format(file=entry.inventory))


def _folder(about: str, folder: Path) -> Finding:
    """Whether files can be written into a folder, or it can be made."""
    there = next((path for path in (folder, *folder.absolute().parents) if path.exists()), folder)
    if not there.is_dir():
        return Finding(about, False, _("{path} is no folder").format(path=there))
    if not _allows(there, os.W_OK | os.X_OK):
        return Finding(about, False, _("{path} can't be written by this user").format(path=there))
    told = _("{path} can be written") if there == folder else _("{path} will be made")
    return Finding(about, True, told.format(path=folder))


def _files(settings: BaseModel, place: Place = ()) -> Iterator[Finding]:
    """What is to be said of each file that a setting names."""
    for name in type(settings).model_fields:
        value, here = getattr(settings, name), (*place, name)
        if isinstance(value, BaseModel):
            yield from _files(value, here)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _files(item, (*here, index))
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, Path):
                    yield _file((*here, key), item, secret=KEPT.search(name) is not None)
        elif isinstance(value, Path) and name.endswith("_file") and name != "stop_file":
            yield _file(here, value, secret=KEPT.search(name) is not None)


def _file(place: Place, path: Path, *, secret: bool) -> Finding:
    about = dotted(place)
    if not path.is_file():
        return Finding(about, False, _("there is no file {path}").format(path=path))
    if not _allows(path, os.R_OK):
        return Finding(about, False, _("{path} can't be read by this user").format(path=path))
    if secret and _is_open(path):
        return Finding(about, False, _("{path} is readable for everybody: chmod o= it").format(path=path))
    if secret and not path.stat().st_size:
        return Finding(about, False, _("{path} is empty").format(path=path))
    return Finding(about, True, _("{path} can be read").format(path=path))


def _allows(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=True)


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IROTH)


def _mail_server(settings: ServiceSettings) -> Iterator[Finding]:
    from agent.notices.mail import connected
    from agent.notices.sending import ChannelError

    smtp = settings.notices.smtp
    if smtp is None:
        return
    place = f"{smtp.host}:{smtp.usual_port}"
    try:
        with connected(smtp):
            yield Finding("notices.smtp", True, _("{place} answers and takes mail from us").format(place=place))
    except (ChannelError, OSError, ValueError) as error:
        yield Finding("notices.smtp", False, _("{place} can't be used: {why}").format(place=place, why=error))
