"""What changed between two audits. "Fixed" needs a fresh pass: what was not looked at again is not fixed."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from policies.verdict import Outcome

Key: TypeAlias = tuple[str, str]
"""A finding's identity: URL of the portal, id of the requirement."""


class ChangeKind(StrEnum):
    """What became of a failure (mới, đã khắc phục, tái diễn, còn tồn tại, chưa quan sát lại)."""

    NEW = "new"
    FIXED = "fixed"
    REOPENED = "reopened"
    PERSISTING = "persisting"
    NOT_REOBSERVED = "not_reobserved"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One failure that came, went or stayed."""

    portal: str
    requirement: str
    kind: ChangeKind


def compare(
    before: Mapping[Key, Outcome],
    after: Mapping[Key, Outcome],
    once_fixed: Container[Key] = (),
    fixed_between: Container[Key] = (),
) -> list[Change]:
    """The changes from one audit to the next, sorted by portal and requirement.

    A failure that now passes is fixed; one that is now unknown, not applicable, waived or not judged at all is not
    re-observed. A failure that was none before is new, or reopened when it had been fixed once (`once_fixed`); one that
    was there before is reopened where another look between both audits saw it fixed (`fixed_between`).
    """
    changes = [
        Change(*key, _after_failure(after.get(key), key in fixed_between))
        for key, outcome in before.items()
        if outcome is Outcome.FAIL
    ]
    changes += [
        Change(*key, ChangeKind.REOPENED if key in once_fixed else ChangeKind.NEW)
        for key, outcome in after.items()
        if outcome is Outcome.FAIL and before.get(key) is not Outcome.FAIL
    ]
    return sorted(changes)


def _after_failure(outcome: Outcome | None, was_fixed: bool) -> ChangeKind:
    match outcome:
        case Outcome.FAIL:
            return ChangeKind.REOPENED if was_fixed else ChangeKind.PERSISTING
        case Outcome.PASS:
            return ChangeKind.FIXED
    return ChangeKind.NOT_REOBSERVED
