"""Hands an inventory's system to the check that looks at its papers."""

from __future__ import annotations

from agent.inventory import models
from checks.security_plan.record import ABSENT, Assessment, Document, Layer, SystemRecord


def system_record(system: models.System) -> SystemRecord:
    """The system as `checks.security_plan` reads it: a missing key stays silence, null stays "there is none"."""
    said = system.model_fields_set
    plan = system.plan
    return SystemRecord(
        id=system.id,
        name=system.name,
        level=system.level,
        approval=system.approval,
        decision=_document(system.decision) if "decision" in said else ABSENT,
        plan_status=plan.status if plan else None,
        plan=_document(plan),
        regulation=_document(system.regulation) if "regulation" in said else ABSENT,
        checked=system.checked,
        assessments=None if system.assessments is None else tuple(map(_assessment, system.assessments)),
        layers={number: Layer(layer.status, _document(layer.document)) for number, layer in system.layers.items()},
    )


def _document(document: models.Document | None) -> Document | None:
    if document is None:
        return None
    file = document.file
    return Document(
        number=document.number,
        date=document.date,
        body=document.body,
        file=file.path if file else None,
        sha256=file.sha256 if file else None,
    )


def _assessment(assessment: models.Assessment) -> Assessment:
    file = assessment.file
    return Assessment(
        date=assessment.date,
        assessor=assessment.assessor,
        report=assessment.report,
        scope=assessment.scope,
        file=file.path if file else None,
        sha256=file.sha256 if file else None,
    )
