"""The audits before one: one a week, counted, and the failures as they were known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from agent.store import Audit, Store
from agent.store.audit import Kind
from agent.store.schema import verdict_counts
from checks.record import system_key
from policies.verdict import Outcome, Verdict
from tests.agent.store.made import REQUIREMENT, START, WEEK, WWW, XA, look, planned, record, verdict

DAY = dt.timedelta(days=1)
FAIL, PASS, UNKNOWN = verdict(Outcome.FAIL), verdict(Outcome.PASS), verdict(Outcome.UNKNOWN)
SYSTEM = system_key("httt")


def ids(store: Store, audit: Audit, weeks: int = 55) -> list[str]:
    return [past.audit.id for past in store.history(audit.id, weeks, lambda agency, requirement: requirement)]


def counts(store: Store, audit: Audit) -> dict[tuple[str | None, str], dict[Outcome, int]]:
    """What the audit came to by agency and requirement, as the audit a week later is told of it."""
    later = planned(store, audit.started + WEEK)
    (past,) = store.history(later.id, 1, lambda agency, requirement: (agency, requirement))
    return {cell: dict(found) for cell, found in past.counts.items()}


def kept(store: Store, *judged: tuple[str, dict[str, str], list[Verdict]]) -> Audit:
    """A finished audit of portals and systems: (URL or key, what the record says of it, verdicts)."""
    audit = planned(store, START, subjects=[])
    seen = [(replace(record(url), portal={"url": url, **said}), verdicts) for url, said, verdicts in judged]
    return store.keep_audit(replace(audit, finished=START), seen)


def test_an_audit_is_told_of_the_weeks_before_it_oldest_first(store: Store) -> None:
    audits = [look(store, START + week * WEEK, FAIL) for week in range(4)]
    look(store, START + 4 * WEEK, FAIL)

    assert ids(store, audits[3]) == [audit.id for audit in audits[:3]]
    assert ids(store, audits[3], weeks=2) == [audit.id for audit in audits[1:3]]
    assert ids(store, audits[0]) == []


def test_of_daily_audits_one_a_week_is_told_the_nearest_to_the_week(store: Store) -> None:
    days = [look(store, START + day * DAY, FAIL) for day in range(16)]

    assert ids(store, days[15]) == [days[1].id, days[8].id, days[14].id]


def test_an_audit_some_hours_early_or_late_still_has_its_week(store: Store) -> None:
    hours = [0, 11, -9, 5]
    audits = [look(store, START + week * WEEK + hour * DAY / 24, FAIL) for week, hour in enumerate(hours)]

    assert ids(store, audits[3]) == [audit.id for audit in audits[:3]]


@pytest.mark.parametrize("unlike", [{"profile": "internet-nl"}, {"inventory": "mot-so.yaml"}, {"checks": ["tls"]}])
def test_of_two_in_a_week_the_one_that_asked_alike_is_told(store: Store, unlike: dict[str, object]) -> None:
    other = planned(store, START, **unlike)
    store.finish_audit(other.id, complete=True, load={})
    alike = look(store, START + DAY, FAIL)
    audit = planned(store, START + WEEK)

    assert ids(store, audit) == [alike.id]


def test_only_finished_audits_of_the_province_count_and_no_parts_of_a_combined_one(store: Store) -> None:
    interrupted = planned(store, START)
    store.finish_audit(interrupted.id, complete=False, load={})
    elsewhere = planned(store, START + DAY, province="Tỉnh Khác")
    store.finish_audit(elsewhere.id, complete=True, load={})
    part = look(store, START + WEEK, FAIL)
    vantage = {"name": "a + b", "vantages": [{"name": "a", "audit": part.id}]}
    combined = store.keep_audit(replace(part, vantage=vantage), [(record(when=START + WEEK), [FAIL])])

    assert ids(store, planned(store, START + 2 * WEEK)) == [combined.id]


def test_verdicts_are_counted_by_requirement_outcome_and_agency(store: Store) -> None:
    other = verdict(Outcome.PASS, "tls.other")
    audit = kept(
        store,
        (WWW, {"agency_id": "ubnd-tinh"}, [FAIL, other]),
        (XA, {"agency_id": "ubnd-tinh"}, [FAIL]),
        ("https://khong-chu.test/", {}, [UNKNOWN]),
    )

    assert counts(store, audit) == {
        ("ubnd-tinh", REQUIREMENT): {Outcome.FAIL: 2},
        ("ubnd-tinh", "tls.other"): {Outcome.PASS: 1},
        (None, REQUIREMENT): {Outcome.UNKNOWN: 1},
    }


def test_a_system_counts_only_where_no_portal_of_it_was_judged(store: Store) -> None:
    owned = {"agency_id": "ubnd-tinh", "system": "httt"}
    audit = kept(store, (SYSTEM, owned, [FAIL, verdict(Outcome.PASS, "plan.owner")]), (WWW, owned, [UNKNOWN]))

    assert counts(store, audit) == {
        ("ubnd-tinh", REQUIREMENT): {Outcome.UNKNOWN: 1},
        ("ubnd-tinh", "plan.owner"): {Outcome.PASS: 1},
    }


def test_what_has_no_cell_is_left_out(store: Store) -> None:
    look(store, START, FAIL, verdict(Outcome.PASS, "tls.gone"))
    audit = planned(store, START + WEEK)
    (past,) = store.history(audit.id, 1, lambda agency, requirement: requirement if requirement != "tls.gone" else None)

    assert past.counts == {REQUIREMENT: {Outcome.FAIL: 1}}


def test_an_audit_from_before_counts_were_kept_is_counted_when_asked_for(store: Store) -> None:
    audit = look(store, START, FAIL)
    with store.database.writing() as connection:
        connection.execute(delete(verdict_counts))

    assert counts(store, audit) == {(None, REQUIREMENT): {Outcome.FAIL: 1}}
    with store.database.reading() as connection:
        assert list(connection.scalars(select(verdict_counts.c.audit))) == [audit.id]


def test_an_interrupted_audit_is_counted_once_it_is_finished(store: Store) -> None:
    audit = planned(store)
    store.save_portal(audit.id, record(), [FAIL])
    store.finish_audit(audit.id, complete=False, load={})
    store.save_portal(audit.id, record(XA), [FAIL])
    store.finish_audit(audit.id, complete=True, load={})

    assert counts(store, audit) == {(None, REQUIREMENT): {Outcome.FAIL: 2}}


def test_a_later_fix_is_not_known_yet(store: Store) -> None:
    first, second = look(store, START, FAIL), look(store, START + WEEK, PASS)
    (then,), (now,) = store.findings_as_of(first.id), store.findings_as_of(second.id)

    assert (then.open, then.fixed_audit, then.last_seen) == (True, None, START)
    assert (now.fixed_at, now.fixed_audit) == (START + WEEK, second.id)


def test_a_later_failure_and_one_of_another_province_are_not_told(store: Store) -> None:
    first = look(store, START, verdict(Outcome.FAIL, "tls.first"))
    look(store, START + WEEK, FAIL)
    elsewhere = planned(store, START, province="Tỉnh Khác")
    store.save_portal(elsewhere.id, record(XA), [FAIL])

    assert [finding.requirement for finding in store.findings_as_of(first.id)] == ["tls.first"]


def test_a_failure_that_is_seen_on_was_last_seen_by_the_audit_that_saw_it_so_far(store: Store) -> None:
    first, blind, _later = (
        look(store, START + week * WEEK, judged) for week, judged in enumerate([FAIL, UNKNOWN, FAIL])
    )
    (finding,) = store.findings_as_of(blind.id)

    assert (finding.last_seen, finding.last_audit) == (START, first.id)


def test_a_failure_that_came_back_says_so_only_from_then_on(store: Store) -> None:
    audits = [look(store, START + week * WEEK, judged) for week, judged in enumerate([FAIL, PASS, FAIL])]

    assert [finding.reopened for finding in store.findings_as_of(audits[1].id)] == [False]
    assert [finding.reopened for finding in store.findings_as_of(audits[2].id)] == [False, True]


def test_a_failure_that_is_back_is_open_once_where_a_later_re_check_saw_it_fixed_meanwhile(store: Store) -> None:
    look(store, START, FAIL)
    week = planned(store, START + WEEK)
    again = planned(store, START + WEEK + DAY, kind=Kind.RECHECK, subjects=[WWW])
    store.save_portal(again.id, record(when=START + WEEK + DAY), [PASS])
    store.finish_audit(again.id, complete=True, load={})
    store.save_portal(week.id, record(when=START + WEEK + 2 * DAY), [FAIL])
    before, now = store.findings_as_of(week.id)

    assert (before.fixed_at, before.fixed_audit, before.last_seen) == (START + WEEK + DAY, again.id, START)
    assert (now.open, now.reopened, now.first_seen) == (True, True, START + WEEK + 2 * DAY)


def test_a_combined_audit_knows_what_the_later_of_its_parts_saw_first(store: Store) -> None:
    first, second = look(store, START, UNKNOWN), look(store, START + DAY, FAIL)
    vantage = {"name": "a + b", "vantages": [{"name": "a", "audit": first.id}, {"name": "b", "audit": second.id}]}
    both = replace(record(when=START), also=(record(when=START + DAY),))
    combined = store.keep_audit(replace(first, vantage=vantage), [(both, [FAIL])])

    assert [(one.first_audit, one.open) for one in store.findings_as_of(combined.id)] == [(second.id, True)]
