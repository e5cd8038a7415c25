"""What there is to tell of an agency, and what makes two items the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.notices.items import Item, News, items_of
from agent.reporting import report_of
from agent.store import Audit, Store
from policies.verdict import Outcome, Severity
from tests.agent.notices.made import audit, failing, passing, severe
from tests.agent.store.made import verdict


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as opened:
        yield opened


def items(store: Store, told: Audit) -> list[Item]:
    report = report_of(store, told)
    return items_of(report, report.agencies[0], dt.timedelta(days=30))


def test_a_failure_has_one_key_until_it_is_fixed(store: Store) -> None:
    weeks = [[failing()], [failing()], [verdict(Outcome.UNKNOWN, failing().requirement)], [passing()], [failing()]]
    found = [items(store, audit(store, week, verdicts)) for week, verdicts in enumerate(weeks)]
    first, still, unseen, fixed, back = (item for (item,) in found)
    assert [one.news for one in (first, still, unseen, fixed, back)] == [
        News.NEW,
        News.PERSISTING,
        News.UNSEEN,
        News.FIXED,
        News.REOPENED,
    ]
    assert (still.key, still.days) == (first.key, 7)
    assert len({first.key, fixed.key, back.key}) == 3
    assert fixed.since == fixed.since.replace(day=12, month=12)


def test_the_day_to_mend_by_does_not_move_and_recommendations_have_none(store: Store) -> None:
    advice = failing("tls.version.legacy")
    found = [items(store, audit(store, week, [failing(), advice])) for week in range(3)]
    assert [[one.by.day if one.by else None for one in week] for week in found] == [[dt.date(2026, 12, 6), None]] * 3


def test_the_most_severe_comes_first(store: Store) -> None:
    told = audit(store, 0, [severe("web.nosniff", Severity.LOW), severe("ipv6.aaaa", Severity.CRITICAL)])
    assert [one.asked.id for one in items(store, told)] == ["ipv6.aaaa", "web.nosniff"]
