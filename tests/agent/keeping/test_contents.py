from __future__ import annotations

from dataclasses import replace

from agent.keeping.contents import collect
from agent.keeping.prune import prune_audit
from agent.store import Store
from checks.observation import content_hash
from policies.verdict import Outcome
from tests.agent.keeping.made import NOW, stored_contents, weekly
from tests.agent.store.made import WWW, planned, record, verdict


def test_what_nothing_refers_to_goes_and_all_else_stays(store: Store) -> None:
    first, second = weekly(store, 2)
    kept, before = store.records(second.id), stored_contents(store)
    prune_audit(store.database, first.id, NOW)

    assert collect(store.database) == 1
    assert before - stored_contents(store) == {content_hash(f"{first.started:%d/%m/%Y}")}
    assert store.records(second.id) == kept
    assert collect(store.database) == 0


def test_what_other_vantages_saw_is_kept(store: Store) -> None:
    part = planned(store)
    seen = replace(record(WWW), also=(record(WWW, elsewhere="only here"),))
    combined = store.keep_audit(part, [(seen, [verdict(Outcome.PASS)])])

    assert collect(store.database) == 0
    assert content_hash("only here") in stored_contents(store)
    assert store.records(combined.id) == [seen]
