"""Judges stored observations again and compares: do the stored verdicts follow from what was seen?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agent.sealing.statement import DamagedError, Stored
from agent.store import Audit
from policies.requirement import Profile
from policies.vantages import judge_looks
from policies.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """One stored verdict that does not follow from the observations at a portal (its URL) or system (its key).

    `stored` is None where nothing was stored that follows, `judged` where something was stored that does not. Where
    both are the same outcome, the reason, the severity, the layer or the evidence that was stored is another.
    """

    place: str
    requirement: str
    stored: Outcome | None
    judged: Outcome | None


def derive(audit: Audit, stored: Stored, profile: Profile) -> list[Difference]:
    """What was stored otherwise than the judge concludes now, by the audit's own day of law and waivers.

    Raises `DamagedError` where the observations are such that nothing can be concluded from them.
    """
    found: list[Difference] = []
    for record, verdicts in stored:
        place = record.portal["url"]
        try:
            judged = judge_looks(record, profile, audit.law_date, audit.waivers)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise DamagedError(f"{place}: {error}") from error
        found += _differences(place, {each.requirement: each for each in verdicts}, judged)
    return found


def _differences(place: str, stored: dict[str, Verdict], judged: list[Verdict]) -> Iterator[Difference]:
    again = {each.requirement: each for each in judged}
    for requirement in dict.fromkeys([*stored, *again]):
        before, after = stored.get(requirement), again.get(requirement)
        if before != after:
            yield Difference(place, requirement, before.verdict if before else None, after.verdict if after else None)
