"""Judges the information systems of an inventory by their papers: each once, however many portals it has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from agent.auditing.plan import Plan
from agent.inventory import Inventory, System
from checks.record import PortalRecord, system_key
from checks.system import observe_system
from checks.vantage import Vantage
from policies.judge import judge
from policies.verdict import Verdict
from reports.wording import ZONE

log = logging.getLogger(__name__)


def judge_systems(
    plan: Plan,
    keys: Collection[str],
    vantage: Vantage,
    save: Callable[[PortalRecord, list[Verdict]], None],
    fail: Callable[[str, str], None],
) -> int:
    """Observe, judge and `save` the systems that `keys` name; returns how many were left by a failure of ours.

    Such a failure is logged and told to `fail` (key, error).
    """
    left = 0
    for system in plan.systems:
        key = system_key(system.id)
        if key not in keys:
            continue
        try:
            papers, context = plan.papers.of(system), system_context(plan.inventory, system)
            record = observe_system(papers, datetime.now(ZONE), context, vantage.as_json())
            verdicts = judge(record, plan.profile, plan.law_date, plan.waivers)
        except Exception as error:
            log.exception("our failure at %s", key)
            fail(key, f"{type(error).__name__}: {error}")
            left += 1
        else:
            save(record, verdicts)
    return left


def system_context(inventory: Inventory, system: System) -> dict[str, Any]:
    """What requirements and reports may ask about a system: the `portal` of its `checks.record.PortalRecord`."""
    owner = inventory.agency(system.owner)
    return {
        "url": system_key(system.id),
        "host": "",
        "port": 0,
        "scheme": "",
        "path": "",
        "name": system.name,
        "kind": "system",
        "agency": owner.name,
        "agency_id": owner.id,
        "agency_kind": owner.kind,
        "system": system.id,
        "operator": inventory.agency(system.operator).name if system.operator else None,
        "operator_id": system.operator,
        "unit": inventory.agency(system.unit).name if system.unit else None,
        "portals": [portal.url for portal in inventory.portals if portal.system == system.id],
    }
