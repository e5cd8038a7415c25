"""What authorisations say of how hard, how long and under which number a portal is looked at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import agent.auditing.looking
from agent.auditing.looking import observe
from agent.auditing.plan import Plan
from agent.inventory import load_inventory
from agent.profiles import read_profile
from checks.look import Look
from checks.means import Allowance, Network
from checks.network.names import Names
from checks.network.politeness import USUAL_BUDGET, Rate
from checks.network.scope import Scope
from checks.tls.certificates.trust import TrustStore
from checks.vantage import Vantage
from reports.wording import ZONE

INVENTORY = """
schema_version: 1
province: {name: Tỉnh Thí Điểm}
agencies: [{id: ubnd, name: UBND tỉnh, kind: province}]
authorisations:
  - {document: 01/VB, date: 2026-01-02, signer: A, hosts: ["a.test"], from: 2020-01-01, to: 2098-12-31, checks: [tls],
     rate: {connections: 3, per_second: 7, budget: 55}}
  - {document: 02/VB, date: 2026-01-02, signer: A, hosts: ["a.test"], from: 2020-01-01, to: 2099-12-31, checks: [web],
     blackouts: [{from: "2097-06-01 08:00", to: "2097-06-02 08:00", reason: Bầu cử}]}
  - {document: 03/VB, date: 2026-01-02, signer: A, hosts: ["c.test"], from: 2020-01-01, to: 2099-12-31, checks: [web],
     networks: [10.0.0.0/8], rate: {connections: 1, per_second: 2}}
  - {document: 04/VB, date: 2026-01-02, signer: A, hosts: ["d.test"], from: 2020-01-01, to: 2020-12-31, checks: [web]}
portals:
  - {url: "https://a.test/", name: A, agency: ubnd, kind: information}
  - {url: "https://b.test/", name: B, agency: ubnd, kind: information}
"""


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Look]:
    """The looks at both portals, which contact nobody."""
    (tmp_path / "tinh.yaml").write_text(INVENTORY, "utf-8")
    plan = Plan(load_inventory(tmp_path / "tinh.yaml"), read_profile("vn-2026"), ["tls", "web"], dt.date(2026, 11, 22))
    network = Network(Vantage("desk", True, True, "none"), Names("127.0.0.1", 9, 0.1), TrustStore(), 0.1)
    seen: list[Look] = []
    monkeypatch.setattr(agent.auditing.looking, "observe_portal", lambda look, *others: seen.append(look))
    for portal in plan.inventory.portals:
        observe(plan, portal, network, None)
    return seen


def test_the_first_document_that_allows_a_check_sets_the_rate_and_is_named(looks: list[Look]) -> None:
    allowed, stranger = looks
    assert (allowed.document, allowed.budget.limit, allowed.rate.connections) == ("01/VB", 55, 3)
    assert (stranger.document, stranger.budget.limit) == (None, USUAL_BUDGET)


def test_a_look_ends_with_the_first_of_the_documents_that_it_needs(looks: list[Look]) -> None:
    allowed, stranger = looks
    assert allowed.until == dt.datetime(2097, 6, 1, 8, 0, tzinfo=ZONE)
    assert stranger.until is None


def test_where_a_redirect_leads_the_document_of_that_host_says_how_hard_and_where(looks: list[Look]) -> None:
    at = looks[0].allowance_at
    assert at("c.test") == Allowance(Scope.of(["10.0.0.0/8"]), Rate(1, 2))
    assert at("d.test") is None  # not in force any more
    assert at("e.test") is None
