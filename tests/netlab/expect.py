"""Compares what was seen with what a situation says: by the members that it names, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Some:
    """A list that holds an item like this."""

    item: Any


@dataclass(frozen=True, slots=True)
class Every:
    """A list that is not empty, all of whose items are like this."""

    item: Any


@dataclass(frozen=True, slots=True)
class Without:
    """A list none of whose items is like this."""

    item: Any


@dataclass(frozen=True, slots=True)
class Both:
    """What is like all of these."""

    wanted: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """What is like any of these."""

    wanted: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Above:
    """A number greater than this."""

    least: int


@dataclass(frozen=True, slots=True)
class Holds:
    """A text that holds this one."""

    words: str


def unseen(reason: str) -> dict[str, str]:
    """The mark of a fact that could not be seen, for this reason."""
    return {"unseen": reason}


def is_like(seen: Any, wanted: Any) -> bool:
    """Whether a JSON value is what was wanted: an object by the members named, a list in any order."""
    match wanted:
        case Some(item):
            return isinstance(seen, list) and any(is_like(each, item) for each in seen)
        case Every(item):
            return isinstance(seen, list) and seen != [] and all(is_like(each, item) for each in seen)
        case Without(item):
            return isinstance(seen, list) and not any(is_like(each, item) for each in seen)
        case Both(all_of):
            return all(is_like(seen, each) for each in all_of)
        case OneOf(any_of):
            return any(is_like(seen, each) for each in any_of)
        case Above(least):
            return isinstance(seen, int) and seen > least
        case Holds(words):
            return isinstance(seen, str) and words in seen
        case Mapping():
            return isinstance(seen, dict) and all(
                name in seen and is_like(seen[name], part) for name, part in wanted.items()
            )
        case list():
            return isinstance(seen, list) and len(seen) == len(wanted) and all(is_like(seen, Some(w)) for w in wanted)
    return bool(seen == wanted and isinstance(seen, bool) == isinstance(wanted, bool))


def filled(wanted: Any, places: Mapping[str, str]) -> Any:
    """What is wanted, with `{name}` replaced by the place of that name wherever a text holds it."""
    match wanted:
        case str():
            for name, place in places.items():
                wanted = wanted.replace(f"{{{name}}}", place)
            return wanted
        case Some() | Every() | Without():
            return type(wanted)(filled(wanted.item, places))
        case Both() | OneOf():
            return type(wanted)(tuple(filled(each, places) for each in wanted.wanted))
        case Holds(words):
            return Holds(filled(words, places))
        case Mapping():
            return {name: filled(part, places) for name, part in wanted.items()}
        case list():
            return [filled(each, places) for each in wanted]
    return wanted


def fact_of(path: str) -> str:
    """The fact that a path leads to or into."""
    return ".".join(path.split(".")[:2])


def at(observations: Mapping[str, Any], path: str) -> Any:
    """The part of the observations at a path; an unseen fact stands for all its members."""
    part: Any = observations
    for name in path.split("."):
        if isinstance(part, dict) and "unseen" in part:
            return part
        part = part[name]
    return part
