from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

import pytest

from agent.store import Finding, Store
from agent.store.findings import update_findings
from agent.store.records import write_record, write_verdicts
from policies.verdict import Outcome
from tests.agent.store.made import REQUIREMENT, START, WEEK, WWW, XA, look, planned, record, verdict

HOUR = dt.timedelta(hours=1)
FAIL, PASS = verdict(Outcome.FAIL), verdict(Outcome.PASS)


def only_finding(store: Store) -> Finding:
    (finding,) = store.findings()
    return finding


def test_a_fail_opens_a_finding(store: Store) -> None:
    audit = look(store, START, FAIL, verdict(Outcome.PASS, "tls.other"))

    assert only_finding(store) == Finding(
        WWW, REQUIREMENT, START, audit.id, START, audit.id, fixed_at=None, fixed_audit=None, reopened=False
    )
    assert only_finding(store).open


def test_the_same_fail_next_week_extends_it(store: Store) -> None:
    first, second = look(store, START, FAIL), look(store, START + WEEK, FAIL)
    finding = only_finding(store)

    assert (finding.first_seen, finding.first_audit) == (START, first.id)
    assert (finding.last_seen, finding.last_audit) == (START + WEEK, second.id)


def test_a_fresh_pass_closes_it(store: Store) -> None:
    look(store, START, FAIL)
    audit = look(store, START + WEEK, PASS)
    finding = only_finding(store)

    assert (finding.fixed_at, finding.fixed_audit, finding.last_seen) == (START + WEEK, audit.id, START)
    assert not finding.open


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.NOT_APPLICABLE, Outcome.WAIVED])
def test_what_is_no_pass_and_no_fail_leaves_it_open_and_untouched(store: Store, outcome: Outcome) -> None:
    look(store, START, FAIL)
    before = only_finding(store)
    look(store, START + WEEK, verdict(outcome))

    assert only_finding(store) == before


def test_an_audit_that_does_not_look_leaves_it_open_and_untouched(store: Store) -> None:
    look(store, START, FAIL)
    before = only_finding(store)
    look(store, START + WEEK, verdict(Outcome.PASS, "tls.other"))
    look(store, START + WEEK, PASS, portal=XA)

    assert only_finding(store) == before


def test_only_a_pass_later_than_the_fail_is_fresh(store: Store) -> None:
    old = planned(store, START - WEEK)
    look(store, START, FAIL)
    before = only_finding(store)
    store.save_portal(old.id, record(when=START - dt.timedelta(minutes=1)), [PASS])

    assert only_finding(store) == before


def test_a_fail_from_before_a_fix_does_not_reopen_it(store: Store) -> None:
    old = planned(store, START)
    look(store, START, FAIL)
    look(store, START + WEEK, PASS)
    store.save_portal(old.id, record(when=START + dt.timedelta(days=1)), [FAIL])

    assert not only_finding(store).open


def test_a_fail_after_a_fix_is_a_new_interval_that_says_so(store: Store) -> None:
    for weeks, judged in enumerate([FAIL, PASS, FAIL, FAIL]):
        look(store, START + weeks * WEEK, judged)
    first, second = store.findings()

    assert (first.open, first.reopened) == (False, False)
    assert (second.open, second.reopened) == (True, True)
    assert (second.first_seen, second.last_seen) == (START + 2 * WEEK, START + 3 * WEEK)


def test_a_pass_without_a_finding_makes_none(store: Store) -> None:
    look(store, START, PASS)

    assert store.findings() == []


def test_a_year_of_weekly_audits_is_one_row_a_failure(store: Store) -> None:
    for weeks in range(6):
        look(store, START + weeks * WEEK, FAIL)

    assert only_finding(store).last_seen == START + 5 * WEEK


def test_a_failure_that_is_stored_after_a_newer_pass_was_fixed_by_it(store: Store) -> None:
    slow = planned(store, START)
    quick = look(store, START + dt.timedelta(hours=2), PASS)
    store.save_portal(slow.id, record(when=START + dt.timedelta(hours=1)), [FAIL])
    finding = only_finding(store)

    assert (finding.first_audit, finding.first_seen) == (slow.id, START + dt.timedelta(hours=1))
    assert (finding.fixed_audit, finding.fixed_at) == (quick.id, START + dt.timedelta(hours=2))


def test_in_whichever_order_looks_are_stored_the_newest_that_decided_says_whether_a_failure_is_open(
    sqlite_url: str,
) -> None:
    chance = random.Random(4)  # noqa: S311 - any order will do
    outcomes = [Outcome.FAIL, Outcome.PASS, Outcome.UNKNOWN]
    with Store(sqlite_url) as store:
        audits = [planned(store, START + hour * HOUR, subjects=[]) for hour in range(6)]
        for number in range(25):
            url, judged = f"http://{number}.thidiem.gov.test/", chance.choices(outcomes, [3, 3, 1], k=6)
            shuffled = number % 5 and chance.sample(range(6), 6)
            with store.database.writing() as connection:
                for hour in shuffled or range(6):
                    when = START + hour * HOUR
                    write_record(connection, audits[hour].id, record(url, when))
                    write_verdicts(connection, audits[hour].id, url, [verdict(judged[hour])])
                    update_findings(connection, audits[hour].id, url, when, [verdict(judged[hour])])
            decided = [outcome for outcome in judged if outcome is not Outcome.UNKNOWN]
            found = [one for one in store.findings() if one.portal == url]
            assert [one.open for one in found[-1:]] in ([decided[-1:] == [Outcome.FAIL]], []), (judged, shuffled)
            assert bool(found) or Outcome.FAIL not in decided
            ends = [moment for one in found for moment in (one.first_seen, one.last_seen, one.fixed_at) if moment]
            assert ends == sorted(ends), "no interval reaches into the next"
            if not shuffled:
                fixes = sum(pair == (Outcome.FAIL, Outcome.PASS) for pair in pairwise(decided))
                assert len(found) == fixes + (decided[-1:] == [Outcome.FAIL])
