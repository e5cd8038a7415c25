"""What the record of an information system proves, what it admits, and what it only claims.

A claim in the agency's favour (approved, fully deployed, checked, a layer in place) is seen when a document proves
it: number, date not in the future, issuing body and, where a file is named, its hash. An admission is seen as it is.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from checks.facts import FACTS
from checks.observation import Fact, Reason, Seen, Unseen
from checks.security_plan.record import (
    ABSENT,
    LAYERS,
    Absence,
    Approval,
    Assessment,
    CheckKind,
    Document,
    Layer,
    PlanStatus,
    SystemRecord,
)

NAMES = tuple(name.removeprefix("security_plan.") for name in FACTS if name.startswith("security_plan."))


def observe(record: SystemRecord | None, today: date) -> dict[str, Fact[Any]]:
    """Every `security_plan` fact of a portal's system (None: the portal belongs to no system), as known on `today`."""
    if record is None:
        silence = _needs("the portal belongs to no information system in the inventory")
        return dict.fromkeys(NAMES, silence)
    return {
        "level": _needs("the record gives no level") if record.level is None else Seen(record.level),
        "approval": _approval(record, today),
        "decision": _decision(record, today),
        "plan_status": _status(record.plan_status, record.plan, "the security plan", today),
        "regulation": _document(record.regulation, "the security regulation", today),
        "checked": _checked(record.checked, record.assessments, today),
        "last_assessment": _last_assessment(record.assessments, today),
        "layers": Seen({number: _layer(record.layers.get(number), number, today) for number in LAYERS}),
    }


def _needs(detail: str) -> Unseen:
    return Unseen(Reason.NEEDS_DOCUMENT, detail)


def _prove(document: Document | Absence | None, what: str, today: date) -> Fact[dict[str, str]]:
    """What a document says when it proves `what`; else what it lacks."""
    if not isinstance(document, Document):
        return _needs(f"no document is given for {what}")
    number, day, body = document.number, document.date, document.body
    if not (number and day and body):
        missing = [name for name, value in (("number", number), ("date", day), ("issuing body", body)) if not value]
        return _needs(f"the document for {what} lacks its {', '.join(missing)}")
    if day > today:
        return _needs(f"the document for {what} is dated {day.isoformat()}, after {today.isoformat()}")
    if document.file and not document.sha256:
        return _needs(f"the file {document.file}, named for {what}, was not read")
    return Seen({"number": number, "date": day.isoformat(), "body": body})


def _document(document: Document | Absence | None, what: str, today: date) -> Fact[Any]:
    return Seen(None) if document is None else _prove(document, what, today)


def _approval(record: SystemRecord, today: date) -> Fact[str]:
    if record.approval is None:
        return _needs("the record does not say how far the approval of the level has come")
    decision = _prove(record.decision, "the approval of the level", today)
    if record.approval is Approval.APPROVED and isinstance(decision, Unseen):
        return decision
    return Seen(record.approval.value)


def _decision(record: SystemRecord, today: date) -> Fact[Any]:
    """Without a decision in the record, a level that is admitted not to be approved has none."""
    if record.approval is Approval.APPROVED and record.decision is None:
        return _needs("the level is said to be approved, yet the record names no decision")
    if record.approval not in (None, Approval.APPROVED) and record.decision is ABSENT:
        return Seen(None)
    return _document(record.decision, "the approval of the level", today)


def _status(status: PlanStatus | None, document: Document | None, what: str, today: date) -> Fact[str]:
    if status is None:
        return _needs(f"the record does not say how far {what} is deployed")
    proof = _prove(document, what, today)
    if status is PlanStatus.FULLY_DEPLOYED and isinstance(proof, Unseen):
        return proof
    return Seen(status.value)


def _layer(layer: Layer | None, number: str, today: date) -> Fact[str]:
    layer = layer or Layer()
    return _status(layer.status, layer.document, f"layer {number}", today)


def _checked(
    kinds: tuple[CheckKind, ...] | None, assessments: tuple[Assessment, ...] | None, today: date
) -> Fact[list[str]]:
    if kinds is None:
        return _needs("the record does not say which checks were made")
    proofs = [_prove(item.document(), "an assessment", today) for item in assessments or ()]
    if kinds and not any(isinstance(proof, Seen) for proof in proofs):
        return _needs("no assessment with date, assessor and report number proves the checks")
    return Seen([kind.value for kind in kinds])


def _last_assessment(assessments: tuple[Assessment, ...] | None, today: date) -> Fact[dict[str, Any] | None]:
    """The newest assessment; one that may be newer and is claimed without proof leaves it unseen."""
    if assessments is None:
        return _needs("the record names no assessment and does not say that there is none")
    if not assessments:
        return Seen(None)
    past = [item for item in assessments if item.date is None or item.date <= today]
    newest = max(past or assessments, key=lambda item: item.date or date.max)
    proof = _prove(newest.document(), "the last assessment", today)
    if isinstance(proof, Unseen):
        return proof
    day = date.fromisoformat(proof.value["date"])
    return Seen(
        {
            "date": proof.value["date"],
            "days_ago": (today - day).days,
            "assessor": newest.assessor,
            "report": newest.report,
        }
    )
