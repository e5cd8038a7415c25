"""Verdicts follow from observations, or it is told which do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.sealing import DamagedError, Difference, Stored, derive, stored_of
from agent.store import Audit, Store
from policies.verdict import Outcome
from tests.agent.sealing.made import NO_IPV6, WAIVER, change, database, profile
from tests.agent.store.made import XA


def read(url: str) -> tuple[Audit, Stored]:
    with Store(url, create=False) as store:
        return stored_of(store, "latest")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return database(tmp_path)[0]


def test_what_the_judge_concluded_follows_waivers_and_systems_too(url: str) -> None:
    audit, stored = read(url)
    assert derive(audit, stored, profile()) == []
    of_xa = {verdict.requirement: verdict.verdict for verdict in stored[2][1]}
    assert of_xa[NO_IPV6] is Outcome.WAIVED


def test_a_verdict_that_was_changed_does_not_follow(url: str) -> None:
    change(url, "UPDATE verdicts SET verdict = 'pass' WHERE portal = ? AND requirement = ?", XA, NO_IPV6)
    assert derive(*read(url), profile()) == [Difference(XA, NO_IPV6, Outcome.PASS, Outcome.WAIVED)]


def test_a_verdict_without_its_waiver_does_not_follow(url: str) -> None:
    audit, stored = read(url)
    found = derive(replace(audit, waivers=[]), stored, profile())
    assert found == [Difference(XA, NO_IPV6, Outcome.WAIVED, Outcome.FAIL)]
    late = replace(WAIVER, until=audit.law_date.replace(day=1))
    assert derive(replace(audit, waivers=[late]), stored, profile()) == found


def test_an_observation_that_was_changed_changes_what_follows(url: str) -> None:
    change(
        url,
        "UPDATE contents SET body = '[\"::1\"]' WHERE sha256 IN "
        "(SELECT sha256 FROM observations WHERE portal = ? AND fact = 'ipv6.aaaa')",
        XA,
    )
    assert {found.requirement for found in derive(*read(url), profile())} >= {NO_IPV6}


def test_verdicts_that_were_taken_away_or_made_up_are_told(url: str) -> None:
    change(url, "UPDATE verdicts SET requirement = 'made.up' WHERE portal = ? AND requirement = ?", XA, NO_IPV6)
    assert derive(*read(url), profile()) == [
        Difference(XA, "made.up", Outcome.WAIVED, None),
        Difference(XA, NO_IPV6, None, Outcome.WAIVED),
    ]


def test_another_reason_under_the_same_outcome_is_told(url: str) -> None:
    audit, stored = read(url)
    seen, verdicts = stored[2]
    told = [
        replace(each, because={"vi": "khác", "en": "other"}) if each.requirement == NO_IPV6 else each
        for each in verdicts
    ]
    assert derive(audit, [(seen, told)], profile()) == [Difference(XA, NO_IPV6, Outcome.WAIVED, Outcome.WAIVED)]


def test_what_cannot_be_judged_is_damaged(url: str) -> None:
    audit, stored = read(url)
    seen, verdicts = stored[2]
    broken = replace(seen, vantage=[])  # type: ignore[arg-type]
    with pytest.raises(DamagedError, match=XA):
        derive(audit, [(broken, verdicts)], profile())
