"""What is true of a peer, and whether what was observed of it is true or honestly unseen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from checks.observation import Json, Reason, is_unseen


@dataclass(frozen=True, slots=True, eq=False)
class AnyOrder:
    """A list of just these values, in whatever order."""

    values: Collection[Json]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and sorted(map(repr, other)) == sorted(map(repr, self.values))


@dataclass(frozen=True, slots=True, eq=False)
class Within:
    """A list of some of these values, or of none."""

    values: Collection[Json]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and all(value in self.values for value in other)


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """One of these values: more than one is true."""

    values: Sequence[Json]

    def __eq__(self, other: object) -> bool:
        return other in self.values


@dataclass(frozen=True, slots=True, eq=False)
class SomeOf:
    """An object with some of these members, or with none, and no other."""

    members: Mapping[str, Json]


class _Anything:
    """Whatever is said: it depends on what the client asked, or another test knows the truth."""

    def __eq__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "ANYTHING"


ANYTHING = _Anything()
Truth: TypeAlias = Mapping[str, Json]
"""Member of an endpoint's facts → what is true of it: plain JSON, or one of the matchers of this file."""

_OURS = {"address", "port", "tier", "connections"}
_LEFT_OUT = {Reason.NOT_AUTHORISED, Reason.NEEDS_LOOKUP, Reason.TOOL_MISSING}
"""Reasons of what was never asked, which no peer can make wrong."""


def untruths(facts: Mapping[str, Json], truth: Truth, reasons: Collection[Reason]) -> list[str]:
    """What is wrong in the facts of an endpoint, one line a fact; empty when all is true or honestly unseen.

    A fact that is seen must be in `truth` and equal; one that is not must give one of `reasons`.
    """
    return [
        fault
        for name, fact in facts.items()
        if name not in _OURS
        for fault in _faults(name, fact, truth, name, reasons)
    ]


def unseen_members(facts: Mapping[str, Json], members: Collection[str]) -> list[str]:
    """Those of `members` that are unseen, or are not there, whole or in part."""
    return [name for name in members if name not in facts or _partly_unseen(facts[name])]


def _faults(path: str, fact: Json, truth: Truth, name: str, reasons: Collection[Reason]) -> Iterator[str]:
    if is_unseen(fact):
        if Reason(fact["unseen"]) not in {*reasons, *_LEFT_OUT}:
            yield f"{path}: unseen for a wrong reason: {fact['unseen']} ({fact['detail']})"
    elif isinstance(fact, dict) and fact and isinstance(within := truth.get(name, {}), Mapping | SomeOf):
        members = within.members if isinstance(within, SomeOf) else within
        left_out = set() if isinstance(within, SomeOf) else members.keys() - fact.keys()
        yield from (f"{path}.{member}: left out" for member in sorted(left_out))
        for member, value in fact.items():
            yield from _faults(f"{path}.{member}", value, members, member, reasons)
    elif name not in truth:
        yield f"{path}: {fact!r}, where nothing could be seen"
    elif truth[name] != fact:
        yield f"{path}: {fact!r}, where {truth[name]!r} is true"


def _partly_unseen(fact: Json) -> bool:
    if is_unseen(fact):
        return True
    return isinstance(fact, dict) and any(map(_partly_unseen, fact.values()))
