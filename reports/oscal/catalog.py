"""The catalogue of requirements as an OSCAL catalogue, and what an audit judged of it as a profile.

A requirement is a control: its statement, why it matters, its objective with the predicates that decide it, and its
remedy; each legal basis in force on the date of law is a resource that it links to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from checks.facts import FACTS
from policies.predicate import compiled_predicate, kinds_of
from policies.requirement import Citation, Requirement
from reports.model import AuditReport
from reports.oscal.parts import (
    NAMESPACE,
    code,
    filled,
    identifier,
    instructions,
    metadata,
    own,
    plain,
    prose,
    selection,
)
from reports.remedy import blocks
from reports.summary import SUBJECTS
from reports.verdict_view import said
from reports.wording import Wording

EXAMINED: Final = ("security_plan.", "trust_label.registry", "trust_label.owner_is_agency")
"""Facts that are read from papers and lists (EXAMINE); all others are seen by scanning (TEST)."""


def method_of(fact: str) -> str:
    """How a fact (`tls.certificate`) is observed, in OSCAL's words: TEST or EXAMINE."""
    return "EXAMINE" if fact.startswith(EXAMINED) else "TEST"


def methods_of(requirement: Requirement) -> list[str]:
    """How what a requirement rests on is observed; never empty."""
    kinds = kinds_of(requirement.parameters)
    facts = {fact for _, text in requirement.predicates() for fact in compiled_predicate(text, kinds).facts}
    return sorted({method_of(fact) for fact in facts if fact in FACTS}) or ["TEST"]


def objective_id(requirement: str) -> str:
    """What findings are about: the objective within the control."""
    return f"{requirement}_obj"


def catalog_document(report: AuditReport, wording: Wording) -> dict[str, Any]:
    """Every requirement that the report holds, in groups by subject."""
    groups: dict[str, list[dict[str, Any]]] = {}
    bases: dict[str, dict[str, Any]] = {}
    for asked in sorted(report.requirements.values(), key=lambda one: one.id):
        cited = {identifier("basis", *_named(basis)): basis for basis in asked.citations_on(report.law_date)}
        bases |= {key: _resource(key, basis, wording) for key, basis in cited.items() if key not in bases}
        groups.setdefault(asked.subject, []).append(_control(asked, cited, wording))
    title = wording.gettext.gettext("Catalogue of requirements for web portals and information systems")
    document = {
        "uuid": identifier("catalog", report.audit_id, wording.lang),
        "metadata": metadata(title, report, wording),
        "groups": [
            {"id": subject, "title": prose(wording.word("subject", subject), wording), "controls": groups[subject]}
            for subject in SUBJECTS
            if subject in groups
        ],
        "back-matter": {"resources": list(bases.values())} if bases else None,
    }
    return {"catalog": filled(document)}


def profile_document(report: AuditReport, judged: Iterable[str], wording: Wording) -> dict[str, Any]:
    """What of the catalogue the audit judged: the requirements of its profile that were in force and were looked
    into."""
    title = wording.gettext.gettext("Requirements judged by the profile %(name)s")
    return {
        "profile": {
            "uuid": identifier("profile", report.audit_id, wording.lang),
            "metadata": metadata(title % {"name": report.profile}, report, wording),
            "imports": [{"href": "catalog.json", **selection(report, judged, "with-ids")}],
            "merge": {"as-is": True},
        }
    }


def _control(asked: Requirement, cited: Mapping[str, Citation], wording: Wording) -> dict[str, Any]:
    properties = {
        "force": asked.force,
        "severity": asked.severity.value,
        "layer": str(asked.layer),
        "about": asked.about,
        "status": asked.status,
        "effective-from": asked.effective_from.isoformat(),
        "effective-to": asked.effective_to.isoformat() if asked.effective_to else "",
        "deadline": asked.deadline.isoformat() if asked.deadline else "",
    }
    title = prose(said(asked.title, wording), wording)
    control = {
        "id": asked.id,
        "class": "requirement",
        "title": title,
        "params": [_parameter(asked.id, name, value, wording) for name, value in asked.parameters.items()],
        "props": [
            {"name": "label", "value": asked.id},
            *(own(name, value) for name, value in properties.items() if value),
        ],
        "links": [
            {
                "href": f"#{key}",
                "rel": "reference",
                "text": prose(f"{basis.instrument}, {basis.clause}", wording),
            }
            for key, basis in cited.items()
        ],
        "parts": [
            {"id": f"{asked.id}_smt", "name": "statement", "prose": title},
            {"id": f"{asked.id}_gdn", "name": "guidance", "prose": prose(said(asked.why, wording), wording, 4000)},
            {
                "id": objective_id(asked.id),
                "name": "assessment-objective",
                "prose": code("\n".join(f"{field}: {text}" for field, text in asked.predicates())),
            },
            {
                "id": f"{asked.id}_asm",
                "name": "assessment-method",
                "props": [{"name": "method", "value": method} for method in methods_of(asked)],
            },
            {
                "id": f"{asked.id}_rem",
                "name": "remedy",
                "ns": NAMESPACE,
                "prose": instructions(blocks(said(asked.remedy, wording)), wording),
            },
        ],
    }
    return filled(control)


def _parameter(requirement: str, name: str, value: object, wording: Wording) -> dict[str, Any]:
    values = value if isinstance(value, list) else [str(value).lower() if isinstance(value, bool) else str(value)]
    return filled(
        {
            "id": f"{requirement}_prm_{name}",
            "label": prose(name, wording),
            "values": [plain(str(one), wording) for one in values],
        }
    )


def _named(basis: Citation) -> tuple[str, ...]:
    return (basis.instrument, basis.clause, basis.confirmation.value, str(basis.since), str(basis.until))


def _resource(key: str, basis: Citation, wording: Wording) -> dict[str, Any]:
    properties = {
        "confirmation": basis.confirmation.value,
        "in-force-from": basis.since.isoformat() if basis.since else "",
        "in-force-to": basis.until.isoformat() if basis.until else "",
    }
    return {
        "uuid": key,
        "title": prose(basis.instrument, wording),
        "props": [own(name, value) for name, value in properties.items() if value],
        "citation": {"text": prose(f"{basis.instrument}, {basis.clause}", wording)},
    }
