"""Tells what several vantages met: who was answered, and what each of them had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.record import PortalRecord
from policies.vantages import answer_of, answers, answers_differ
from reports.model import AuditReport, PortalResult
from reports.wording import Wording

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class VantageView:
    """One vantage of an audit."""

    name: str
    ipv4: bool
    ipv6: bool


@dataclass(frozen=True, slots=True)
class LookView:
    """One look of several at a portal: from where, how it was met (in words), and when it ended."""

    vantage: str
    answer: str
    finished: str


def vantages_of(vantage: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The single vantages of an audit's vantage."""
    several: Sequence[Mapping[str, Any]] = vantage.get("vantages", ())
    return several or (vantage,)


def vantage_views(report: AuditReport, wording: Wording) -> tuple[VantageView, ...]:
    """The vantages of an audit, in the order in which they were combined."""
    return tuple(
        VantageView(
            wording.cut(str(one.get("name", "")), LONGEST_NAME), one.get("ipv4") is True, one.get("ipv6") is True
        )
        for one in vantages_of(report.vantage)
    )


def look_views(record: PortalRecord, wording: Wording) -> tuple[LookView, ...]:
    """The looks at a portal where there are several, the first of them first; else none."""
    if not record.also:
        return ()
    return tuple(
        LookView(
            wording.cut(str(look.vantage.get("name", "")), LONGEST_NAME),
            wording.word("answer", answer_of(look) or "unasked"),
            wording.observed(look.finished),
        )
        for look in record.looks
    )


def differing(report: AuditReport) -> list[PortalResult]:
    """The portals that answered one vantage and not another, though that one works."""
    return [result for result in report.portals if answers_differ(result.record)]


def answers_text(record: PortalRecord, wording: Wording) -> str:
    """Who was answered and who was not ("Hà Nội: answered; Đà Nẵng: did not answer")."""
    return "; ".join(
        f"{wording.cut(name, LONGEST_NAME)}: {wording.word('answer', answer or 'unasked')}"
        for name, answer in answers(record).items()
    )
