"""When portals are due: in their slot, in the hours of their authorisations, and when another look is owed."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from agent.auditing.plan import Plan
from agent.auditing.timetable import Timetable
from agent.inventory import load_inventory
from agent.store.second_looks import Owed

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
"""12:00 in Vietnam."""
HOUR = timedelta(hours=1)


@pytest.fixture
def in_hours(plan: Plan, tmp_path: Path) -> Plan:
    """The portals may be looked at from 22:00 to 04:00; one of them by a second document all day, but not its DNS."""
    content = yaml.safe_load(plan.inventory.path.read_text("utf-8"))
    (document,) = content["authorisations"]
    all_day = {**copy.deepcopy(document), "hosts": ["xa3.tinh.test"], "checks": ["ipv6"]}
    content["authorisations"] = [{**document, "hours": "22:00-04:00"}, all_day]
    file = tmp_path / "hours.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return replace(plan, inventory=load_inventory(file))


def test_without_wishes_everything_is_due_at_once(plan: Plan) -> None:
    assert Timetable(plan, NOON).split(plan.portals, NOON + HOUR) == (plan.portals, None)


def test_portals_are_spread_and_keep_their_slot(plan: Plan) -> None:
    table = Timetable(plan, NOON, spread=100 * HOUR)
    slots = [table.due(portal, NOON) for portal in plan.portals]
    assert len(set(slots)) == len(slots)
    assert all(NOON <= slot < NOON + 100 * HOUR for slot in slots)
    assert [table.due(portal, NOON + HOUR) for portal in plan.portals] == [max(NOON + HOUR, slot) for slot in slots]
    ready, later = table.split(plan.portals, sorted(slots)[0])
    assert (len(ready), later) == (1, sorted(slots)[1])


def test_another_look_is_due_when_it_is_owed(plan: Plan) -> None:
    first, *others = plan.portals
    table = Timetable(plan, NOON, owed={first.url: Owed("confirm", NOON + HOUR, 1)})
    assert table.split(plan.portals, NOON) == (others, NOON + HOUR)
    assert table.split(plan.portals, NOON + HOUR) == (plan.portals, None)


def test_a_portal_waits_for_its_hours_only_where_that_is_wished(in_hours: Plan) -> None:
    *closed, always = in_hours.portals
    opens = NOON + 10 * HOUR
    assert Timetable(in_hours, NOON).split(in_hours.portals, NOON) == (in_hours.portals, None)
    table = Timetable(in_hours, NOON, hours=True)
    assert table.split(in_hours.portals, NOON) == ([always], opens)
    assert table.split(in_hours.portals, opens) == (in_hours.portals, None)
    both = replace(in_hours, checks=["ipv6", "dns"])
    assert Timetable(both, NOON, hours=True).due(always, NOON) == opens, "all that will be allowed is allowed then"
    assert closed


def test_nobody_waits_for_hours_after_the_deadline(in_hours: Plan) -> None:
    table = Timetable(in_hours, NOON, until=NOON + HOUR, hours=True)
    assert table.split(in_hours.portals, NOON) == (in_hours.portals, None)
