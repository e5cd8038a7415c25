"""What a system is for, who is behind it, and how far its level is determined and approved."""

from __future__ import annotations

from datetime import date
from typing import Any

from checks.observation import Fact, Seen, Unseen
from checks.security_plan.bodies import Role, issuer, same_body
from checks.security_plan.proof import needs, prove, proven
from checks.security_plan.record import (
    ABSENT,
    DOSSIER,
    Absence,
    Approval,
    Document,
    DossierPart,
    Operation,
    Purpose,
    State,
    SystemRecord,
)
from checks.security_plan.silence import together, told, told_day

APPROVAL, APPRAISAL = "the approval of the level", "the appraisal of the dossier"
NO_APPROVAL = "the record does not say how far the approval of the level has come"

_PARTS: dict[DossierPart, str] = {
    "overview": "the overview",
    "design": "the design",
    "justification": "the justification of the level",
    "plan": "the security plan",
    "expert_opinion": "the experts' opinion",
}


def level(record: SystemRecord) -> Fact[int]:
    """The level that the record proposes, 1 to 5."""
    return needs("the record gives no level") if record.level is None else Seen(record.level)


def purpose(said: Purpose) -> Fact[dict[str, Any]]:
    """What the level turns on, as declared (NĐ 331/2026/NĐ-CP Đ11–15)."""
    functions = None if said.functions is None else [function.value for function in said.functions]
    members = {
        "functions": told(functions, "what the system is for"),
        "public_information_only": told(said.public_information_only, "whether it holds public information only"),
        "personal_data": told(said.personal_data and said.personal_data.value, "what personal data it keeps"),
        "basic_subjects": told(said.basic_subjects, "how many persons' basic data it keeps"),
        "sensitive_subjects": told(said.sensitive_subjects, "how many persons' sensitive data it keeps"),
        "users": told(said.users, "how many users it has"),
        "serves": told(said.serves and said.serves.value, "whom it serves"),
        "conditional_business": told(said.conditional_business, "whether it serves a conditional line of business"),
        "round_the_clock": told(said.round_the_clock, "whether the nation needs it round the clock"),
        "national_security": told(said.national_security, "whether national security rests on it"),
    }
    return together(members, said == Purpose(), "what the system is for")


def bodies(record: SystemRecord) -> Fact[dict[str, Any]]:
    """The names of the bodies behind the system, and whether the specialised unit operates it (Đ18)."""
    owner, operator, unit = record.owner, record.operator, record.unit
    members: dict[str, Fact[Any]] = {
        "owner": told(owner and owner.name, "who owns the system"),
        "operator": told(operator and operator.name, "who operates the system"),
        "unit": told(unit and unit.name, "which unit specialises in its security"),
    }
    missing = members["unit"] if unit is None else members["operator"]
    members["unit_operates"] = same_body(unit, operator) if unit and operator else missing
    return together(members, not (owner or operator or unit), "which bodies are behind the system")


def operation(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """Where the system is in its life: with a portal and without a word on it, in operation.

    That it is separated from others at the landlord's (Đ30.8) is proven by the plan's document.
    """
    said = record.operation
    state = said.state or (State.OPERATING if record.surroundings.portals else None)
    separated = told(said.separated, "whether it is separated at the landlord's")
    if said.separated:
        separated = _resting_on(prove(record.plan, "the security plan", today), separated)
    members = {
        "state": told(state and state.value, "whether the system is in operation"),
        "begun": told_day(said.begun, "the day its construction began", today),
        "since": told_day(said.since, "the day its operation began", today),
        "hosting": told(said.hosting and said.hosting.value, "whose machines it runs on"),
        "separated": separated,
    }
    return together(members, state is None and said == Operation(), "whether the system is in operation")


def approval(record: SystemRecord, today: date) -> Fact[str]:
    """How far the approval has come; "approved" needs the decision."""
    if record.approval is None:
        return needs(NO_APPROVAL)
    decision = prove(record.decision, APPROVAL, today)
    return _resting_on(decision if record.approval is Approval.APPROVED else None, Seen(record.approval.value))


def dossier(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """Which parts the dossier holds (Đ21); that it holds one is proven by its appraisal, or by the approval."""
    appraisal = prove(record.appraisal, APPRAISAL, today)
    approved = record.approval is Approval.APPROVED and proven(record.decision, APPROVAL, today)
    members: dict[str, Fact[Any]] = {}
    for part in DOSSIER:
        said = record.dossier.get(part)
        if said is None:
            members[part] = needs(f"the record does not tell whether the dossier holds {_PARTS[part]}")
        else:
            members[part] = _resting_on(appraisal if said and not approved else None, Seen(said))
    return together(members, not record.dossier, "what the dossier holds")


def appraisal(record: SystemRecord, today: date) -> Fact[Any]:
    """The paper that appraised the dossier; None where an approval not yet come so far, or the record, denies it."""
    if record.approval is Approval.APPRAISED and record.appraisal is None:
        return needs("the dossier is said to be appraised, yet the record names no appraisal")
    early = record.approval in (Approval.DRAFTED, Approval.SUBMITTED)
    return _issued(record, record.appraisal, APPRAISAL, early, ("unit", "owner", "operator"), today)


def decision(record: SystemRecord, today: date) -> Fact[Any]:
    """The decision on the level; None where the level is admitted not to be approved, or the record denies it.

    `by`: of several roles of one body, the one that approves at the level of the record (Đ18).
    """
    if record.approval is Approval.APPROVED and record.decision is None:
        return needs("the level is said to be approved, yet the record names no decision")
    early = record.approval not in (None, Approval.APPROVED)
    order: tuple[Role, ...] = ("unit", "owner", "operator") if record.level in (1, 2) else ("owner", "unit", "operator")
    return _issued(record, record.decision, APPROVAL, early, order, today)


def _issued(
    record: SystemRecord,
    document: Document | Absence | None,
    what: str,
    early: bool,
    order: tuple[Role, ...],
    today: date,
) -> Fact[Any]:
    """What a proven paper says, with the level it names and who issued it."""
    if document is None or (early and document is ABSENT):
        return Seen(None)
    proof = prove(document, what, today)
    if isinstance(proof, Unseen) or not isinstance(document, Document):
        return proof
    return Seen({**proof.value, "level": document.level, "by": issuer(proof.value["body"], record, order)})


def _resting_on(proof: Fact[Any] | None, claim: Fact[Any]) -> Fact[Any]:
    """A claim, unless the proof that it needs is missing."""
    return proof if isinstance(proof, Unseen) else claim
