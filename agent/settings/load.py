"""Reads the settings of the service: the environment before the file, the file before the defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from agent.errors import InputError
from agent.inventory.files import read_bytes
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.source import Place, Source, read_yaml
from agent.inventory.texts import Text
from agent.settings.environment import CONFIG, said_by, unknown_variables
from agent.settings.explain import explain, unknown_variable
from agent.settings.models import ServiceSettings
from agent.settings.paths import anchored
from agent.texts import language

USUAL = Path("/etc/tuanthu/tuanthu.yaml")
"""The settings file where none is named."""
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and where each comes from. `source` is the file as it was read, None where there is none."""

    settings: ServiceSettings
    source: Source | None

    def origin(self, place: Place) -> str:
        """Who says the setting at a place: a variable, a line of the file, or nobody (`default`)."""
        variable = said_by(place)
        if variable is not None:
            return variable
        if self.source is not None and place in self.source.lines:
            return f"{self.source.file}:{self.source.lines[place]}"
        return "default"


def load_settings(path: Path | None = None) -> ServiceSettings:
    """The settings in a file and in the environment, valid as a whole; relative paths in the file start at its folder.

    None stands for the file that TUANTHU_CONFIG names, else /etc/tuanthu/tuanthu.yaml where it is there, else for the
    environment and the defaults alone. Raises `InputError` with every mistake, its line and its cure.
    """
    return load(path).settings


def load(path: Path | None = None) -> Loaded:
    """The same, with where each setting comes from."""
    named = path or Path(os.environ.get(CONFIG) or USUAL)
    source = _read(named) if path or os.environ.get(CONFIG) or _is_there(named) else None
    strangers = unknown_variables(ServiceSettings.model_fields)
    if strangers:
        raise InputError("\n".join(map(unknown_variable, strangers)))
    data = source.data if source is not None else {}
    try:
        return Loaded(ServiceSettings(**anchored(data, ServiceSettings, named.absolute().parent)), source)
    except ValidationError as error:
        raise InputError("\n".join(explain(error, source))) from None


def _is_there(path: Path) -> bool:
    """Whether there is something to read, or to be told that it can't be read."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _read(path: Path) -> Source:
    try:
        source = read_yaml(str(path), read_bytes(path, str(path), MOST_BYTES))
        if not isinstance(source.data, dict):
            raise InventoryError([source.problem((), Text.NOT_MAPPING)])
        known = ", ".join(ServiceSettings.model_fields)
        hidden = [key for key in source.data if key.startswith("_")]  # these would be read as pydantic's own options
        source.problems += (source.problem((key,), Text.UNKNOWN_KEY, known=known) for key in hidden)
        if source.problems:
            raise InventoryError(source.problems)
    except PydanticCustomError as error:
        values = {name: str(value) for name, value in (error.context or {}).items()}
        raise InputError(Problem(str(path), None, "", Text[error.type], values).sentence(language())) from None
    except InventoryError as error:
        if [problem.text for problem in error.problems] == [Text.YAML_EMPTY]:
            return Source(str(path), {})
        raise InputError(error.sentences(language())) from None
    return source
