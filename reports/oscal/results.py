"""What was seen and concluded, as OSCAL assessment results.

OSCAL knows two states of an objective, satisfied and not satisfied: only a pass and a fail become findings. What is
unknown, waived or does not apply is an observation that says so, and never a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from checks.observation import Json, is_unseen
from checks.record import PortalRecord
from policies.verdict import Outcome, Verdict
from reports.model import AuditReport
from reports.oscal.catalog import method_of, methods_of, objective_id
from reports.oscal.parts import filled, identifier, metadata, moment, own, plain, prose, selection
from reports.oscal.plan import tool_component, tool_id
from reports.oscal.risks import Risks
from reports.oscal.subjects import Place, Subjects, key_of
from reports.verdict_view import said
from reports.wording import Wording

STATES: Final = {Outcome.PASS: "satisfied", Outcome.FAIL: "not-satisfied"}


def results_document(report: AuditReport, judged: Iterable[str], wording: Wording) -> dict[str, Any]:
    """One result for the audit: its subjects, observations, findings and risks, each verdict where it counts."""
    return _Results(report, wording).document(list(judged))


class _Results:
    """Gathers observations, findings and risks, place by place."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.subjects = Subjects(report, wording)
        self.risks = Risks(report, wording)
        self.methods = {asked.id: methods_of(asked) for asked in report.requirements.values()}
        self.titles = {asked.id: prose(said(asked.title, wording), wording) for asked in report.requirements.values()}
        self.changes = {(change.portal, change.requirement): change.kind for change in report.changes}
        self.open = report.open_findings
        self.observations: list[dict[str, Any]] = []
        self.findings: list[dict[str, Any]] = []

    def document(self, judged: Sequence[str]) -> dict[str, Any]:
        """The whole document."""
        gettext, report = self.wording.gettext.gettext, self.report
        counted: dict[str, list[Verdict]] = {}
        for place, verdict in report.counted():
            counted.setdefault(key_of(place), []).append(verdict)
        places: list[Place] = [*report.portals, *report.systems]
        for place in places:
            self._tell(place, counted.get(key_of(place), []))
        title = gettext("Results of the audit of %(name)s") % {"name": report.province}
        result = {
            "uuid": identifier("result", report.audit_id, self.wording.lang),
            "title": prose(title, self.wording),
            "description": gettext(
                "A pass is a finding with the state satisfied, a fail one with the state not-satisfied. What is "
                "unknown, waived or not applicable is an observation whose property verdict says so, and no finding."
            ),
            "start": moment(report.started),
            "end": moment(report.finished),
            "props": [own(name, plain(value, self.wording)) for name, value in self._particulars().items()],
            "local-definitions": filled(
                {
                    "components": [tool_component(report, self.wording), *self.subjects.components()],
                    "inventory-items": self.subjects.inventory(),
                }
            ),
            "reviewed-controls": {"control-selections": [selection(report, judged, "control-id")]},
            "observations": self.observations,
            "risks": self.risks.all(),
            "findings": self.findings,
        }
        head = metadata(title, report, self.wording)
        document = {
            "uuid": identifier("assessment-results", report.audit_id, self.wording.lang),
            "metadata": filled({**head, "roles": self.subjects.roles(), "parties": self.subjects.organisations()}),
            "import-ap": {"href": "assessment-plan.json"},
            "results": [filled(result)],
        }
        return {"assessment-results": document}

    def _particulars(self) -> dict[str, str]:
        report = self.report
        return {
            "audit": report.audit_id,
            "profile": report.profile,
            "law-date": report.law_date.isoformat(),
            "complete": "yes" if report.complete else "no",
            "vantage": str(report.vantage.get("name", "")),
            "vantage-ipv6": "yes" if report.vantage.get("ipv6") is True else "no",
        }

    def _tell(self, place: Place, verdicts: Sequence[Verdict]) -> None:
        """Everything about one place; what was seen comes before what was concluded from it."""
        cited = {name for verdict in verdicts for name in verdict.observations}
        seen: dict[str, str] = {}
        for number, look in enumerate(place.record.looks):
            for observation, evidence in self._seen(place, number, look, cited):
                self.observations.append(observation)
                seen.update(dict.fromkeys(evidence, observation["uuid"]))
        for verdict in verdicts:
            rests_on = sorted({seen[name] for name in verdict.observations if name in seen})
            if verdict.verdict in STATES:
                self.findings.append(self._finding(place, verdict, rests_on))
            else:
                self.observations.append(self._undecided(place, verdict, rests_on))

    def _seen(
        self, place: Place, number: int, look: PortalRecord, cited: set[str]
    ) -> Iterator[tuple[dict[str, Any], list[str]]]:
        """One observation for each check and method of a look, with the facts that verdicts rest on and their ids."""
        groups: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = {}
        for item in look.evidence():
            if item.id in cited:
                told = {
                    "description": prose(self.wording.word("fact", item.fact), self.wording, 120),
                    "props": [
                        own("fact", plain(item.fact, self.wording, 120)),
                        own("evidence-id", item.id),
                        own("sha256", item.sha256),
                    ],
                }
                groups.setdefault((item.fact.split(".")[0], method_of(item.fact)), []).append((item.id, told))
        for (check, method), found in groups.items():
            papers = _papers(look.observations[check].get("documents"), self.wording) if method == "EXAMINE" else []
            yield (
                {
                    "uuid": self._identifier("seen", place, f"{number}.{check}.{method}"),
                    "description": prose(self.wording.word("subject", check), self.wording, 120),
                    "props": [own("vantage", plain(str(look.vantage.get("name", "")), self.wording, 120))],
                    "methods": [method],
                    "types": ["discovery"],
                    "origins": [{"actors": [{"type": "tool", "actor-uuid": tool_id(self.report)}]}],
                    "subjects": [self.subjects.reference(place)],
                    "relevant-evidence": [*(told for _, told in found), *papers],
                    "collected": moment(look.finished),
                },
                [name for name, _ in found],
            )

    def _finding(self, place: Place, verdict: Verdict, rests_on: Sequence[str]) -> dict[str, Any]:
        """A pass or a fail."""
        failed = verdict.verdict is Outcome.FAIL
        return filled(
            {
                "uuid": self._identifier("finding", place, verdict.requirement),
                "title": self.titles[verdict.requirement],
                "description": prose(verdict.because[self.wording.lang], self.wording),
                "props": [own("subject", self.subjects.uuid(place)), *self._history(place, verdict)],
                "target": {
                    "type": "objective-id",
                    "target-id": objective_id(verdict.requirement),
                    "status": {"state": STATES[verdict.verdict], "reason": "fail" if failed else "pass"},
                },
                "related-observations": [{"observation-uuid": one} for one in rests_on],
                "related-risks": [{"risk-uuid": self.risks.failed(verdict.requirement)}] if failed else [],
            }
        )

    def _undecided(self, place: Place, verdict: Verdict, rests_on: Sequence[str]) -> dict[str, Any]:
        """An unknown, waived or not applicable, in an observation of its own."""
        uuid = self._identifier("undecided", place, verdict.requirement)
        if verdict.verdict is Outcome.WAIVED:
            self.risks.waived(place, verdict, uuid)
        needs = [self.wording.word("need", reason) for reason in verdict.reasons]
        return filled(
            {
                "uuid": uuid,
                "title": self.titles[verdict.requirement],
                "description": prose(verdict.because[self.wording.lang], self.wording),
                "props": [
                    own("verdict", verdict.verdict.value),
                    own("requirement", verdict.requirement),
                    *(own("reason", plain(reason, self.wording)) for reason in verdict.reasons),
                    *self._history(place, verdict),
                ],
                "links": [{"href": f"#{one}", "rel": "reference"} for one in rests_on],
                "methods": self.methods[verdict.requirement],
                "types": ["control-objective"],
                "subjects": [self.subjects.reference(place)],
                "collected": moment(place.record.finished),
                "remarks": prose(" ".join(needs), self.wording) if needs else "",
            }
        )

    def _history(self, place: Place, verdict: Verdict) -> list[dict[str, str]]:
        """What there is to tell beside the outcome: a mere recommendation, a change, and since when it is open."""
        at = (key_of(place), verdict.requirement)
        advised = self.report.requirements[verdict.requirement].force == "recommended"
        return [
            *([own("force", "recommended")] if advised else []),
            *([own("change", self.changes[at].value)] if at in self.changes else []),
            *([own("first-seen", moment(self.open[at].first_seen))] if at in self.open else []),
        ]

    def _identifier(self, kind: str, place: Place, name: str) -> str:
        return identifier(kind, self.report.audit_id, key_of(place), name)


def _papers(documents: Json, wording: Wording) -> list[dict[str, Any]]:
    """The files behind the papers that were examined, by number and hash."""
    kept = [one for one in documents if isinstance(one, Mapping)] if isinstance(documents, list) else []
    return [
        {
            "description": prose(str(one.get("number") or one.get("claim") or ""), wording, 120),
            "props": [
                own(name, plain(str(one[name]), wording, 120)) for name in ("claim", "date", "sha256") if one.get(name)
            ],
        }
        for one in kept
        if isinstance(one.get("sha256"), str) and not is_unseen(one)
    ]
