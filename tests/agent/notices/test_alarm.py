"""Alarms go to the security team at once, by every channel, each once."""

from __future__ import annotations

from agent.notices.alarm import write_alarm
from agent.notices.outbox import listed
from agent.notices.settings import NoticeSettings
from agent.store import Store
from reports.i18n import Language
from tests.agent.notices.made import NOW, SOC, settings

TEXTS: dict[Language, str] = {
    "vi": "Đợt đánh giá trễ\nLịch <b>tuần</b>",
    "en": "An audit is late\nSchedule <b>weekly</b>",
}


def test_an_alarm_is_written_once_for_each_key(store: Store) -> None:
    by = settings(
        webhooks=[{"name": "bot", "url": "https://hook.test/"}],
        syslog=[{"name": "siem", "host": "siem.test"}],
        quiet_hours={"start": "00:00", "end": "23:59"},
    )
    first = write_alarm(store.database, by, "audit-late", "weekly 1", TEXTS, NOW)
    assert sorted(one.recipient for one in first) == ["bot", "siem", SOC]
    assert {one.next_try for one in first} == {NOW}
    assert write_alarm(store.database, by, "audit-late", "weekly 1", TEXTS, NOW) == []
    assert len(write_alarm(store.database, by, "audit-late", "weekly 2", TEXTS, NOW)) == 3
    mail = next(one for one in listed(store.database) if one.channel == "mail")
    assert mail.body["subject"] == "[tuanthu] Alarm: An audit is late"
    assert "Schedule <b>weekly</b>" in mail.body["text"]
    assert "Schedule &lt;b&gt;weekly&lt;/b&gt;" in mail.body["html"]


def test_without_anybody_to_tell_nothing_is_written(store: Store) -> None:
    assert write_alarm(store.database, NoticeSettings(), "audit-late", "weekly", TEXTS, NOW) == []
