"""What an audit found wrong, or could not settle, as SARIF 2.1.0 for tools that gather findings.

Requirements are rules. A fail is a result of its severity's level; an unknown is one of the kind `open`, or `review`
where a person has to look at a paper; a waived fail is a suppressed one. Passes and what does not apply are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from checks.observation import Reason, content_hash
from checks.record import TOOL
from policies.changes import ChangeKind
from policies.requirement import Requirement
from policies.verdict import Outcome, Severity, Verdict
from reports.i18n import Language
from reports.model import AuditReport, PortalResult, SystemResult
from reports.verdict_document import Laws, laws
from reports.verdict_view import said
from reports.wording import Wording

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final[Mapping[Severity, str]] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
FOR_PEOPLE: Final = {Reason.NEEDS_DOCUMENT.value, Reason.NEEDS_LOOKUP.value}
"""Reasons of an unknown that a person resolves by looking at a paper or list."""
TEXT: Final = 600
"""How many letters of a text from outside are told."""

_TOLD: Final = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED)
_LINK = re.compile(r"\](?=\()")
_PLACEHOLDER = re.compile(r"\{(?=\d)")


def sarif_document(report: AuditReport, lang: Language) -> dict[str, Any]:
    """The SARIF log of one audit, its texts in `lang`; each verdict where it counts (`AuditReport.counted`)."""
    return _Log(report, Wording(lang)).document()


class _Log:
    """One run of the tool: its rules and its results."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.law: Laws = laws(report.requirements.values(), report.law_date)
        judged = sorted({verdict.requirement for verdict in report.judged()})
        self.rules = {name: number for number, name in enumerate(judged)}
        self.agencies = {row.id: row.name for row in report.agencies}
        self.changes: dict[tuple[str, str], ChangeKind] = {
            (change.portal, change.requirement): change.kind for change in report.changes
        }
        self.open = report.open_findings

    def document(self) -> dict[str, Any]:
        """The whole log."""
        report = self.report
        driver = {
            "name": TOOL,
            "version": self._text(str(report.vantage.get("version", ""))),
            "language": self.wording.lang,
            "rules": [self._rule(report.requirements[name]) for name in self.rules],
        }
        run = {
            "tool": {"driver": driver},
            "automationDetails": {
                "id": f"{TOOL}/{quote(report.audit_id, safe='', errors='replace')}",
                "guid": self._guid("run"),
            },
            "invocations": [
                {
                    "executionSuccessful": report.complete,
                    "startTimeUtc": _moment(report.started),
                    "endTimeUtc": _moment(report.finished),
                }
            ],
            "results": [
                self._result(place, verdict) for place, verdict in report.counted() if verdict.verdict in _TOLD
            ],
            "properties": {
                "province": self._text(report.province),
                "profile": self._text(report.profile),
                "lawDate": report.law_date.isoformat(),
            },
        }
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}

    def _rule(self, asked: Requirement) -> dict[str, Any]:
        return {
            "id": asked.id,
            "shortDescription": {"text": self._text(said(asked.title, self.wording))},
            "fullDescription": {"text": self._text(said(asked.why, self.wording), 4000)},
            "help": {"text": _inert(said(asked.remedy, self.wording))},
            "defaultConfiguration": {"level": LEVELS[asked.severity]},
            "properties": {
                "force": asked.force,
                "severity": asked.severity.value,
                "subject": asked.subject,
                "layer": asked.layer,
                "law": [self._text(basis) for basis in self.law[asked.id]],
                "tags": [asked.subject, asked.force],
            },
        }

    def _result(self, place: PortalResult | SystemResult, verdict: Verdict) -> dict[str, Any]:
        key = str(place.record.portal["url"])
        because = self._text(verdict.because[self.wording.lang])
        result: dict[str, Any] = {
            "ruleId": verdict.requirement,
            "ruleIndex": self.rules[verdict.requirement],
            "guid": self._guid(key, verdict.requirement),
            **_kind(verdict),
            "message": {"text": because},
            "locations": [self._location(place)],
            "partialFingerprints": {"placeAndRequirement/v1": content_hash([key, verdict.requirement])},
            "properties": self._properties(place, key, verdict),
        }
        if verdict.verdict is Outcome.WAIVED:
            result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": because}]
        if (found := self.open.get((key, verdict.requirement))) is not None:
            result["provenance"] = {
                "firstDetectionTimeUtc": _moment(found.first_seen),
                "lastDetectionTimeUtc": _moment(found.last_seen),
            }
        return result

    def _location(self, place: PortalResult | SystemResult) -> dict[str, Any]:
        """A portal by its address and name, a system by its id and name."""
        key = str(place.record.portal["url"])
        kind = "portal" if isinstance(place, PortalResult) else "system"
        name = self._text(str(place.record.portal.get("name") or key), 200)
        told: dict[str, Any] = {
            "logicalLocations": [{"name": name, "fullyQualifiedName": self._text(key, 200), "kind": kind}]
        }
        if key.startswith(("https://", "http://")):
            told["physicalLocation"] = {
                "artifactLocation": {"uri": quote(key[:2000], safe="/:?&=%+,;@!~()*'$#[]", errors="replace")}
            }
        return told

    def _properties(self, place: PortalResult | SystemResult, key: str, verdict: Verdict) -> dict[str, Any]:
        change = self.changes.get((key, verdict.requirement))
        agency = place.agency_id or ""
        return {
            "verdict": verdict.verdict.value,
            "severity": verdict.severity.value,
            "force": self.report.requirements[verdict.requirement].force,
            **({"agency": self._text(self.agencies[agency], 200)} if agency in self.agencies else {}),
            **({"change": change.value} if change else {}),
            **({"reasons": list(verdict.reasons)} if verdict.reasons else {}),
            "evidence": list(verdict.observations),
        }

    def _text(self, text: str, limit: int = TEXT) -> str:
        """A text from outside, visible, in one line, and without what SARIF takes for a link or a placeholder."""
        return _inert(" ".join(self.wording.cut(text, limit).split())) or "–"

    def _guid(self, *names: str) -> str:
        name = "\n".join(("urn:tuanthu:sarif", self.report.audit_id, *names))
        return str(uuid5(NAMESPACE_URL, name.encode("utf-8", "backslashreplace").decode()))


def _inert(text: str) -> str:
    return _PLACEHOLDER.sub("{ ", _LINK.sub("] ", text))


def _kind(verdict: Verdict) -> dict[str, str]:
    """Of what kind a result is; only a fail has a level."""
    if verdict.verdict is Outcome.UNKNOWN:
        return {"kind": "review" if FOR_PEOPLE & set(verdict.reasons) else "open", "level": "none"}
    return {"kind": "fail", "level": LEVELS[verdict.severity]}


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
