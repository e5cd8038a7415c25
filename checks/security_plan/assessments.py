"""Which checks were made, when the last assessment was, and who made it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from checks.observation import Fact, Seen, Unseen
from checks.security_plan.bodies import same_body
from checks.security_plan.proof import needs, prove, proven
from checks.security_plan.record import Assessing, Assessment, Body, Provision, SystemRecord
from checks.security_plan.silence import told
from checks.trust_label.folding import folded


def checked(record: SystemRecord, today: date) -> Fact[list[str]]:
    """Which prescribed checks were made; each kind needs the report of an assessment of that kind, or of none told."""
    if record.checked is None:
        return needs("the record does not say which checks were made")
    kinds = {item.kind for item in record.assessments or () if proven(item.document(), "an assessment", today)}
    if any(not kinds & {kind, None} for kind in record.checked):
        return needs("no assessment with date, assessor and report number proves the checks")
    return Seen([kind.value for kind in record.checked])


def last_assessment(record: SystemRecord, today: date) -> Fact[dict[str, Any] | None]:
    """The newest assessment, `days_ago` in days; None where the record says that there was none.

    One that may be newer and is claimed without proof leaves it unseen.
    """
    if record.assessments is None:
        return needs("the record names no assessment and does not say that there is none")
    if not record.assessments:
        return Seen(None)
    newest = _newest(record.assessments, today)
    proof = prove(newest.document(), "the last assessment", today)
    if isinstance(proof, Unseen):
        return proof
    said = proof.value
    day = date.fromisoformat(said["date"])
    return Seen(
        {"date": said["date"], "days_ago": (today - day).days, "assessor": said["body"], "report": said["number"]}
    )


def assessor(record: SystemRecord, today: date) -> Fact[dict[str, Any]]:
    """Who made the last assessment: what entitles him, and of whom he is independent (NĐ 331/2026/NĐ-CP Đ31.2.c)."""
    last = last_assessment(record, today)
    if isinstance(last, Unseen):
        return last
    if not record.assessments:
        return needs("the record says that there was no assessment")
    newest = _newest(record.assessments, today)
    return Seen(
        {
            "independent_of_operator": _independent(newest, record.operator, "who operates the system"),
            "independent_of_monitor": _independent(newest, _monitor(record), "who keeps watch in layer 2"),
            "names_system": _names_system(newest, record),
            "standing": _standing(newest),
            "licence": told(newest.licence, "the number of the assessor's licence"),
            "kind": told(newest.kind and newest.kind.value, "the kind of the last assessment"),
            "open_findings": told(newest.open_findings, "how many findings are still open"),
        }
    )


def _newest(assessments: Sequence[Assessment], today: date) -> Assessment:
    """The last of those that were made; one without a date may be the last."""
    past = [item for item in assessments if item.date is None or item.date <= today]
    return max(past or assessments, key=lambda item: item.date or date.max)


def _independent(assessment: Assessment, body: Body | None, what: str) -> Fact[bool]:
    if assessment.assessor is None or body is None:
        return told(None, what)
    same = same_body(assessment.assessor, body)
    return Seen(not same.value) if isinstance(same, Seen) else same


def _monitor(record: SystemRecord) -> Body | None:
    """Who does layer 2: a provider, or with a watch of one's own the operator."""
    said = record.monitoring
    return said.provider or (record.operator if said.kind is Provision.OWN else None)


def _names_system(assessment: Assessment, record: SystemRecord) -> Fact[bool]:
    """Whether the scope names the system, by its name, its id or the host of a portal."""
    if not assessment.scope:
        return told(None, "the scope of the last assessment")
    scope = f" {folded(assessment.scope)} "
    names = [words for name in (record.name, record.id, *record.surroundings.portals) if (words := folded(name))]
    return Seen(any(f" {words} " in scope for words in names))


def _standing(assessment: Assessment) -> Fact[str]:
    """What entitles the assessor; a licence is one only with its number."""
    if assessment.standing is Assessing.LICENSED and not assessment.licence:
        return told(None, "the number of the assessor's licence")
    return told(assessment.standing and assessment.standing.value, "what entitles the assessor")
