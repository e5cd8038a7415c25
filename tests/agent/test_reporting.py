"""From the store to a report, and to the files that people read."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import agent.reporting
from agent.errors import InputError
from agent.formats import Wanted
from agent.reporting import changes_between, report_of, write_report
from agent.store import Audit, Store
from agent.store.audit import Kind
from policies.changes import Change, ChangeKind
from policies.verdict import Outcome
from reports.document import audit_document
from tests.agent.store.made import REQUIREMENT, START, WEEK, WWW, look, planned, record, verdict


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as opened:
        yield opened


def look_at(store: Store, week: int, outcome: Outcome) -> Audit:
    return look(store, START + week * WEEK, verdict(outcome))


def kinds(changes: list[Change]) -> list[ChangeKind]:
    assert {(change.portal, change.requirement) for change in changes} <= {(WWW, REQUIREMENT)}
    return [change.kind for change in changes]


def test_a_report_tells_what_was_stored(store: Store) -> None:
    audit = look_at(store, 0, Outcome.FAIL)
    report = report_of(store, audit)
    assert (report.audit_id, report.province, report.profile) == (audit.id, "Tỉnh Thí Điểm", "vn-2026")
    assert (report.law_date, report.started, report.complete) == (dt.date(2026, 11, 21), START, True)
    assert [agency.id for agency in report.agencies] == ["ubnd-tinh"]
    assert [(portal.url, list(portal.verdicts)) for portal in report.portals] == [(WWW, [verdict(Outcome.FAIL)])]
    assert report.portals[0].record == record()
    assert (report.previous_audit, report.changes) == (None, [])


def test_the_second_report_tells_what_changed_since_the_first(store: Store) -> None:
    first, second, third, fourth = (
        look_at(store, week, outcome)
        for week, outcome in enumerate((Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.FAIL))
    )
    assert kinds(list(report_of(store, second).changes)) == [ChangeKind.PERSISTING]
    assert kinds(list(report_of(store, third).changes)) == [ChangeKind.FIXED]
    assert kinds(list(report_of(store, fourth).changes)) == [ChangeKind.REOPENED]
    assert report_of(store, fourth).previous_audit == third.id
    assert kinds(changes_between(store, first, fourth)) == [ChangeKind.REOPENED]


def test_a_failure_that_a_re_check_saw_fixed_and_that_is_back_is_reopened(store: Store) -> None:
    week = [look_at(store, 0, Outcome.FAIL), look_at(store, 1, Outcome.FAIL)]
    again = planned(store, START + 1.5 * WEEK, kind=Kind.RECHECK, subjects=[WWW])
    store.save_portal(again.id, record(when=START + 1.5 * WEEK), [verdict(Outcome.PASS)])
    store.finish_audit(again.id, complete=True, load={})
    week.append(look_at(store, 2, Outcome.FAIL))
    report = report_of(store, week[2])
    assert report.previous_audit == week[1].id
    assert kinds(list(report.changes)) == [ChangeKind.REOPENED]
    assert kinds(list(report_of(store, look_at(store, 3, Outcome.FAIL)).changes)) == [ChangeKind.PERSISTING]


@pytest.mark.parametrize(
    ("begun_before", "kind"), [(True, ChangeKind.PERSISTING), (False, ChangeKind.REOPENED)], ids=["first", "second"]
)
def test_a_re_check_during_an_audit_counts_from_when_the_audit_looked(
    store: Store, begun_before: bool, kind: ChangeKind
) -> None:
    """The re-check comes while the first, or the second, of two weekly audits is under way, which then sees a fail."""
    look_at(store, -1, Outcome.FAIL)
    first = planned(store, START) if begun_before else look_at(store, 0, Outcome.FAIL)
    second = planned(store, START + WEEK)
    during = START if begun_before else START + WEEK
    again = planned(store, during + WEEK / 7, kind=Kind.RECHECK, subjects=[WWW])
    store.save_portal(again.id, record(when=during + WEEK / 7), [verdict(Outcome.PASS)])
    if begun_before:
        store.save_portal(first.id, record(when=START + WEEK / 6), [verdict(Outcome.FAIL)])
    store.save_portal(second.id, record(when=START + WEEK + WEEK / 6), [verdict(Outcome.FAIL)])
    assert kinds(changes_between(store, first, second)) == [kind]


def test_a_portal_that_was_not_reached_again_is_not_fixed(store: Store) -> None:
    first = look_at(store, 0, Outcome.FAIL)
    audit = planned(store, START + WEEK)
    second = store.finish_audit(audit.id, complete=False, load={})
    assert kinds(changes_between(store, first, second)) == [ChangeKind.NOT_REOBSERVED]
    report = report_of(store, second)
    assert not report.complete
    assert report.portals == []


def test_a_portal_without_any_verdict_is_told_all_the_same(store: Store) -> None:
    report = report_of(store, look(store, START))
    assert [portal.url for portal in report.portals] == [WWW]
    assert list(report.portals[0].verdicts) == []


def test_an_audit_that_is_still_running_has_a_report(store: Store) -> None:
    report = report_of(store, planned(store))
    assert report.finished == report.started
    assert not report.complete


def test_files_are_written_in_the_formats_and_the_language_asked_for(store: Store, tmp_path: Path) -> None:
    report = report_of(store, look_at(store, 0, Outcome.FAIL))
    folder = tmp_path / "out"
    folder.mkdir()
    files = write_report(report, ["html", "json"], folder, Wanted("en"))
    assert [file.name for file in files] == [f"tuanthu-{report.audit_id}.html", f"tuanthu-{report.audit_id}.json"]
    assert sorted(folder.iterdir()) == sorted(files)
    assert '<html lang="en"' in files[0].read_text("utf-8")
    assert json.loads(files[1].read_text("utf-8")) == audit_document(report, "en")
    (vietnamese,) = write_report(report, ["html"], folder, Wanted("vi"))
    assert '<html lang="vi"' in vietnamese.read_text("utf-8")


def test_files_that_are_made_at_the_same_time_are_the_same(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, formats = report_of(store, look_at(store, 0, Outcome.FAIL)), ("html", "docx", "json")
    one_by_one = write_report(report, formats, tmp_path / "one", Wanted("vi"))
    monkeypatch.setattr(agent.reporting, "MANY", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    at_once = write_report(report, formats, tmp_path / "two", Wanted("vi"))
    assert [path.name for path in at_once] == [path.name for path in one_by_one]
    assert [path.read_bytes() for path in at_once[::2]] == [path.read_bytes() for path in one_by_one[::2]]


def test_a_file_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    report = report_of(store, look_at(store, 0, Outcome.FAIL))
    (tmp_path / f"tuanthu-{report.audit_id}.json" / "inside").mkdir(parents=True)
    with pytest.raises(InputError, match=report.audit_id):
        write_report(report, ["json"], tmp_path, Wanted("vi"))
