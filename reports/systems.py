"""What the verdicts on an information system come to: the level that the facts suggest, the deadlines, and where its
portals contradict its papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict
from policies.words import day_text, word
from reports.model import AuditReport, PortalResult

_DECIDED = (Outcome.PASS, Outcome.FAIL, Outcome.WAIVED)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The highest level (1–5) that a criterion which holds asks for, and the requirements that say so.

    `undecided` are the criteria for a higher one of which it is not known whether they hold.
    """

    level: int
    criteria: tuple[str, ...]
    undecided: tuple[str, ...]


class Due(StrEnum):
    """Where a requirement with a deadline stands."""

    DONE = "done"
    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    WAIVED = "waived"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline that concerns a system; `days_left` is negative when it has passed."""

    requirement: str
    day: date
    days_left: int
    due: Due


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A portal that does not bear out what the papers of its system say."""

    portal: PortalResult
    verdict: Verdict


def suggested(verdicts: Iterable[Verdict], requirements: Mapping[str, Requirement]) -> Suggestion | None:
    """The level that the facts suggest, by the `level.*` verdicts whose parameter `level` names one; None when no
    criterion is known to hold."""
    asked: dict[str, tuple[int, Outcome]] = {}
    for verdict in verdicts:
        level = requirements[verdict.requirement].parameters.get("level")
        if verdict.requirement.startswith("level.") and isinstance(level, int):
            asked[verdict.requirement] = (level, verdict.verdict)
    holding = {name: level for name, (level, outcome) in asked.items() if outcome in _DECIDED}
    if not holding:
        return None
    highest = max(holding.values())
    return Suggestion(
        highest,
        tuple(sorted(name for name, level in holding.items() if level == highest)),
        tuple(
            sorted(name for name, (level, outcome) in asked.items() if outcome is Outcome.UNKNOWN and level > highest)
        ),
    )


def deadlines(
    verdicts: Iterable[Verdict], requirements: Mapping[str, Requirement], law_date: date
) -> tuple[Deadline, ...]:
    """The deadlines that concern the system, the earliest first; those that do not apply to it are left out."""
    found = []
    for verdict in verdicts:
        day = requirements[verdict.requirement].deadline
        due = _due(verdict, day, law_date) if day else None
        if day is not None and due is not None:
            found.append(Deadline(verdict.requirement, day, (day - law_date).days, due))
    return tuple(sorted(found, key=lambda one: (one.day, one.requirement)))


def not_due(verdict: Verdict, requirement: Requirement, law_date: date) -> bool:
    """Whether it does not apply only because its deadline has not come yet."""
    day = requirement.deadline
    return day is not None and _due(verdict, day, law_date) is Due.NOT_DUE


def contradictions(report: AuditReport) -> dict[str, tuple[Contradiction, ...]]:
    """By the id of a system: every `contradiction.*` that fails at a portal of it, in the order of the portals."""
    found: dict[str, list[Contradiction]] = {}
    for portal, verdict in report.verdicts():
        system = portal.record.portal.get("system")
        if system and verdict.verdict is Outcome.FAIL and verdict.requirement.startswith("contradiction."):
            found.setdefault(str(system), []).append(Contradiction(portal, verdict))
    return {system: tuple(several) for system, several in found.items()}


def _due(verdict: Verdict, day: date, law_date: date) -> Due | None:
    """None where it does not apply. What is not due yet is not applicable too, and its reason says so."""
    match verdict.verdict:
        case Outcome.PASS:
            return Due.DONE
        case Outcome.UNKNOWN:
            return Due.UNKNOWN
        case Outcome.WAIVED:
            return Due.WAIVED
        case Outcome.NOT_APPLICABLE:
            told = word("due", "en").format(deadline=day_text(day), days=abs((law_date - day).days))
            return Due.NOT_DUE if verdict.because["en"].endswith(told) else None
        case Outcome.FAIL:
            return Due.OVERDUE
