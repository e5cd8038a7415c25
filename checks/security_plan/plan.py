"""How far the security plan is deployed and which papers carry it; and what the record claims, proven or not."""

from __future__ import annotations

from datetime import date
from typing import Any

from checks.observation import Fact, Seen, Unseen
from checks.security_plan.level import NO_APPROVAL
from checks.security_plan.proof import needs, prove
from checks.security_plan.record import (
    ABSENT,
    GROUPS,
    LAYERS,
    PARTS,
    Document,
    Group,
    Part,
    PlanStatus,
    SystemRecord,
)
from checks.security_plan.silence import together, told

PLAN, REGULATION = "the security plan", "the security regulation"

_PARTS: dict[Part, str] = {
    "design": "the part on design and build",
    "operation": "the part on operation",
    "checks": "the part on checks and assessment",
    "risk": "the part on risk",
    "monitoring": "the part on monitoring",
    "recovery": "the part on backup, incidents and recovery",
    "end_of_life": "the part on the end of life",
}
_GROUPS: dict[Group, str] = {
    "policy": "the group on policy",
    "organisation": "the group on organisation",
    "people": "the group on people",
    "build": "the group on design and build",
    "operate": "the group on operation",
    "risk_plan": "the group on risk management",
    "end_plan": "the group on the end of life",
    "network": "the group on the network",
    "server": "the group on servers",
    "application": "the group on applications",
    "data": "the group on data",
}


def status(said: PlanStatus | None, proof: Fact[Any], what: str) -> Fact[str]:
    """How far something is deployed; "fully" needs its proof."""
    if said is None:
        return needs(f"the record does not say how far {what} is deployed")
    return proof if said is PlanStatus.FULLY_DEPLOYED and isinstance(proof, Unseen) else Seen(said.value)


def plan_status(record: SystemRecord, today: date) -> Fact[str]:
    """How far the plan is deployed (Mẫu số 08, column 10)."""
    return status(record.plan_status, prove(record.plan, PLAN, today), PLAN)


def plan(record: SystemRecord, today: date) -> Fact[Any]:
    """The plan's paper; None where nothing is said of one but that it is not deployed."""
    blank = record.plan in (None, Document())
    if blank and record.plan_status is PlanStatus.NOT_DEPLOYED:
        return Seen(None)
    return prove(record.plan, PLAN, today)


def plan_parts(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """How far each of the seven parts is deployed (NĐ 331/2026/NĐ-CP Đ29.2); the plan's paper proves it."""
    proof = prove(record.plan, PLAN, today)
    parts: dict[str, Fact[Any]] = {part: status(record.plan_parts.get(part), proof, _PARTS[part]) for part in PARTS}
    return together(parts, not record.plan_parts, "the state of the plan's parts")


def plan_groups(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """How far each of the eleven groups of requirements is met (Đ30.3–4); the plan's paper proves it."""
    proof = prove(record.plan, PLAN, today)
    groups: dict[str, Fact[Any]] = {
        group: status(record.plan_groups.get(group), proof, _GROUPS[group]) for group in GROUPS
    }
    return together(groups, not record.plan_groups, "the state of the plan's groups of requirements")


def regulation(record: SystemRecord, today: date) -> Fact[Any]:
    """The security regulation (quy chế); None where the record denies it."""
    return Seen(None) if record.regulation is None else prove(record.regulation, REGULATION, today)


def promises(record: SystemRecord) -> Fact[list[str]]:
    """Which measures the plan promises, as declared."""
    return told(None if record.promises is None else [*record.promises], "which measures the plan promises")


def expected(record: SystemRecord) -> Fact[dict[str, Any]]:
    """When approval and full deployment are expected (Mẫu số 08, columns 9 and 11)."""
    days = {"approval": record.expected_approval, "plan": record.expected_plan}
    words = {"approval": "when the approval is expected", "plan": "when the full deployment is expected"}
    members = {name: told(day and day.isoformat(), words[name]) for name, day in days.items()}
    return together(members, not any(days.values()), "what is expected when")


def claims(record: SystemRecord) -> Fact[dict[str, Any]]:
    """What the record says, whether or not a paper proves it."""
    approval = record.approval
    regulated = None if record.regulation is ABSENT else record.regulation is not None
    layers = {number: record.layers[number].status if number in record.layers else None for number in LAYERS}
    members: dict[str, Fact[Any]] = {
        "approval": needs(NO_APPROVAL) if approval is None else Seen(approval.value),
        "plan_status": _claimed(record.plan_status, PLAN),
        "regulation": told(regulated, "whether there is a security regulation"),
        **{number: _claimed(said, f"layer {number}") for number, said in layers.items()},
    }
    silent = {approval, record.plan_status, regulated, *layers.values()} == {None}
    return together(members, silent, "how far anything has come")


def _claimed(said: PlanStatus | None, what: str) -> Fact[str]:
    return status(said, Seen(None), what)
