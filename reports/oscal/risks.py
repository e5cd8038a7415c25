"""The risks of an audit: one for each requirement that fails somewhere, one for each failure that is waived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from checks.record import system_key
from policies.verdict import Verdict
from reports.model import AuditReport
from reports.oscal.parts import NAMESPACE, end_of, filled, identifier, instructions, own, plain, prose
from reports.oscal.plan import tool_id
from reports.oscal.subjects import Place, Subjects, key_of
from reports.remedy import blocks
from reports.verdict_view import said
from reports.wording import Wording


class Risks:
    """Gathers what findings and waived failures point at; a requirement's risk is told once, wherever it fails."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.subjects = Subjects(report, wording)
        self._open: dict[str, int] = {}
        self._waived: list[dict[str, Any]] = []

    def failed(self, requirement: str) -> str:
        """The UUID of the risk that a failure of this requirement is, counting the failure."""
        self._open[requirement] = self._open.get(requirement, 0) + 1
        return identifier("risk", self.report.audit_id, requirement)

    def waived(self, place: Place, verdict: Verdict, observation: str) -> None:
        """A failure that a written permission covers until a day, told in `observation` (its UUID)."""
        waiver = self._waiver(place, verdict.requirement)
        self._waived.append(
            filled(
                {
                    "uuid": identifier("waived", self.report.audit_id, key_of(place), verdict.requirement),
                    **self._told(verdict.requirement),
                    "description": prose(verdict.because[self.wording.lang], self.wording),
                    "props": [
                        *self._props(verdict.requirement),
                        own("subject", self.subjects.uuid(place)),
                        *(
                            own(f"waiver-{name}", plain(str(waiver[name]), self.wording, 200))
                            for name in ("document", "approver")
                            if waiver.get(name)
                        ),
                    ],
                    "status": "deviation-approved",
                    "deadline": end_of(date.fromisoformat(waiver["until"])) if waiver.get("until") else None,
                    "related-observations": [{"observation-uuid": observation}],
                }
            )
        )

    def all(self) -> list[dict[str, Any]]:
        """Every risk, those of failures first, by requirement."""
        return [self._risk(name, self._open[name]) for name in sorted(self._open)] + self._waived

    def _risk(self, requirement: str, count: int) -> dict[str, Any]:
        gettext, ngettext = self.wording.gettext.gettext, self.wording.gettext.ngettext
        asked = self.report.requirements[requirement]
        told = ngettext("Not met at %(n)s portal or system", "Not met at %(n)s portals or systems", count)
        return filled(
            {
                "uuid": identifier("risk", self.report.audit_id, requirement),
                **self._told(requirement),
                "description": told % {"n": self.wording.number(count)},
                "props": self._props(requirement),
                "status": "open",
                "characterizations": [
                    {
                        "origin": {"actors": [{"type": "tool", "actor-uuid": tool_id(self.report)}]},
                        "facets": [{"name": "severity", "system": NAMESPACE, "value": asked.severity.value}],
                    }
                ],
                "deadline": end_of(asked.deadline) if asked.deadline else None,
                "remediations": [
                    {
                        "uuid": identifier("remedy", self.report.audit_id, requirement),
                        "lifecycle": "recommendation",
                        "title": gettext("How to fix it"),
                        "description": instructions(blocks(said(asked.remedy, self.wording)), self.wording),
                    }
                ],
            }
        )

    def _told(self, requirement: str) -> dict[str, str]:
        asked = self.report.requirements[requirement]
        return {
            "title": prose(said(asked.title, self.wording), self.wording),
            "statement": prose(said(asked.why, self.wording), self.wording, 4000),
        }

    def _props(self, requirement: str) -> list[dict[str, str]]:
        return [own("requirement", requirement), own("force", self.report.requirements[requirement].force)]

    def _waiver(self, place: Place, requirement: str) -> Mapping[str, Any]:
        """The waiver that the judge went by: the first of the audit's plan that names the place, or its system, and is
        in force; empty where the report does not hold it."""
        system = place.record.portal.get("system")
        named = {key_of(place), system_key(system) if system else None}
        for waiver in self.report.plan.get("waivers", ()):
            holds = date.fromisoformat(waiver["until"]) >= self.report.law_date
            if holds and waiver["requirement"] == requirement and waiver["portal"] in named:
                found: Mapping[str, Any] = waiver
                return found
        return {}
