"""What was tried when something was not seen, for Vietnamese readers: the checks say it in English, a table turns it
into Vietnamese."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

import yaml

_LONGEST = 1000
"""Characters of a detail that is looked up."""
_FIELD = re.compile(r"\{(\w+)\}")


def detail_text(detail: str, lang: Literal["vi", "en"]) -> str:
    """The detail of an `Unseen` in a language; one that `policies/details.yaml` does not know stays as it is."""
    return detail if lang == "en" or len(detail) > _LONGEST else _vietnamese(detail)


@lru_cache(maxsize=4096)
def _vietnamese(detail: str) -> str:
    return _turned(detail, deep=True)


def _turned(detail: str, deep: bool) -> str:
    for template, vietnamese in _table():
        found = _fitted(template, detail)
        if found is not None:
            values = {name: _turned(value, deep=False) if deep else value for name, value in found.items()}
            return vietnamese.format(**values)
    return detail


def _fitted(template: tuple[str, ...], detail: str) -> dict[str, str] | None:
    """What stands for each field of a template (words, name, words, …) when a detail fits it; in linear time.

    A field is never empty, and ends where the words behind it first occur.
    """
    first, last, names = template[0], template[-1], template[1::2]
    if not names:
        return {} if detail == first else None
    start, end = len(first), len(detail) - len(last)
    if not (detail.startswith(first) and detail.endswith(last) and start < end):
        return None
    values: dict[str, str] = {}
    for name, words in zip(names, template[2:-1:2], strict=False):
        at = detail.find(words, start + 1, end - 1)
        if at < 0:
            return None
        values[name], start = detail[start:at], at + len(words)
    values[names[-1]] = detail[start:end]
    return values if start < end else None


@cache
def _table() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Each template, cut at its fields, with its Vietnamese."""
    texts = yaml.safe_load(resources.files("policies").joinpath("details.yaml").read_text(encoding="utf-8"))
    return tuple((tuple(_FIELD.split(template)), str(vietnamese)) for template, vietnamese in texts.items())
