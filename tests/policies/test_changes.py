"""What changed between two audits."""

from __future__ import annotations

import pytest

from policies.changes import Change, ChangeKind, Key, compare
from policies.verdict import Outcome

KEY: Key = ("https://a.gov.test/", "tls.https")


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (Outcome.FAIL, "persisting"),
        (Outcome.PASS, "fixed"),
        (Outcome.UNKNOWN, "not_reobserved"),
        (Outcome.NOT_APPLICABLE, "not_reobserved"),
        (Outcome.WAIVED, "not_reobserved"),
    ],
)
def test_a_failure_is_followed_up(now: Outcome, kind: str) -> None:
    assert compare({KEY: Outcome.FAIL}, {KEY: now}) == [Change(*KEY, ChangeKind(kind))]


def test_a_failure_that_was_not_judged_again_is_not_fixed() -> None:
    assert compare({KEY: Outcome.FAIL}, {}) == [Change(*KEY, ChangeKind.NOT_REOBSERVED)]


@pytest.mark.parametrize("before", [outcome for outcome in Outcome if outcome is not Outcome.FAIL])
def test_what_fails_now_and_did_not_before_is_new(before: Outcome) -> None:
    assert compare({KEY: before}, {KEY: Outcome.FAIL}) == [Change(*KEY, ChangeKind.NEW)]


def test_a_failure_on_a_portal_never_seen_before_is_new() -> None:
    assert compare({}, {KEY: Outcome.FAIL}) == [Change(*KEY, ChangeKind.NEW)]


def test_a_failure_that_had_been_fixed_is_reopened() -> None:
    assert compare({KEY: Outcome.PASS}, {KEY: Outcome.FAIL}, {KEY}) == [Change(*KEY, ChangeKind.REOPENED)]


def test_a_failure_that_stayed_is_persisting_even_if_it_was_fixed_long_ago() -> None:
    assert compare({KEY: Outcome.FAIL}, {KEY: Outcome.FAIL}, {KEY}) == [Change(*KEY, ChangeKind.PERSISTING)]


@pytest.mark.parametrize(("now", "kind"), [(Outcome.FAIL, "reopened"), (Outcome.PASS, "fixed")])
def test_a_failure_that_was_fixed_between_both_audits_came_back_or_stayed_fixed(now: Outcome, kind: str) -> None:
    assert compare({KEY: Outcome.FAIL}, {KEY: now}, {KEY}, {KEY}) == [Change(*KEY, ChangeKind(kind))]


@pytest.mark.parametrize("before", [outcome for outcome in Outcome if outcome is not Outcome.FAIL])
@pytest.mark.parametrize("after", [outcome for outcome in Outcome if outcome is not Outcome.FAIL])
def test_nothing_is_told_where_nothing_failed(before: Outcome, after: Outcome) -> None:
    assert compare({KEY: before}, {KEY: after}) == []


def test_changes_are_sorted_by_portal_and_requirement() -> None:
    keys: list[Key] = [("b", "x"), ("a", "z"), ("a", "y")]
    changes = compare({keys[0]: Outcome.FAIL}, dict.fromkeys(keys, Outcome.FAIL))
    assert [(change.portal, change.requirement) for change in changes] == sorted(keys)
