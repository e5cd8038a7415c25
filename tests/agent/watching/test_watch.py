"""What the service does each turn to be missed: alarms once, pings while all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agent.notices.outbox import listed
from agent.settings import ServiceSettings
from agent.store import Store
from agent.watching.watch import watch
from tests.agent.watching.listener import listening
from tests.agent.watching.made import DAY, HOUR, MONDAY, WEEK, beat, run, schedule

MINUTE = timedelta(minutes=1)
NOTICES: dict[str, Any] = {
    "notices": {
        "smtp": {"host": "127.0.0.1", "tls": "none", "sender": "may@tinh.gov.test"},
        "soc": ["soc@tinh.gov.test"],
    }
}


def test_a_late_audit_is_told_once_for_each_time_that_it_was_due(
    store: Store, url: str, settings_on: Callable[..., ServiceSettings]
) -> None:
    settings = settings_on(url, NOTICES)
    schedule(store)
    watch(store.database, settings, MONDAY + 25 * HOUR)
    assert listed(store.database) == []
    watch(store.database, settings, MONDAY + 27 * HOUR)
    run(store, MONDAY, "failed")
    watch(store.database, settings, MONDAY + 28 * HOUR)
    (alarm,) = listed(store.database)
    assert (alarm.kind, alarm.recipient) == ("alarm", "soc@tinh.gov.test")
    assert "Lịch đánh giá tinh bị trễ" in alarm.body["subject"]
    assert "16/11/2026 01:00" in alarm.body["text"]
    watch(store.database, settings, MONDAY + WEEK + 27 * HOUR)
    assert len(listed(store.database)) == 2


def test_it_pings_as_often_as_asked_while_nothing_serious_ails(
    store: Store, url: str, settings_on: Callable[..., ServiceSettings], caplog: pytest.LogCaptureFixture
) -> None:
    schedule(store)
    with listening() as listener:
        settings = settings_on(url, heartbeat_url=listener.url, heartbeat_minutes=3)

        def pings_at(now: Any) -> int:
            beat(store, now)
            watch(store.database, settings, now)
            return len(listener.asked)

        assert [pings_at(MONDAY + minutes * MINUTE) for minutes in (0, 1, 2, 3, 4, 6)] == [1, 1, 1, 2, 2, 3]
        assert pings_at(MONDAY + 26 * HOUR) == 3
        assert "what ails the service: late" in caplog.text
        assert pings_at(MONDAY + 27 * HOUR) == 3
        assert caplog.text.count("what ails") == 1
        run(store, MONDAY, "finished")
        assert pings_at(MONDAY + 28 * HOUR) == 4
        assert pings_at(MONDAY - DAY) == 5  # the clock was put back


def test_it_looks_no_more_often_than_each_minute(
    store: Store, url: str, settings_on: Callable[..., ServiceSettings]
) -> None:
    settings = settings_on(url, NOTICES)
    watch(store.database, settings, MONDAY + 26 * HOUR - timedelta(seconds=10))
    schedule(store)
    watch(store.database, settings, MONDAY + 26 * HOUR)
    assert listed(store.database) == []
    watch(store.database, settings, MONDAY + 26 * HOUR + MINUTE)
    assert len(listed(store.database)) == 1
