"""Systems are judged once each by their papers, stored, resumed, combined and judged again like portals."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agent import systems
from agent.auditing.plan import Plan
from agent.combining import Part, combine
from agent.inventory import load_inventory
from agent.profiles import read_profile
from agent.reporting import report_of
from agent.store import Audit, Store
from agent.systems import judge_systems, system_context
from checks.record import PortalRecord
from checks.vantage import Vantage
from policies.verdict import Outcome, Verdict

INVENTORY = """
schema_version: 1
province: {name: Tỉnh Thí Điểm}
agencies:
  - {id: ubnd, name: UBND tỉnh, kind: province, agencies: [{id: so, name: Sở, kind: department}]}
systems:
  - {id: cong, name: Cổng, owner: ubnd, operator: so, unit: so, level: 2, approval: Đang dự thảo}
  - {id: kho, name: Kho dữ liệu, owner: so}
  - {id: cu, name: Hệ thống cũ, owner: so, operation: {state: retired}}
portals:
  - {url: "https://www.tinh.test/", name: Cổng, agency: ubnd, system: cong, kind: information}
"""
KEYS = ["system:cong", "system:kho"]
URL = "https://www.tinh.test/"
VANTAGE = Vantage("desk", True, True, "none")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "tinh.yaml").write_text(INVENTORY, "utf-8")
    return Plan(load_inventory(tmp_path / "tinh.yaml"), read_profile("vn-2026"), ["security_plan"], date(2026, 11, 22))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'tuanthu.db'}")


def never(*_: object) -> None:
    raise AssertionError("nothing is to be told here")


def audited(store: Store, plan: Plan, name: str = "desk") -> Audit:
    """An audit whose systems are judged; its portal was never looked at."""
    audit = store.begin(plan, Vantage(name, True, True, "none"))

    def save(record: PortalRecord, verdicts: list[Verdict]) -> None:
        store.save_portal(audit.id, record, verdicts)

    assert judge_systems(plan, store.remaining(audit.id), VANTAGE, save, never) == 0
    return audit


def test_systems_are_planned_where_their_papers_are_asked_for(plan: Plan) -> None:
    assert plan.subjects == [*KEYS, URL]
    assert Plan(plan.inventory, plan.profile, ["tls"], plan.law_date).subjects == [URL]


def test_what_is_out_of_use_is_not_judged(plan: Plan) -> None:
    assert [system.id for system in plan.inventory.systems] == ["cong", "kho", "cu"]
    assert [system.id for system in plan.systems] == ["cong", "kho"]


def test_what_is_said_to_be_out_of_use_and_has_a_portal_is_judged(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "con.yaml").write_text(INVENTORY.replace("system: cong", "system: cu"), "utf-8")
    again = Plan(load_inventory(tmp_path / "con.yaml"), plan.profile, plan.checks, plan.law_date)
    assert [system.id for system in again.systems] == ["cong", "kho", "cu"]


def test_each_is_judged_with_or_without_portals(store: Store, plan: Plan) -> None:
    audit = audited(store, plan)
    assert store.remaining(audit.id) == [URL]
    (portal, _), (stock, silent) = store.systems(audit.id)
    assert [portal.portal["system"], stock.portal["system"]] == ["cong", "kho"]
    assert list(portal.observations) == ["security_plan"]
    by_id = {verdict.requirement: verdict.verdict for verdict in store.systems(audit.id)[0][1]}
    assert by_id["plan.level_assigned"] is Outcome.PASS
    assert by_id["plan.level_approved"] is Outcome.FAIL
    assert not {str(verdict.verdict) for verdict in silent} & {"pass", "fail"}, "silence proves nothing"


def test_they_are_no_portals(store: Store, plan: Plan) -> None:
    audit = audited(store, plan)
    assert (store.records(audit.id), store.verdicts(audit.id)) == ([], {})
    report = report_of(store, store.audit(audit.id))
    assert [system.id for system in report.systems] == ["cong", "kho"]
    assert (list(report.portals), report.systems[1].name, report.systems[1].agency_id) == ([], "Kho dữ liệu", "so")
    assert len(list(report.judged())) == sum(len(system.verdicts) for system in report.systems) > 0


def test_a_failure_of_a_system_is_a_finding_with_a_history(store: Store, plan: Plan) -> None:
    audited(store, plan)
    audited(store, plan)
    found = [finding for finding in store.findings() if finding.requirement == "plan.level_approved"]
    assert [(finding.portal, finding.open) for finding in found] == [("system:cong", True)]
    assert found[0].first_audit != found[0].last_audit


def test_what_is_stored_is_not_judged_again(store: Store, plan: Plan) -> None:
    audit = audited(store, plan)
    assert judge_systems(plan, store.remaining(audit.id), VANTAGE, never, never) == 0


def test_a_mistake_of_ours_leaves_the_system_for_later(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("hỏng")

    monkeypatch.setattr(systems, "system_context", broken)
    told: list[tuple[str, str]] = []
    with caplog.at_level(logging.CRITICAL, logger="agent.systems"):
        left = judge_systems(plan, KEYS, VANTAGE, never, lambda *why: told.append(why))
    assert (left, told) == (2, [(key, "RuntimeError: hỏng") for key in KEYS])


def test_the_context_names_those_behind_a_system(plan: Plan) -> None:
    first, second = (system_context(plan.inventory, system) for system in plan.systems)
    assert (first["agency_id"], first["operator"], first["unit"]) == ("ubnd", "Sở", "Sở")
    assert (first["portals"], first["url"]) == ([URL], "system:cong")
    assert (second["operator"], second["unit"], second["portals"]) == (None, None, [])


def test_vantages_share_the_papers(store: Store, plan: Plan) -> None:
    parts = []
    for name in ("A", "B"):
        audit = audited(store, plan, name)
        moment = datetime.now(UTC).isoformat()
        look = PortalRecord({"url": URL, "system": "cong"}, {"name": name}, moment, moment, {})
        store.save_portal(audit.id, look, [])
        audit = store.finish_audit(audit.id, complete=True, load={})
        parts.append(Part(name, audit, store.records(audit.id), [record for record, _ in store.systems(audit.id)]))
    joined, judged = combine(parts)
    kept = store.keep_audit(joined, judged)
    assert [record.portal["url"] for record, _ in store.systems(kept.id)] == KEYS
    assert [record.portal["url"] for record in store.records(kept.id)] == [URL]
    assert store.systems(kept.id) == store.systems(parts[0].audit.id)
