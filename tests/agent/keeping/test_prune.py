from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from agent.keeping.prune import left_behind, prune_audit, too_old
from agent.store import Store, StoreError
from agent.store.audit import Kind
from agent.store.errors import Text
from agent.store.schema import audits
from tests.agent.keeping.made import NOW, rows, weekly
from tests.agent.store.made import WEEK, planned


def test_old_audits_go_but_the_last_of_each_month_and_the_newest_of_each_province(store: Store) -> None:
    weeks = weekly(store, 10)  # 21/09, 28/09, 05/10 … 26/10, 02/11 … 23/11
    elsewhere = planned(store, NOW - 30 * WEEK, province="Tỉnh Khác")
    store.finish_audit(elsewhere.id, complete=True, load={})
    unfinished = planned(store, NOW - 7 * WEEK)
    with store.database.reading() as connection:
        old = too_old(connection, NOW - timedelta(weeks=3))

    days = [f"{audit.started:%d/%m}" for audit in weeks if audit.id in old]
    assert days == ["21/09", "05/10", "12/10", "19/10"]
    assert set(old) - {audit.id for audit in weeks} == {unfinished.id}


def test_a_look_again_at_some_portals_is_no_audit_of_its_month(store: Store) -> None:
    (weekly_one,) = weekly(store, 1, NOW - 8 * WEEK)
    again = planned(store, NOW - 8 * WEEK + timedelta(days=1))
    store.finish_audit(again.id, complete=True, load={})
    with store.database.writing() as connection:
        connection.execute(update(audits).where(audits.c.id == again.id).values(kind=Kind.RECHECK))
        assert too_old(connection, NOW) == [again.id]
    assert weekly_one.id != again.id


def test_what_is_left_of_an_audit_are_its_row_its_counts_and_its_findings(store: Store) -> None:
    first, second, third = weekly(store, 3)
    before, findings = store.history(third.id, 2, lambda agency, requirement: requirement), store.findings()
    prune_audit(store.database, second.id, NOW)

    assert (rows(store, second), rows(store, first) > 0) == (0, True)
    assert store.findings() == findings
    after = store.history(third.id, 2, lambda agency, requirement: requirement)
    assert [past.counts for past in after] == [past.counts for past in before]
    assert [audit.id for audit in store.audits()] == [third.id, second.id, first.id]
    assert {one.last_audit for one in store.findings_as_of(first.id)} == {first.id}


def test_what_is_left_is_never_told_as_the_whole(store: Store) -> None:
    first, second, third = weekly(store, 3)
    prune_audit(store.database, second.id, NOW)

    for read in (store.records, store.verdicts, store.systems):
        with pytest.raises(StoreError) as caught:
            read(second.id)
        assert (caught.value.text, caught.value.values["day"]) == (Text.PRUNED, "23/11/2026")
    previous = store.previous_audit(third.id)
    assert previous is not None
    assert previous.id == first.id


def test_an_audit_without_details_is_not_gone_on_with(store: Store) -> None:
    audit = planned(store)
    asked = ("ab" * 32, "vn-2026", None, ["tls", "ipv6"], None)
    assert store.unfinished_audit(*asked) == audit
    prune_audit(store.database, audit.id, NOW)

    assert store.unfinished_audit(*asked) is None


def test_what_a_killed_housekeeping_left_is_removed_by_the_next(store: Store) -> None:
    first, _second = weekly(store, 2)
    with store.database.writing() as connection:
        connection.execute(update(audits).where(audits.c.id == first.id).values(pruned=NOW))
        assert left_behind(connection) == [first.id]
    prune_audit(store.database, first.id, NOW)

    assert rows(store, first) == 0
    with store.database.reading() as connection:
        assert left_behind(connection) == []
