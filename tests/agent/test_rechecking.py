"""What is chosen to be looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from agent.auditing.plan import Plan
from agent.errors import InputError
from agent.inventory import load_inventory
from agent.profiles import read_profile
from agent.rechecking import Choice
from agent.store import Finding
from checks.facts import CHECK_NAMES

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ONE, TWO, THREE = (f"https://{name}.test/" for name in ("mot", "hai", "ba"))


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    agencies = [{"id": "so", "name": "Sở", "kind": "department"}, {"id": "xa", "name": "Xã", "kind": "commune"}]
    content = {
        "schema_version": 1,
        "province": {"name": "Tỉnh"},
        "agencies": [{"id": "tinh", "name": "Tỉnh", "kind": "province", "agencies": agencies}],
        "systems": [
            {
                "id": "ht",
                "name": "Hệ thống",
                "owner": "so",
                "operator": "so",
                "level": 2,
                "approval": "Đang dự thảo",
                "regulation": None,
            }
        ],
        "portals": [
            {"url": url, "name": "Cổng", "agency": agency, "kind": "information", **more}
            for url, agency, more in ((ONE, "so", {"system": "ht"}), (TWO, "so", {}), (THREE, "xa", {}))
        ],
    }
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return Plan(load_inventory(tmp_path / "a.yaml"), read_profile("vn-2026"), CHECK_NAMES, date(2026, 11, 22))


def finding(portal: str, requirement: str) -> Finding:
    return Finding(portal, requirement, NOW, "a", NOW, "a", None, None, False)


def test_portals_and_agencies_with_all_below_them_are_chosen(plan: Plan) -> None:
    assert Choice(portals=[THREE]).subjects(plan, []) == [THREE]
    assert Choice(agencies=["so"]).subjects(plan, []) == ["system:ht", ONE, TWO]
    assert Choice(portals=[THREE], agencies=["tinh"]).subjects(plan, []) == plan.subjects


def test_only_what_is_known_to_fail_is_chosen_where_that_is_asked(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    known = [
        finding(ONE, "web.nosniff"),
        finding(THREE, "tls.version.legacy"),
        replace(finding(TWO, "web.nosniff"), fixed_at=NOW, fixed_audit="b"),
    ]
    assert Choice(failing=True).subjects(plan, known) == [ONE, THREE]
    assert Choice(failing=True, requirements=["web.nosniff"]).subjects(plan, known) == [ONE]
    with pytest.raises(InputError, match="known to fail"):
        Choice(portals=[TWO], failing=True).subjects(plan, known)


def test_a_requirement_is_looked_at_again_only_where_it_is_judged(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    of_systems = next(one.id for one in plan.profile.requirements if one.about == "system")
    assert Choice(requirements=[of_systems]).subjects(plan, []) == ["system:ht"]
    assert Choice(requirements=["web.nosniff"]).subjects(plan, []) == [ONE, TWO, THREE]
    with pytest.raises(InputError, match=rf"{of_systems} is not judged at .*--portal system:ID"):
        Choice(portals=[ONE], requirements=[of_systems]).subjects(plan, [])


def test_a_requirement_asks_for_the_checks_that_it_rests_on(plan: Plan) -> None:
    assert Choice(requirements=["tls.version.legacy"]).checks(plan.profile, CHECK_NAMES) == ("tls", "web")
    assert Choice().checks(plan.profile, CHECK_NAMES) == CHECK_NAMES
    assert Choice(requirements=["tls.version.legacy"]).checks(plan.profile, ["tls"]) == ("tls",)


def test_a_requirement_that_could_not_be_judged_is_refused_and_never_found_well(plan: Plan) -> None:
    with pytest.raises(InputError, match=r"--checks.*: dns;"):
        Choice(requirements=["dns.servers.two"]).checks(plan.profile, ["tls"])


def test_what_is_not_known_is_refused_with_what_was_probably_meant(plan: Plan) -> None:
    with pytest.raises(InputError, match=r"tls\.version\.legacy"):
        Choice(requirements=["tls.version.legaci"]).checks(plan.profile, CHECK_NAMES)
    with pytest.raises(InputError, match="--agency"):
        Choice(agencies=["bo"]).subjects(plan, [])
