"""Verdicts: what the judge concludes about one requirement at one portal."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """The five conclusions there are (đạt, không đạt, chưa xác định, không áp dụng, được miễn có thời hạn)."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class Severity(StrEnum):
    """How much a failure weighs, heaviest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for critical up to 3 for low, so that sorting puts the worst first."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One requirement judged at one portal.

    `because` says why in each language (`{"vi": …, "en": …}`); `observations` are the ids of the
    evidence it rests on; `reasons` are the `Unseen` reasons behind an `unknown`, else empty.
    """

    requirement: str
    verdict: Outcome
    severity: Severity
    layer: int
    because: dict[str, str]
    observations: tuple[str, ...]
    reasons: tuple[str, ...] = field(default=())
