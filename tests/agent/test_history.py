"""From the store to the year before a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.history import history_of
from agent.store import Store
from policies.catalogue import load_catalogue
from policies.verdict import Outcome
from reports.model import AgencyRow, Cell, Finding, PastAudit
from tests.agent.store.made import START, WEEK, WWW, XA, look, planned, record, verdict

CATALOGUE = load_catalogue().requirements
ASKED = CATALOGUE["tls.version.legacy"]
FAIL = verdict(Outcome.FAIL, ASKED.id)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as opened:
        yield opened


def cell(agency: str | None) -> Cell:
    return Cell(agency, ASKED.subject, ASKED.layer, ASKED.severity, ASKED.force)


def test_earlier_audits_are_told_in_counts_by_the_agencies_and_requirements_of_today(store: Store) -> None:
    plan = planned(store, subjects=[])
    seen = [
        (replace(record(url), portal={"url": url, "agency_id": agency}), [FAIL, verdict(Outcome.PASS, "gone.by_now")])
        for url, agency in ((WWW, "so-yt"), (XA, "so-cu"))
    ]
    past = store.keep_audit(replace(plan, finished=START), seen)
    audit = planned(store, START + WEEK)
    history, _findings = history_of(store, audit, CATALOGUE, [AgencyRow("so-yt", "Sở Y tế", "department")])

    counts = {cell("so-yt"): {Outcome.FAIL: 1}, cell(None): {Outcome.FAIL: 1}}
    assert history == [PastAudit(past.id, START, past.profile, past.law_date, counts)]


def test_failures_are_told_as_the_audit_knew_them(store: Store) -> None:
    first = look(store, START, FAIL)
    second = look(store, START + WEEK, verdict(Outcome.PASS, ASKED.id))
    open_then, fixed_now = (history_of(store, audit, CATALOGUE, [])[1] for audit in (first, second))

    assert open_then == [Finding(WWW, ASKED.id, START, START, None, reopened=False)]
    assert fixed_now == [Finding(WWW, ASKED.id, START, START, START + WEEK, reopened=False)]
