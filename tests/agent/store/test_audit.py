from __future__ import annotations

import datetime as dt
import re

from agent.store import AuditStatus, Store
from agent.store.audit import TaskStatus, new_id
from tests.agent.store.made import START, planned


def test_an_id_tells_the_time_in_vietnam_and_tells_audits_apart() -> None:
    ids = {new_id(START) for _ in range(20)}

    assert all(re.fullmatch(r"20261121-2310-[0-9a-f]{4}", found) for found in ids)
    assert len(ids) > 1


def test_ids_sort_by_time() -> None:
    assert new_id(START) < new_id(START + dt.timedelta(minutes=1)) < new_id(START + dt.timedelta(days=300))


def test_only_a_finished_audit_is_complete(store: Store) -> None:
    audit = planned(store)

    assert not audit.complete
    assert not store.finish_audit(audit.id, complete=False, load={}).complete
    assert store.finish_audit(audit.id, complete=True, load={}).complete


def test_the_words_of_the_status_are_stable() -> None:
    assert [str(word) for word in AuditStatus] == ["planned", "running", "waiting", "finished", "interrupted"]
    assert [str(word) for word in TaskStatus] == ["planned", "looked", "done", "failed", "missed"]
