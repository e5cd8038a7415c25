from __future__ import annotations

from agent.store import Store
from tests.agent.store.migrations.past import AUDIT, FACT, past


def test_an_audit_from_before_several_vantages_keeps_its_one_look(url: str) -> None:
    past(url, "0002")

    with Store(url) as store:
        (record,) = store.records(AUDIT)
    assert record.looks == (record,)
    assert record.observations == {"tls": {"endpoints": FACT}}
