"""Shares of an audit: no address is asked by two processes as hard as one may ask it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from agent.auditing.plan import Plan
from agent.auditing.shares import FEWEST, MOST_PROCESSES, Portion, processes_for, shares
from agent.inventory import load_inventory
from agent.inventory.authorisation import RateLimit
from agent.profiles import read_profile
from checks.network.politeness import Rate
from tests.agent.auditing.killed import LAW_DATE
from tests.agent.auditing.test_run import HEAD, PORTAL


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "labels.csv").write_text("domain,owner,level,since,slug\np1.tinh.test,A,cơ bản,2023-03-14,p1-1\n")
    file = tmp_path / "tinh.yaml"
    file.write_text(HEAD + "".join(PORTAL.format(number) for number in range(FEWEST)), "utf-8")
    return Plan(load_inventory(file), read_profile("vn-2026"), ["tls"], LAW_DATE)


def test_portals_with_an_address_in_common_have_one_process(plan: Plan) -> None:
    one, two, three, four, five, *_ = plan.portals
    addresses = {
        one.url: ["192.0.2.1"],
        two.url: ["192.0.2.2", "2001:db8::2"],
        three.url: ["192.0.2.3"],
        four.url: ["2001:db8::2", "192.0.2.1"],
        five.url: [],
    }
    parts = shares([one, two, three, four, five], addresses, 2)
    assert [part.portals for part in parts] == [(one, two, four), (three, five)]
    assert [part.own for part in parts] == [{"192.0.2.1", "192.0.2.2", "2001:db8::2"}, {"192.0.2.3"}]


def test_an_address_that_several_processes_ask_has_its_rate_divided() -> None:
    portion = Portion(own=frozenset({"192.0.2.1"}), processes=2)
    rate = Rate(connections=3, per_second=1000)
    assert portion.rate("192.0.2.1", rate) == rate
    assert portion.rate("192.0.2.9", rate) == Rate(connections=1, per_second=500)
    portion.enter("192.0.2.9", rate)
    assert portion.try_enter("192.0.2.9", rate) > 0
    portion.enter("192.0.2.1", rate)
    portion.enter("192.0.2.1", rate)
    assert portion.caused()["at_once"] == 2


def test_few_portals_or_connections_need_few_processes(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert processes_for(plan, plan.portals) == min(MOST_PROCESSES, 3), "three connections are allowed"
    assert processes_for(plan, plan.portals, 2) == 2
    assert processes_for(plan, plan.portals[1:]) == 1
    one_at_a_time = plan.inventory.authorisations[0].model_copy(update={"rate_limit": RateLimit(connections=1)})
    inventory = replace(plan.inventory, authorisations=(one_at_a_time,))
    assert processes_for(replace(plan, inventory=inventory), plan.portals) == 1
