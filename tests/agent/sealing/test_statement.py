"""An audit in hashes, made from the values that are stored: every change of them shows, and where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.sealing import DamagedError, Statement, StatementChanges, statement_of, stored_of
from agent.store import Audit, Store
from checks.observation import content_hash
from tests.agent.sealing.made import ENDPOINTS, OLD, SYSTEM, change, database, profile, statement
from tests.agent.store.made import WWW, XA, record


@pytest.fixture
def made(tmp_path: Path) -> tuple[str, Audit, Statement]:
    url, audit = database(tmp_path)
    return url, audit, statement(url, audit)


def now(url: str, before: Statement) -> StatementChanges:
    with Store(url, create=False) as store:
        return before.differing(statement_of(*stored_of(store, before.audit.id), profile()))


def test_the_same_audit_gives_the_same_hashes(made: tuple[str, Audit, Statement]) -> None:
    url, audit, before = made
    assert statement(url, audit) == before
    assert now(url, before).none
    assert [place.place for place in before.places] == [SYSTEM, WWW, XA]
    assert before.audit.law_date == "2026-11-21"
    with Store(url) as store:
        kept = stored_of(store, audit.id)[1]
    assert before.verdicts.count == sum(len(verdicts) for _record, verdicts in kept) > 10
    assert before.observations.count == sum(len(seen.evidence()) for seen, _verdicts in kept) == 9


def test_an_observation_changed_under_its_old_hash_shows(made: tuple[str, Audit, Statement]) -> None:
    url, _audit, before = made
    change(url, "UPDATE contents SET body = ? WHERE sha256 = ?", OLD, content_hash(ENDPOINTS))
    assert now(url, before) == StatementChanges((), (WWW,), (), (), (), False)


def test_an_observation_led_to_another_value_shows(made: tuple[str, Audit, Statement]) -> None:
    url, _audit, before = made
    other = content_hash([])
    change(url, "UPDATE observations SET sha256 = ? WHERE portal = ? AND fact = 'tls.endpoints'", other, XA)
    assert now(url, before).observations == (XA,)


def test_a_changed_verdict_shows(made: tuple[str, Audit, Statement]) -> None:
    url, _audit, before = made
    change(url, "UPDATE verdicts SET verdict = 'pass' WHERE portal = ? AND verdict <> 'pass'", WWW)
    assert now(url, before) == StatementChanges((), (), (WWW,), (), (), False)


@pytest.mark.parametrize(
    ("statement_", "field"),
    [
        ("UPDATE audits SET law_date = '2024-01-01'", "law_date"),
        ("UPDATE audits SET waivers = '[]'", "plan_sha256"),
        ("UPDATE audits SET province = 'Tỉnh Khác'", "province"),
        ("UPDATE audits SET status = 'interrupted'", "complete"),
        ('UPDATE audits SET vantage = \'{"version": "9"}\'', "tool_version"),
    ],
)
def test_changed_particulars_show(made: tuple[str, Audit, Statement], statement_: str, field: str) -> None:
    url, _audit, before = made
    change(url, statement_)
    assert now(url, before).particulars == (field,)


def test_what_was_taken_away_or_added_shows(made: tuple[str, Audit, Statement]) -> None:
    url, _audit, before = made
    for table in ("verdicts", "observations", "portal_records"):
        change(url, f"DELETE FROM {table} WHERE portal = ?", XA)  # noqa: S608
    found = now(url, before)
    assert (found.missing, found.added, found.none) == ((XA,), (), False)
    fewer = before.model_copy(update={"places": before.places[:2]})
    assert fewer.differing(before).added == (XA,)


def test_other_requirements_are_no_fault_of_the_database(made: tuple[str, Audit, Statement]) -> None:
    url, audit, before = made
    fewer = profile().model_copy(update={"requirements": profile().requirements[1:]})
    with Store(url) as store:
        found = before.differing(statement_of(*stored_of(store, audit.id), fewer))
    assert found.requirements
    assert found.none


@pytest.mark.parametrize(
    "statement_",
    [
        "UPDATE contents SET body = '[1]'",
        "UPDATE contents SET body = 'no JSON'",
        "UPDATE contents SET sha256 = 'x' || substr(sha256, 2)",
        "UPDATE verdicts SET verdict = 'good'",
        "UPDATE portal_records SET checks = '[]'",
    ],
)
def test_what_is_no_record_any_more_is_told_as_damaged(made: tuple[str, Audit, Statement], statement_: str) -> None:
    url, _audit, before = made
    change(url, statement_)
    with pytest.raises(DamagedError):
        now(url, before)


def test_the_looks_of_other_vantages_count(made: tuple[str, Audit, Statement]) -> None:
    _url, audit, _before = made
    alone, other = record(), record(later=1)
    one = statement_of(audit, [(alone, [])], profile())
    two = statement_of(audit, [(replace(alone, also=(other,)), [])], profile())
    assert two.observations.count == 2 * one.observations.count + 1
    assert one.differing(two).observations == (WWW,)


def test_texts_that_utf8_cannot_tell_are_bounded_and_told_otherwise(made: tuple[str, Audit, Statement]) -> None:
    _url, audit, _before = made
    hostile = statement_of(replace(audit, province="\ud800" + "x" * 20_000), [], profile())
    assert hostile.audit.province == "?" + "x" * 9_999
