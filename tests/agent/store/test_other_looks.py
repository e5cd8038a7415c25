from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from agent.store import Store
from agent.store.engine import Database
from agent.store.schema import contents, other_looks
from policies.verdict import Outcome
from tests.agent.store.made import START, WWW, XA, planned, record, verdict


def test_looks_of_other_vantages_come_back_as_they_were_in_their_order(store: Store) -> None:
    hostile = record(WWW, START + timedelta(minutes=2), subject="CN=\0\ud800\u202e")
    named = [replace(hostile, vantage={"name": name}) for name in ("B", "C")]
    empty = replace(named[1], observations={"tls": {}, "ipv6": {}})
    several = replace(record(), also=(named[0], empty))
    kept = store.keep_audit(planned(store), [(several, [verdict(Outcome.PASS)]), (record(XA), [])])

    assert store.records(kept.id) == [several, record(XA)]
    assert [list(look.observations) for look in store.records(kept.id)[0].looks] == [["tls", "ipv6"]] * 3


def test_what_both_vantages_saw_alike_is_stored_once(url: str) -> None:
    with Store(url) as store:
        look = record()
        store.keep_audit(planned(store), [(look, [])])
        alike = replace(look, finished=(START + timedelta(minutes=1)).isoformat())
        database = Database(url)
        with database.reading() as connection:
            before = connection.scalar(select(func.count()).select_from(contents))
        store.keep_audit(planned(store), [(replace(look, also=(alike,)), [])])
        with database.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(contents)) == before
            assert connection.scalar(select(func.count()).select_from(other_looks)) == 1
        database.close()
