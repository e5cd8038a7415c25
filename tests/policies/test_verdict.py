"""Verdicts as data."""

from __future__ import annotations

from policies.verdict import Outcome, Severity


def test_severities_rank_from_the_worst_down() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == ["critical", "high", "medium", "low"]


def test_there_are_five_outcomes() -> None:
    assert set(Outcome) == {"pass", "fail", "unknown", "not_applicable", "waived"}
