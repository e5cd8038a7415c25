"""What ails the service, and what does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agent.watching.ailments import Ailment, ailments
from agent.watching.late import Expected, Late
from agent.watching.settings import WatchingSettings
from agent.watching.state import Beat, Outbox, State
from tests.agent.watching.made import HOUR, MONDAY

WELL: dict[str, Any] = {
    "at": MONDAY,
    "version": "1",
    "settings": "",
    "audits": {},
    "last_good": None,
    "running": None,
    "runs": {},
    "outbox": Outbox({}, MONDAY - 6 * HOUR),
    "beat": Beat(MONDAY - timedelta(seconds=59), 1, "may-chu"),
    "schedules": [Expected("tinh")],
    "journal": 0,
    "journal_head": "",
    "database_bytes": 1,
    "free_bytes": 10**9,
    "stopped": False,
    "backup": MONDAY - 192 * HOUR,
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"beat": Beat(MONDAY - timedelta(seconds=60), 1, "may-chu")}, [Ailment.SILENT]),
        ({"beat": None}, [Ailment.SILENT]),
        ({"beat": Beat(MONDAY, 1, "may-chu", {"runs": 1})}, [Ailment.FAILING]),
        ({"schedules": [Expected("tinh", late=Late("tinh", MONDAY - HOUR, MONDAY))]}, [Ailment.LATE]),
        ({"outbox": Outbox({}, MONDAY - 7 * HOUR)}, [Ailment.OUTBOX]),
        ({"free_bytes": 10**9 - 1}, [Ailment.DISK]),
        ({"free_bytes": None}, []),
        ({"backup": MONDAY - 193 * HOUR}, [Ailment.BACKUP]),
        ({"backup": None, "stopped": True}, [Ailment.BACKUP, Ailment.STOPPED]),
    ],
)
def test_each_ailment_is_found_at_its_threshold(change: dict[str, Any], found: list[Ailment]) -> None:
    assert ailments(State(**WELL | change), WatchingSettings()) == found


def test_backups_are_not_watched_where_that_is_asked() -> None:
    assert ailments(State(**WELL | {"backup": None}), WatchingSettings(backup_hours=0)) == []
