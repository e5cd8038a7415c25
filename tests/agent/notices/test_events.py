"""Events and documents for machines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from agent.notices.events import alarm_event, audit_events
from agent.notices.items import items_of
from agent.notices.letters import LetterDrawing
from agent.reporting import report_of
from agent.store import Store
from policies.verdict import Severity
from reports.wording import Wording
from tests.agent.notices.made import NOW, audit, failing, severe


def test_the_same_audit_gives_the_same_events(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as store:
        report = report_of(store, audit(store, 0, [failing(), severe("web.nosniff", Severity.LOW)], name="A\nB|="))
    items = items_of(report, report.agencies[0], timedelta(days=30))
    drawing = LetterDrawing(Wording("en"), NOW)
    events = audit_events(report, items, drawing)
    assert events == audit_events(report, items, drawing)
    assert len({event["id"] for event in events}) == 3
    assert [(event["action"], event["weight"]) for event in events] == [
        ("audit-finished", 1),
        ("failure-new", 8),
        ("failure-new", 3),
    ]
    assert events[0]["message"].endswith("finished: new 2; not reached 0")
    assert events[1]["name"] == "A B|="


def test_an_alarm_is_told_apart_by_its_kind_and_key() -> None:
    one, same, other = (alarm_event("audit-late", key, "x", NOW.isoformat()) for key in ("a", "a", "b"))
    assert one == same
    assert one["id"] != other["id"]
    assert one["action"] == "alarm-audit-late"
