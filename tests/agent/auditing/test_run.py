"""One audit: everything planned is looked at, judged and saved, and one failure of ours ends nothing.

The network here has no addresses at all: names resolve nowhere, so that nobody is contacted.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import agent.auditing.looking
import agent.auditing.run
from agent.auditing.looking import directory_of, observe
from agent.auditing.plan import Plan
from agent.auditing.run import Progress, run
from agent.inventory import Inventory, Portal, load_inventory
from agent.profiles import read_profile
from checks.look import Look
from checks.means import Allowance, Network
from checks.network.names import Names
from checks.network.politeness import Rate
from checks.network.scope import Scope
from checks.record import PortalRecord
from checks.tls.certificates.trust import TrustStore
from checks.trust_label.online import LabelSite
from checks.vantage import Vantage
from checks.web.confirmation import Confirmation
from policies.verdict import Outcome, Verdict

HEAD = """
schema_version: 1
province: {name: Tỉnh Thí Điểm}
agencies: [{id: ubnd, name: UBND tỉnh, kind: province}]
systems:
  - {id: htt, name: Hệ thống, owner: ubnd, operator: ubnd, level: 2, approval: Đang dự thảo, regulation: null}
authorisations:
  - {document: 01/VB, date: 2026-01-02, signer: A, hosts: ["*.tinh.test"], from: 2020-01-01, to: 2099-12-31,
     checks: [security_plan, tls], networks: [127.0.0.0/8], rate: {connections: 3, per_second: 7}}
label_directory: {file: labels.csv, as_of: 2026-11-01}
waivers:
  - {requirement: plan.level_approved, portal: "https://p1.tinh.test/", reason: R, approver: B, document: 02/VB,
     until: 2099-12-31}
portals:
"""
PORTAL = '  - {{url: "https://p{}.tinh.test/", name: P, agency: ubnd, system: htt, kind: information}}\n'
COUNT = 30


@pytest.fixture
def inventory(tmp_path: Path) -> Inventory:
    (tmp_path / "labels.csv").write_text("domain,owner,level,since,slug\np1.tinh.test,A,cơ bản,2023-03-14,p1-1\n")
    (tmp_path / "tinh.yaml").write_text(HEAD + "".join(PORTAL.format(number) for number in range(COUNT)), "utf-8")
    return load_inventory(tmp_path / "tinh.yaml")


@pytest.fixture
def plan(inventory: Inventory) -> Plan:
    return Plan(inventory, read_profile("vn-2026"), ["security_plan"], date(2026, 11, 22))


@pytest.fixture
def network(tmp_path: Path) -> Network:
    return Network(Vantage("desk", True, True, "none"), Names("127.0.0.1", 9, 0.1), TrustStore(), 0.1)


def unchanged(network: Network) -> Callable[[], Vantage]:
    """A test of the vantage that finds it as it was."""
    return lambda: network.vantage


class Kept:
    """What an audit saved, in order, and what it told."""

    def __init__(self) -> None:
        self.saved: dict[str, list[Verdict]] = {}
        self.failed: dict[str, str] = {}
        self.told: list[Progress] = []
        self.threads: set[int] = set()

    def save(self, record: PortalRecord, verdicts: list[Verdict]) -> None:
        self.threads.add(threading.get_ident())
        self.saved[record.portal["url"]] = verdicts

    def fail(self, url: str, error: str) -> None:
        self.failed[url] = error


def test_every_portal_is_looked_at_judged_and_saved_in_the_callers_thread(plan: Plan, network: Network) -> None:
    kept = Kept()
    progress = run(plan, plan.inventory.portals, network, unchanged(network), kept.save, kept.fail, kept.told.append)
    assert set(kept.saved) == {portal.url for portal in plan.inventory.portals}
    assert kept.failed == {}
    assert kept.threads == {threading.get_ident()}
    assert progress == Progress(done=COUNT, failing=COUNT, left=0), "a draft level fails everywhere"
    assert kept.told[0] == Progress(done=0, failing=0, left=COUNT)
    assert all(item.done + item.left == COUNT for item in kept.told)


def test_a_waiver_of_the_inventory_reaches_the_judge(plan: Plan, network: Network) -> None:
    kept = Kept()
    run(plan, plan.inventory.portals[:2], network, unchanged(network), kept.save, kept.fail)
    outcomes = {
        url: next(found.verdict for found in verdicts if found.requirement == "plan.level_approved")
        for url, verdicts in kept.saved.items()
    }
    assert outcomes == {"https://p0.tinh.test/": Outcome.FAIL, "https://p1.tinh.test/": Outcome.WAIVED}


def broken_at(url: str) -> Callable[..., PortalRecord]:
    def broken(plan: Plan, portal: Portal, *others: object) -> PortalRecord:
        if portal.url == url:
            raise RuntimeError("a bug of ours")
        return observe(plan, portal, *others)  # type: ignore[arg-type]

    return broken


def test_a_failure_of_ours_is_logged_told_and_ends_nothing(
    plan: Plan, network: Network, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Kept()
    monkeypatch.setattr(agent.auditing.run, "observe", broken_at("https://p3.tinh.test/"))
    with caplog.at_level(logging.ERROR):
        progress = run(plan, plan.inventory.portals, network, unchanged(network), kept.save, kept.fail)
    assert (progress.done, progress.left) == (COUNT - 1, 1)
    assert kept.failed == {"https://p3.tinh.test/": "RuntimeError: a bug of ours"}
    assert "https://p3.tinh.test/" not in kept.saved
    (logged,) = caplog.records
    assert logged.exc_info is not None
    assert "https://p3.tinh.test/" in logged.getMessage()


def test_after_a_stop_no_portal_is_begun_and_those_under_way_are_finished(
    plan: Plan, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, stop, begun = Kept(), threading.Event(), []

    def stopping(plan: Plan, portal: Portal, *others: object) -> PortalRecord:
        begun.append(portal.url)
        stop.set()
        return observe(plan, portal, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(agent.auditing.run, "observe", stopping)
    progress = run(plan, plan.inventory.portals, network, unchanged(network), kept.save, kept.fail, stop=stop)
    assert set(kept.saved) == set(begun)
    assert 0 < progress.done <= agent.auditing.run.WORKERS < COUNT
    assert progress.left == COUNT - progress.done


def test_stopped_before_it_began_it_does_nothing(plan: Plan, network: Network) -> None:
    kept, stop = Kept(), threading.Event()
    stop.set()
    assert run(plan, plan.inventory.portals, network, unchanged(network), kept.save, kept.fail, stop=stop).left == COUNT
    assert kept.saved == {}


def test_what_cannot_be_stored_ends_the_audit(plan: Plan, network: Network) -> None:
    def refuse(record: PortalRecord, verdicts: list[Verdict]) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        run(plan, plan.inventory.portals[:2], network, unchanged(network), refuse, Kept().fail)


def test_a_check_that_no_document_allows_contacts_nobody_and_says_so(inventory: Inventory, network: Network) -> None:
    plan = Plan(inventory, read_profile("vn-2026"), ["web", "security_plan"], date(2026, 11, 22))
    record = observe(plan, inventory.portals[0], network, None)
    assert record.observations["web"]["https"]["unseen"] == "not_authorised"
    assert record.observations["security_plan"]["level"] == 2
    assert network.politeness.begun == 0
    assert network.names.queries == 0
    assert record.portal["agency"] == "UBND tỉnh"


@pytest.mark.parametrize(("kinds", "allowed"), [("[security_plan, tls]", False), ("[tls, weaknesses]", True)])
def test_a_look_knows_its_tier_and_whether_a_document_allows_probes_for_weaknesses(
    inventory: Inventory, network: Network, monkeypatch: pytest.MonkeyPatch, kinds: str, allowed: bool
) -> None:
    inventory.path.write_text(inventory.path.read_text("utf-8").replace("[security_plan, tls]", kinds), "utf-8")
    plan = Plan(load_inventory(inventory.path), read_profile("vn-2026"), ["tls"], date(2026, 11, 22), "full")
    looks: list[Look] = []
    monkeypatch.setattr(agent.auditing.looking, "observe_portal", lambda look, *others: looks.append(look))
    observe(plan, plan.inventory.portals[0], network, None)
    assert [(look.tier, look.weaknesses) for look in looks] == [("full", allowed)]


@pytest.mark.parametrize(("kinds", "allowed"), [("[security_plan, tls]", False), ("[exposure]", True)])
def test_ports_are_scanned_only_under_a_document_that_names_it_and_as_that_document_says(
    inventory: Inventory, network: Network, monkeypatch: pytest.MonkeyPatch, kinds: str, allowed: bool
) -> None:
    inventory.path.write_text(inventory.path.read_text("utf-8").replace("[security_plan, tls]", kinds), "utf-8")
    plan = Plan(load_inventory(inventory.path), read_profile("vn-2026"), ["tls", "exposure"], date(2026, 11, 22))
    looks: list[Look] = []
    monkeypatch.setattr(agent.auditing.looking, "observe_portal", lambda look, *others: looks.append(look))
    observe(plan, plan.inventory.portals[0], network, None)
    assert [look.exposure for look in looks] == [
        Allowance(Scope.of(["127.0.0.0/8"]), Rate(3, 7)) if allowed else None,
    ]


def test_what_a_person_found_of_an_incident_contact_is_handed_to_the_look(
    inventory: Inventory, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = inventory.path.read_text("utf-8")
    found = "incident_contact: {contact: none, by: Nguyễn Văn A, date: 2026-11-01, document: 12/BB}"
    told = text.replace('/p0.tinh.test/", name: P,', f'/p0.tinh.test/", name: P, {found},')
    inventory.path.write_text(told, "utf-8")
    plan = Plan(load_inventory(inventory.path), read_profile("vn-2026"), ["web"], date(2026, 11, 22))
    looks: list[Look] = []
    monkeypatch.setattr(agent.auditing.looking, "observe_portal", lambda look, *others: looks.append(look))
    for portal in plan.inventory.portals[:2]:
        observe(plan, portal, network, None)
    assert [look.confirmation for look in looks] == [
        Confirmation(None, "Nguyễn Văn A", date(2026, 11, 1), "12/BB"),
        None,
    ]


def test_the_label_directory_is_that_of_the_inventory(inventory: Inventory) -> None:
    directory = directory_of(inventory)
    assert directory is not None
    assert directory.as_of == date(2026, 11, 1)


@pytest.mark.parametrize("section", ["", "label_registry: {document: 03/VB, networks: [127.0.0.0/8]}\n"])
def test_a_look_knows_the_registry_that_may_be_asked_and_the_agencies(
    tmp_path: Path, network: Network, monkeypatch: pytest.MonkeyPatch, inventory: Inventory, section: str
) -> None:
    text = (tmp_path / "tinh.yaml").read_text("utf-8")
    (tmp_path / "registry.yaml").write_text(section + text, "utf-8")
    plan = Plan(load_inventory(tmp_path / "registry.yaml"), read_profile("vn-2026"), ["tls"], date(2026, 11, 22))
    looks: list[Look] = []
    monkeypatch.setattr(agent.auditing.looking, "observe_portal", lambda look, *others: looks.append(look))
    observe(plan, plan.inventory.portals[0], network, None)
    site = LabelSite("https://tinnhiemmang.vn", Scope.of(["127.0.0.0/8"]), "03/VB")
    assert [(look.label_site, look.agencies) for look in looks] == [(site if section else None, ("UBND tỉnh",))]


def test_what_an_ability_lost_meanwhile_was_needed_for_is_unseen(
    inventory: Inventory, network: Network, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The vantage is tested after two portals at a time; the second test finds it without IPv6."""
    monkeypatch.setattr(agent.auditing.run, "WORKERS", 2)
    monkeypatch.setattr(agent.auditing.run, "BETWEEN_TESTS", 0.0)
    plan = Plan(inventory, read_profile("vn-2026"), ["ipv6", "security_plan"], date(2026, 11, 22))
    monkeypatch.setattr(agent.auditing.run, "observe", seen_over_ipv6)
    tests = iter([network.vantage, replace(network.vantage, ipv6=False)])
    records: list[PortalRecord] = []
    with caplog.at_level(logging.WARNING):
        run(
            plan,
            inventory.portals[:4],
            network,
            lambda: next(tests, network.vantage),
            lambda record, _: records.append(record),
            Kept().fail,
        )
    marks = [record.observations["ipv6"]["reach"] for record in records]
    reasons = [mark.get("unseen") for mark in marks]
    assert len(reasons) == 4
    assert reasons[0] is None
    assert "no_ipv6_vantage" in reasons
    assert all(record.observations["security_plan"] == {"level": 2} for record in records)
    assert "the vantage lost ipv6" in caplog.text


def seen_over_ipv6(plan: Plan, portal: Portal, network: Network, *others: object) -> PortalRecord:
    """A look that saw the portal over IPv6."""
    observations: dict[str, dict[str, Any]] = {
        "ipv6": {"aaaa": ["::1"], "reach": {"tcp": True}},
        "security_plan": {"level": 2},
    }
    moment = "2026-11-22T08:00:00+07:00"
    return PortalRecord(plan.inventory.context(portal), network.vantage.as_json(), moment, moment, observations)
