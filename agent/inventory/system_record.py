"""Hands an inventory's system to the check that looks at its papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from agent.inventory import systems
from agent.inventory.files import DocumentFile
from agent.inventory.inventory import Inventory
from agent.inventory.systems import System
from checks.security_plan import record
from checks.security_plan.record import ABSENT, DOSSIER, LAYERS, Absence, Body, LayerNumber, SystemRecord

Copies: TypeAlias = Callable[[str, str], record.Copy | None]
"""The copy that the store of evidence has for the id of a system and the key of a claim, if any."""

Signatures: TypeAlias = Callable[[str], tuple[record.Signature, ...]]
"""The digital signatures on a file, as the inventory writes its path."""


def _no_copy(_system: str, _claim: str) -> record.Copy | None:
    return None


def _unsigned(_path: str) -> tuple[record.Signature, ...]:
    return ()


def system_record(
    inventory: Inventory, system: System, copies: Copies = _no_copy, signatures: Signatures = _unsigned
) -> SystemRecord:
    """The system as `checks.security_plan` reads it: a missing key stays silence, null stays "there is none".

    `copies` are asked for papers of which the inventory names no file, `signatures` for those of the files it names.
    """
    papers = _Papers(system, copies, signatures)
    plan = system.plan or systems.Plan()
    return SystemRecord(
        id=system.id,
        name=system.name,
        description=system.description,
        owner=_agency(inventory, system.owner),
        operator=_agency(inventory, system.operator),
        unit=_agency(inventory, system.unit),
        purpose=record.Purpose(**dict(system.purpose)),
        operation=record.Operation(**dict(system.operation)),
        level=system.level,
        level_reason=system.level_reason,
        approval=system.approval,
        dossier={part: given for part in DOSSIER if (given := getattr(system.dossier, part)) is not None},
        submitted=system.dossier.submitted,
        appraisal=papers.claimed("appraisal", system.appraisal),
        decision=papers.claimed("decision", system.decision),
        expected_approval=system.expected_approval,
        regulation=papers.claimed("regulation", system.regulation),
        plan_status=plan.status,
        plan=papers.document("plan", system.plan),
        plan_parts=plan.parts,
        plan_groups=plan.groups,
        promises=plan.promises,
        expected_plan=plan.expected,
        checked=system.checked,
        assessments=papers.assessments(),
        layers=papers.layers(),
        force=_force(system.layers.force),
        monitoring=_monitoring(system.layers.monitoring),
        national=_national(system.layers.national),
        incidents=_incidents(system),
        upkeep=record.Upkeep(**dict(system.upkeep)),
        surroundings=_surroundings(inventory, system),
    )


@dataclass(frozen=True, slots=True)
class _Papers:
    """The papers of a system, each with its copy."""

    system: System
    copies: Copies
    signatures: Signatures

    def claimed(self, claim: str, document: systems.Document | None) -> record.Document | Absence | None:
        """A paper whose missing key tells silence from an admission."""
        return self.document(claim, document) if claim in self.system.model_fields_set else ABSENT

    def document(self, claim: str, document: systems.Document | None) -> record.Document | None:
        if document is None:
            return None
        return record.Document(
            number=document.number,
            date=document.date,
            body=document.body,
            copy=self._copy(claim, document.file, document.sha256),
            level=document.level if isinstance(document, systems.LevelDocument) else None,
        )

    def assessments(self) -> tuple[record.Assessment, ...] | None:
        given = self.system.assessments
        return None if given is None else tuple(map(self._assessment, given))

    def layers(self) -> dict[LayerNumber, record.Layer]:
        given = self.system.layers
        layers = (given.force, given.monitoring, given.assessment, given.national)
        return {
            number: record.Layer(layer.status, self.document(f"layers.{number}", layer.document))
            for number, layer in zip(LAYERS, layers, strict=True)
            if layer is not None
        }

    def _assessment(self, assessment: systems.Assessment) -> record.Assessment:
        return record.Assessment(
            date=assessment.date,
            assessor=_body(assessment.assessor, assessment.tax_code),
            report=assessment.report,
            scope=assessment.scope,
            copy=self._copy(f"assessments.{assessment.report or ''}", assessment.file, assessment.sha256),
            kind=assessment.kind,
            standing=assessment.standing,
            licence=assessment.licence,
            open_findings=assessment.open_findings,
        )

    def _copy(self, claim: str, file: DocumentFile | None, kept_sha256: str | None) -> record.Copy | None:
        if file is None:
            return self.copies(self.system.id, claim)
        return record.Copy(file.path, file.sha256, kept_sha256, signatures=self.signatures(file.path))


def _body(name: str | None, tax_code: str | None) -> Body | None:
    return None if name is None else Body(name, tax_code)


def _agency(inventory: Inventory, agency_id: str | None) -> Body | None:
    if agency_id is None:
        return None
    agency = inventory.agency(agency_id)
    return Body(agency.name, agency.tax_code)


def _force(layer: systems.LocalForce | None) -> record.LocalForce:
    if layer is None:
        return record.LocalForce()
    return record.LocalForce(layer.people, layer.trained, layer.last_training, layer.last_drill)


def _monitoring(layer: systems.Monitoring | None) -> record.Monitoring:
    if layer is None:
        return record.Monitoring()
    return record.Monitoring(
        kind=layer.kind,
        provider=_body(layer.provider, layer.tax_code),
        since=layer.since,
        until=layer.until,
        hosts=layer.hosts,
        last_event=layer.last_event,
    )


def _national(layer: systems.NationalLink | None) -> record.NationalLink:
    return record.NationalLink(layer.connected, layer.last_data) if layer else record.NationalLink()


def _incidents(system: System) -> tuple[record.Incident, ...] | None:
    if system.incidents is None:
        return None
    return tuple(record.Incident(**dict(incident)) for incident in system.incidents)


def _surroundings(inventory: Inventory, system: System) -> record.Surroundings:
    portals = inventory.portals_of(system)
    foreign = dict.fromkeys(
        portal.agency for portal in portals if not inventory.is_within(portal.agency, above=system.owner)
    )
    return record.Surroundings(
        portals=tuple(dict.fromkeys(portal.host for portal in portals)),
        platform=system.platform,
        platform_siblings=tuple(other.name for other in inventory.siblings(system)),
        foreign_agencies=tuple(inventory.agency(agency).name for agency in foreign),
    )
