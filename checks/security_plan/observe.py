"""What the record of an information system proves, what it admits, and what it only claims.

A claim in the agency's favour (approved, fully deployed, checked, a layer in place) is seen when a document proves
it (`checks.security_plan.proof`). An admission is seen as it is, and so is what no document speaks of (what the system
is for, who is behind it, incidents, upkeep).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from checks.facts import FACTS
from checks.observation import Fact
from checks.security_plan import assessments, layers, level, papers, plan, upkeep
from checks.security_plan.proof import needs
from checks.security_plan.record import SystemRecord

NAMES = tuple(name.removeprefix("security_plan.") for name in FACTS if name.startswith("security_plan."))


def observe(record: SystemRecord | None, today: date) -> dict[str, Fact[Any]]:
    """Every `security_plan` fact of a system (None: a portal belongs to no system), as known on `today`."""
    if record is None:
        silence = needs("the portal belongs to no information system in the inventory")
        return dict.fromkeys(NAMES, silence)
    facts = {
        "level": level.level(record),
        "purpose": level.purpose(record.purpose),
        "bodies": level.bodies(record),
        "operation": level.operation(record, today),
        "claims": plan.claims(record),
        "approval": level.approval(record, today),
        "dossier": level.dossier(record, today),
        "appraisal": level.appraisal(record, today),
        "decision": level.decision(record, today),
        "regulation": plan.regulation(record, today),
        "plan_status": plan.plan_status(record, today),
        "plan": plan.plan(record, today),
        "plan_parts": plan.plan_parts(record, today),
        "plan_groups": plan.plan_groups(record, today),
        "promises": plan.promises(record),
        "expected": plan.expected(record),
        "checked": assessments.checked(record, today),
        "last_assessment": assessments.last_assessment(record, today),
        "assessor": assessments.assessor(record, today),
        "layers": layers.layers(record, today),
        "force": layers.force(record, today),
        "monitoring": layers.monitoring(record, today),
        "national": layers.national(record, today),
        "incidents": upkeep.incidents(record, today),
        "upkeep": upkeep.upkeep(record, today),
        "platform": upkeep.platform(record),
        "documents": papers.documents(record),
    }
    return {name: facts[name] for name in NAMES}
