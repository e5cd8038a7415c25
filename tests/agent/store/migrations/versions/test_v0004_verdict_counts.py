from __future__ import annotations

from agent.store import Store
from policies.verdict import Outcome
from tests.agent.store.made import REQUIREMENT, START, WEEK, planned
from tests.agent.store.migrations.past import past


def test_audits_from_before_counts_were_kept_have_their_history(url: str) -> None:
    past(url, "0003")

    with Store(url) as store:
        (told,) = store.history(planned(store, START + WEEK).id, 1, lambda agency, requirement: requirement)
    assert told.counts == {REQUIREMENT: {Outcome.FAIL: 1}}
