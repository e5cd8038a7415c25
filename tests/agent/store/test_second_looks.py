"""Portals that are owed another look: kept, told to nobody, and stored as one at the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.store import Store, StoreError
from agent.store.audit import Kind
from agent.store.errors import Text
from agent.store.second_looks import Owed
from policies.verdict import Outcome
from tests.agent.store.made import START, WWW, XA, look, planned, record, verdict

DUE = START + timedelta(minutes=10)


def test_what_is_owed_another_look_is_not_told_until_all_its_looks_are_stored_as_one(store: Store) -> None:
    audit = planned(store)
    first, owed = record(), Owed("confirm", DUE, 1)
    store.save_look(audit.id, first, owed)
    assert (store.records(audit.id), store.verdicts(audit.id), store.findings()) == ([], {}, [])
    assert (store.owed(audit.id), store.looked(audit.id, WWW)) == ({WWW: owed}, first)
    assert store.remaining(audit.id) == [WWW, XA]
    twice = replace(record(when=DUE), also=(first,))
    store.save_look(audit.id, twice, replace(owed, attempt=2))
    assert (store.owed(audit.id)[WWW].attempt, store.looked(audit.id, WWW)) == (2, twice)
    thrice = replace(record(when=DUE + timedelta(hours=1)), also=(replace(twice, also=()), first))
    store.save_portal(audit.id, thrice, [verdict(Outcome.FAIL)])
    assert (store.owed(audit.id), store.records(audit.id), list(store.verdicts(audit.id))) == ({}, [thrice], [WWW])
    assert [found.last_seen for found in store.findings()] == [DUE + timedelta(hours=1)]
    with pytest.raises(StoreError) as refused:
        store.save_look(audit.id, first, owed)
    assert refused.value.text is Text.SAVED_TWICE
    assert store.records(audit.id) == [thrice]


def test_what_was_missed_is_named_and_left_no_more(store: Store) -> None:
    audit = planned(store)
    store.miss(audit.id, [XA])
    assert (store.remaining(audit.id), store.missed(audit.id)) == ([WWW], [XA])


def test_a_recheck_closes_findings_and_is_no_week_of_the_course(store: Store) -> None:
    week = timedelta(days=7)
    whole = look(store, START, verdict(Outcome.FAIL))
    again = planned(store, START + timedelta(days=1), subjects=[WWW], kind=Kind.RECHECK)
    store.save_portal(again.id, record(when=START + timedelta(days=1)), [verdict(Outcome.PASS)])
    again = store.finish_audit(again.id, complete=True, load={})
    assert again.kind is Kind.RECHECK
    assert [found.fixed_audit for found in store.findings()] == [again.id]
    assert store.audit("latest").id == whole.id
    assert store.last_verdicts(whole.province, [WWW], whole.checks) == {
        (WWW, verdict(Outcome.PASS).requirement): Outcome.PASS
    }
    later = look(store, START + week, verdict(Outcome.PASS))
    assert store.previous_audit(later.id) == store.audit(whole.id)
    assert [past.audit.id for past in store.history(later.id, 4, lambda *_: 0)] == [whole.id]


def test_what_was_last_concluded_is_told_of_each_requirement(store: Store) -> None:
    dns = "dns.servers.two"
    whole = look(store, START, verdict(Outcome.FAIL), verdict(Outcome.PASS, dns))
    again = planned(store, START + timedelta(days=1), subjects=[WWW], kind=Kind.RECHECK, checks=["dns"])
    store.save_portal(again.id, record(when=START + timedelta(days=1)), [verdict(Outcome.FAIL, dns)])
    store.finish_audit(again.id, complete=True, load={})
    told = store.last_verdicts(whole.province, [WWW], ["tls"])
    assert told == {(WWW, verdict(Outcome.FAIL).requirement): Outcome.FAIL, (WWW, dns): Outcome.FAIL}


def test_an_audit_goes_on_with_none_of_another_kind_or_group(store: Store) -> None:
    again, group = planned(store, kind=Kind.RECHECK), planned(store, group="xa")
    asked = (again.inventory_digest, again.profile, again.law_date, again.checks, again.tier, [WWW, XA])
    assert store.unfinished_audit(*asked) is None
    assert store.unfinished_audit(*asked, kind=Kind.RECHECK) == again
    assert store.unfinished_audit(*asked, group="xa") == group


def test_a_group_of_portals_has_a_course_of_its_own(store: Store) -> None:
    group = planned(store, group="xa", subjects=[XA])
    group = store.finish_audit(group.id, complete=True, load={})
    whole = look(store, START + timedelta(days=1), verdict(Outcome.FAIL))
    next_week = planned(store, START + timedelta(days=7), group="xa", subjects=[XA])
    assert store.previous_audit(whole.id) is None
    assert store.previous_audit(next_week.id) == store.audit(group.id)
