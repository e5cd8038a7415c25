"""Settings that environment variables say: TUANTHU_REPORTS, TUANTHU_LOG__FORMAT, TUANTHU_NOTICES__SMTP__HOST."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource

from agent.logs import Level

PREFIX = "TUANTHU_"
SEPARATOR = "__"
CONFIG = "TUANTHU_CONFIG"
"""Names the settings file where the command line does not."""
SHORT = {"TUANTHU_DB": "TUANTHU_DATABASE", "TUANTHU_LOG": "TUANTHU_LOG__LEVEL"}
"""Variables of every command that say one of these settings too."""


class Environment(EnvSettingsSource):
    """The variables that are settings, by name."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        read = self.env_vars
        self.env_vars = {name.lower(): read[variable.lower()] for name, (variable, _value) in _settings().items()}

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """A list or group, which is written as JSON; what is none is left for the models to refuse."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


def variable_of(place: Iterable[str | int]) -> str:
    """The variable that says the setting at a place: `("log", "level")` → TUANTHU_LOG__LEVEL."""
    return PREFIX + SEPARATOR.join(map(str, place)).upper()


def said_by(place: tuple[str | int, ...]) -> str | None:
    """The variable that says the setting at a place, or something that holds it or lies in it; None: none does."""
    said = _settings()
    around = (variable_of(place[:size]) for size in range(len(place), 0, -1))
    within = (name for name in said if name.startswith(variable_of(place) + SEPARATOR))
    return next((said[name][0] for name in (*around, *within) if name in said), None)


def unknown_variables(sections: Iterable[str]) -> list[str]:
    """The variables that look like a setting of a section, where there is no such section."""
    known = {variable_of([section]) for section in sections}
    return sorted(
        variable for name, (variable, _value) in _settings().items() if SEPARATOR in name and _head(name) not in known
    )


def stray_variables(sections: Iterable[str]) -> list[str]:
    """The variables that begin as ours do and are none: others may well have set them, or a setting is misspelt."""
    known = {*(variable_of([section]) for section in sections), "TUANTHU_CHROMIUM", "TUANTHU_CHROMIUM_SANDBOX"}
    return sorted(
        variable for name, (variable, _value) in _settings().items() if SEPARATOR not in name and name not in known
    )


def _head(name: str) -> str:
    return PREFIX + name.removeprefix(PREFIX).split(SEPARATOR)[0]


def _settings(environment: Mapping[str, str] = os.environ) -> dict[str, tuple[str, str]]:
    """Name of a setting → the variable as it is called here, and its value; empty ones say nothing."""
    given = {name.upper(): (name, value) for name, value in environment.items() if value}
    for short, name in SHORT.items():
        variable, value = given.pop(short, ("", ""))
        if value and (short != "TUANTHU_LOG" or value.upper() in get_args(Level)):
            given.setdefault(name, (variable, value))
    return {name: told for name, told in given.items() if name.startswith(PREFIX) and name != CONFIG}
