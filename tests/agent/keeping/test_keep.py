from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from agent.journal import Journal, Verified
from agent.keeping.keep import Kept, keep
from agent.keeping.settings import KeepingSettings
from agent.store import Store
from agent.store.service_schema import notices
from policies.verdict import Outcome
from tests.agent.keeping.made import NOW, rows, stored_contents, weekly
from tests.agent.store.made import WEEK, WWW, planned, record, verdict

SETTINGS = KeepingSettings(details_weeks=4, notices_weeks=4, least_free_mib=0)


def test_housekeeping_removes_what_is_old_once_and_says_so(store: Store) -> None:
    weeks = weekly(store, 9)
    kept = keep(store.database, SETTINGS, NOW)

    assert set(kept.audits) == {audit.id for audit in weeks if not rows(store, audit)}
    assert (len(kept.audits), kept.contents) == (3, 3)
    told = [(entry.act, entry.actor, entry.details) for entry in Journal(store.database).entries()]
    assert told == [("keep.prune", "tuanthu", {"audit": audit}) for audit in kept.audits]
    assert keep(store.database, SETTINGS, NOW + timedelta(days=1)) == Kept()


def test_a_store_without_anything_old_is_left_as_it_is(store: Store) -> None:
    weekly(store, 4)
    before = stored_contents(store)

    assert keep(store.database, SETTINGS, NOW) == Kept()
    assert stored_contents(store) == before
    assert isinstance(Journal(store.database).verify(), Verified)


def test_notices_go_once_they_are_done_with(store: Store) -> None:
    row = {"kind": "new", "channel": "mail", "recipient": "a@b.test", "body": {}, "attempts": 1, "next_try": NOW}
    old, young = NOW - 5 * WEEK, NOW - 3 * WEEK
    made = [
        {"id": f"{state} {name}", "state": state, "created": created, **row}
        for state in ("sent", "given_up", "waiting", "sending")
        for name, created in (("old", old), ("young", young))
    ]
    with store.database.writing() as connection:
        connection.execute(insert(notices), made)

    assert keep(store.database, SETTINGS, NOW).notices == 2
    with store.database.reading() as connection:
        left = set(connection.scalars(select(notices.c.id)))
    assert left == {row["id"] for row in made} - {"sent old", "given_up old"}


def test_an_audit_that_saves_meanwhile_loses_nothing(store: Store) -> None:
    weekly(store, 14)
    audit = planned(store, NOW, subjects=[f"{WWW}{number}" for number in range(30)])

    def save() -> None:
        for number in range(30):
            seen = record(f"{WWW}{number}", NOW, week=f"{NOW - WEEK * number:%d/%m/%Y}")
            store.save_portal(audit.id, seen, [verdict(Outcome.PASS)])

    thread = threading.Thread(target=save)
    thread.start()
    kept = keep(store.database, SETTINGS, NOW)
    thread.join()

    assert len(kept.audits) > 5
    seen = [each.observations["tls"]["week"] for each in store.records(audit.id)]
    assert seen == [f"{NOW - WEEK * number:%d/%m/%Y}" for number in range(30)]


def test_a_disk_that_fills_is_told_each_day(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with Store(sqlite_url) as store:
        keep(store.database, KeepingSettings(least_free_mib=2**40), NOW)

    assert ["MiB are free" in record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        True
    ]
