"""Which portals are looked at again before they are judged, and what all looks at one make together.

A new failure is confirmed some minutes later before anybody is told of it; a portal that did not answer is tried again
at other hours. All looks are kept, and judged together (`policies.vantages.judge_looks`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from agent.store.second_looks import Owed
from checks.observation import is_unseen
from checks.record import PortalRecord
from policies.changes import Key
from policies.vantages import Answer, answer_of
from policies.verdict import Outcome, Verdict

CONFIRM: Final = "confirm"
UNREACHED: Final = "unreached"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which second looks are wanted: a failure that is none of the `known` open ones is looked at again
    `confirm_after` it was seen (None: never), a portal that did not answer each of `retry_unreached` after the first
    look."""

    confirm_after: timedelta | None = None
    retry_unreached: Sequence[timedelta] = ()
    known: Collection[Key] = frozenset()

    def owed(
        self, record: PortalRecord, latest: PortalRecord, verdicts: Sequence[Verdict], before: Owed | None
    ) -> Owed | None:
        """The look that a portal is owed after its `latest` one, which alone gave the verdicts; None when it is done
        with.

        `record` holds all of its looks; `before` is what it was owed when the latest was taken, if anything.
        """
        silent = answer_of(latest) is Answer.SILENT
        tried = before.attempt if before and before.why == UNREACHED else 0
        if silent and (before is None or tried) and tried < len(self.retry_unreached):
            first = min(datetime.fromisoformat(look.finished) for look in record.looks)
            return Owed(UNREACHED, first + self.retry_unreached[tried], tried + 1)
        unconfirmed = before is None or (tried > 0 and not silent)
        if self.confirm_after is not None and unconfirmed and self._has_new_failure(latest, verdicts):
            return Owed(CONFIRM, datetime.fromisoformat(latest.finished) + self.confirm_after, 1)
        return None

    def _has_new_failure(self, look: PortalRecord, verdicts: Sequence[Verdict]) -> bool:
        url = look.portal["url"]
        failing = (verdict.requirement for verdict in verdicts if verdict.verdict is Outcome.FAIL)
        return any((url, requirement) not in self.known for requirement in failing)


def together(looks: Sequence[PortalRecord]) -> PortalRecord:
    """Several looks at one portal as one record: that which saw most, the last of equals, with the others beside it
    in the order of time."""
    ordered = sorted((replace(look, also=()) for look in looks), key=lambda look: datetime.fromisoformat(look.finished))
    first = min(reversed(ordered), key=_gaps)
    return replace(first, also=tuple(look for look in ordered if look is not first))


def _gaps(look: PortalRecord) -> int:
    return sum(is_unseen(value) for facts in look.observations.values() for value in facts.values())
