"""What single observed values meant for the verdicts: which of many cipher suites is the one that fails a requirement.

The requirement itself is asked again, with that value alone and without it; nothing is judged a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from checks.record import PortalRecord
from policies.facts import flatten
from policies.predicate import Expression, compile_predicate
from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict

_MISSING = object()


class Bearing(StrEnum):
    """Whether a value speaks for the portal, or against it."""

    FOR = "for"
    AGAINST = "against"


class Bearings:
    """The verdicts on one record, asked about single values.

    A value speaks against the portal when a requirement that fails (or is waived) fails on this value alone and not
    without it; for it, when it is the whole of what a requirement that passes asks about.
    """

    def __init__(
        self, record: PortalRecord, verdicts: Sequence[Verdict], requirements: Mapping[str, Requirement]
    ) -> None:
        self._values = flatten(record).values
        self._failed = list(_cases(verdicts, requirements, (Outcome.FAIL, Outcome.WAIVED)))
        self._passed = list(_cases(verdicts, requirements, (Outcome.PASS,)))

    def fact(self, name: str, *path: Any) -> Bearing | None:
        """Of a fact, or of a part of it: `path` is a value of a list, or a key and a value of an object of lists."""
        value = self._values.get(name, _MISSING)
        if value is _MISSING:
            return None
        return self._bearing(name, "", value, path, lambda changed: {name: changed})

    def member(self, fact: str, place: int, member: str, *path: Any) -> Bearing | None:
        """Of a member of the object at a place of a list of objects, or of a part of it: `path` as above."""
        items = self._values.get(fact, ())
        if place >= len(items) or member not in items[place]:
            return None
        item = items[place]

        def instead(changed: Any) -> dict[str, Any]:
            others = {name: value for name, value in item.items() if name != member}
            return {fact: [others if changed is _MISSING else {**others, member: changed}]}

        return self._bearing(fact, member, item[member], path, instead)

    def _bearing(self, fact: str, member: str, value: Any, path: tuple[Any, ...], instead: Any) -> Bearing | None:
        def asks(expression: Expression) -> bool:
            return fact in expression.facts and (not member or _is_asked(member, expression.members))

        alone, without = (instead(part) for part in _split(value, path))
        for expression, parameters in filter(lambda case: asks(case[0]), self._failed):
            if self._fails(expression, parameters, alone) and not self._fails(expression, parameters, without):
                return Bearing.AGAINST
        praised = not path and any(asks(expression) for expression, _ in self._passed)
        return Bearing.FOR if praised else None

    def _fails(self, expression: Expression, parameters: Mapping[str, Any], instead: Mapping[str, Any]) -> bool:
        values = {**{name: self._values[name] for name in expression.facts if name in self._values}, **instead}
        known = {name: value for name, value in values.items() if value is not _MISSING}
        return expression.evaluate({**known, **parameters}) is False


def _is_asked(member: str, members: Collection[str]) -> bool:
    """Whether the answer turns on a member; a list that only says which parts of another member to ask is none."""
    inner = {name.removesuffix("[]") for name in members if name.endswith("[]")}
    return member in (inner or members)


def _cases(
    verdicts: Sequence[Verdict], requirements: Mapping[str, Requirement], outcomes: Sequence[Outcome]
) -> Iterator[tuple[Expression, dict[str, Any]]]:
    for verdict in verdicts:
        requirement = requirements.get(verdict.requirement)
        if requirement is not None and verdict.verdict in outcomes:
            parameters = {f"param.{name}": value for name, value in requirement.parameters.items()}
            yield compile_predicate(requirement.requires, requirement.parameters), parameters


def _split(value: Any, path: tuple[Any, ...]) -> tuple[Any, Any]:
    """The part of a value alone, and the value without it."""
    match value, path:
        case bool(), ():
            return value, not value
        case list(), (part,):
            return [part], []
        case dict(), (key,):
            return {key: value.get(key)}, {}
        case dict(), (key, part):
            return {key: [part]}, {key: []}
    return value, _MISSING
