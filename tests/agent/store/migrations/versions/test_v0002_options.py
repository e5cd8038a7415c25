from __future__ import annotations

from agent.store import Store
from tests.agent.store.migrations.past import AUDIT, past


def test_an_audit_from_before_the_tiers_was_a_quick_one(url: str) -> None:
    past(url, "0001")

    with Store(url) as store:
        assert store.audit(AUDIT).tier == "quick"
