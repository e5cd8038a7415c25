"""What the templates draw: every text already in one language, cut and made visible, every link target named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from checks.observation import Json
from checks.record import PortalRecord
from policies.changes import Change
from policies.requirement import Confirmation, Requirement, Text
from policies.vantages import answers_differ
from policies.verdict import Verdict
from reports import summary
from reports.evidence import Node, readable
from reports.model import AgencyRow, AuditReport, PortalResult
from reports.remedy import Block, blocks
from reports.summary import SharedCertificate, Standing, Tally
from reports.telling import Section
from reports.tls.observed import tell_tls
from reports.trust_label.observed import tell_label
from reports.vantages import LookView, answers_text, look_views
from reports.wording import Wording

CHANGES_SHOWN: Final = 40
PORTALS_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class Citation:
    """One legal basis; `flag` warns when it was not read in the instrument itself, else empty."""

    text: str
    flag: str


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A requirement in one language."""

    id: str
    title: str
    why: str
    subject: str
    mandatory: bool
    force: str
    citations: tuple[Citation, ...]
    remedy: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One observed fact: `anchor` to link to, `name` as in the data, `label` in words, the value and where it was.

    `told` is not empty where the value is told in sections of its own rather than as a tree.
    """

    anchor: str
    id: str
    name: str
    label: str
    value: Node
    told: tuple[Section, ...]
    sha256: str
    observed_at: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One verdict; `needs` tells for an unknown, reason by reason, what is needed to find out."""

    requirement: RequirementView
    outcome: str
    severity: str
    layer: int
    because: str
    needs: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class SubjectView:
    """The verdicts of one subject at one portal, worst first; `told` is what a person needs to see beside them."""

    name: str
    tally: Tally
    verdicts: tuple[VerdictView, ...]
    told: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class PortalView:
    """One portal's pages; `number` runs through the report, `advised` counts the recommendations alone.

    `looks` are there when several vantages looked; `answers` says who was answered where not all were alike.
    """

    number: int
    anchor: str
    name: str
    url: str
    kind: str
    agency: str
    contact: str
    system: str
    finished: str
    standing: str
    tally: Tally
    mandatory: Tally
    advised: Tally
    subjects: tuple[SubjectView, ...]
    evidence: tuple[EvidenceView, ...]
    looks: tuple[LookView, ...]
    answers: str
    other_evidence: tuple[tuple[str, tuple[EvidenceView, ...]], ...]


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One line of the table of agencies; `depth` is its place in the tree."""

    depth: int
    name: str
    kind: str
    tally: Tally
    portals: tuple[PortalView, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """The changes of one kind: (portal, requirement) pairs, at most `CHANGES_SHOWN` of `count`."""

    kind: str
    count: int
    items: tuple[tuple[PortalView | None, str, str], ...]


@dataclass(frozen=True, slots=True)
class PriorityView:
    """One thing to do first, with at most `PORTALS_NAMED` of the `count` portals."""

    requirement: RequirementView
    severity: str
    count: int
    portals: tuple[PortalView, ...]


@dataclass(frozen=True, slots=True)
class SharedView:
    """A certificate that portals of different agencies show: whose, how long it is valid, and which portals."""

    subject: str
    fingerprint: str
    days_left: str
    agencies: tuple[str, ...]
    portals: tuple[PortalView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report; `compliant_but` counts compliant portals where a recommendation is not met."""

    portals: tuple[PortalView, ...]
    agencies: tuple[AgencyView, ...]
    changes: tuple[ChangeView, ...]
    priorities: tuple[PriorityView, ...]
    shared: tuple[SharedView, ...]
    differing: tuple[PortalView, ...]
    subjects: tuple[tuple[str, Tally], ...]
    layers: tuple[tuple[str, Tally], ...]
    total: Tally
    standings: Mapping[str, int]
    compliant_but: int


class Drawing:
    """Draws one report in the words of one language."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.agencies = {agency.id: agency for agency in report.agencies}
        self.requirements = {name: self._requirement(item) for name, item in report.requirements.items()}

    def view(self) -> ReportView:
        """The portals in the order of the agencies' tree, everything else worst first."""
        report, word = self.report, self.wording.word
        tree = summary.agency_tree(report.agencies)
        place = {agency.id: number for number, (_, agency) in enumerate(tree)}
        results = sorted(report.portals, key=lambda result: place.get(result.agency_id or "", len(place)))
        portals = {id(result): self._portal(number, result) for number, result in enumerate(results, 1)}
        return ReportView(
            portals=tuple(portals.values()),
            agencies=self._agencies(tree, results, portals),
            changes=self._changes({result.url: portals[id(result)] for result in results}),
            priorities=tuple(
                PriorityView(
                    self.requirements[item.requirement],
                    item.severity.value,
                    len(item.portals),
                    tuple(sorted((portals[id(result)] for result in item.portals), key=lambda portal: portal.number))[
                        :PORTALS_NAMED
                    ],
                )
                for item in summary.first_things(report)
            ),
            shared=tuple(self._shared(item, portals) for item in summary.shared_certificates(report)),
            differing=tuple(portal for portal in portals.values() if portal.answers),
            subjects=tuple((word("subject", name), count) for name, count in summary.by_subject(report).items()),
            layers=tuple((word("layer", str(layer)), count) for layer, count in summary.by_layer(report).items()),
            total=summary.tally(verdict for _, verdict in report.verdicts()),
            standings={kind.value: count for kind, count in summary.standings(report).items()},
            compliant_but=sum(
                portal.standing == Standing.COMPLIANT and portal.advised["fail"] > 0 for portal in portals.values()
            ),
        )

    def _requirement(self, item: Requirement) -> RequirementView:
        word = self.wording.word
        return RequirementView(
            id=item.id,
            title=self._said(item.title),
            why=self._said(item.why),
            subject=item.subject,
            mandatory=item.force == "mandatory",
            force=word("force", item.force),
            citations=tuple(
                Citation(
                    f"{basis.instrument}, {basis.clause}",
                    "" if basis.confirmation is Confirmation.PRIMARY else word("confirmation", basis.confirmation),
                )
                for basis in item.citation
            ),
            remedy=tuple(blocks(self._said(item.remedy))),
        )

    def _said(self, text: Text) -> str:
        return text.vi if self.wording.lang == "vi" else text.en

    def _portal(self, number: int, result: PortalResult) -> PortalView:
        cut, word, portal = self.wording.cut, self.wording.word, result.record.portal
        looks = look_views(result.record, self.wording)
        others = self._other_evidence(number, result)
        evidence = self._evidence(f"e{number}", result.record, self._told(result))
        items = [*evidence, *(item for _, found in others for item in found)]
        requirements = self.report.requirements
        agency = self.agencies.get(result.agency_id or "")
        return PortalView(
            number=number,
            anchor=f"p{number}",
            name=cut(str(portal.get("name") or result.url), 160),
            url=cut(result.url, 200),
            kind=word("portal_kind", str(portal.get("kind", ""))),
            agency=cut(agency.name if agency else str(portal.get("agency") or ""), 160),
            contact=self._contact(agency),
            system=cut(str(portal.get("system") or ""), 120),
            finished=self.wording.observed(result.record.finished),
            standing=summary.standing(result.verdicts, requirements).value,
            tally=summary.tally(result.verdicts),
            mandatory=summary.tally(v for v in result.verdicts if requirements[v.requirement].force == "mandatory"),
            advised=summary.tally(v for v in result.verdicts if requirements[v.requirement].force == "recommended"),
            subjects=self._subjects(result, {item.id: item for item in reversed(items)}),
            evidence=evidence,
            looks=looks,
            answers=answers_text(result.record, self.wording) if answers_differ(result.record) else "",
            other_evidence=others,
        )

    def _contact(self, agency: AgencyRow | None) -> str:
        contact = (agency.contact if agency else None) or {}
        return " · ".join(
            self.wording.cut(contact[part], 80) for part in ("name", "phone", "email") if contact.get(part)
        )

    def _other_evidence(self, number: int, result: PortalResult) -> tuple[tuple[str, tuple[EvidenceView, ...]], ...]:
        """What the other vantages saw, each by its name."""
        return tuple(
            (
                self.wording.cut(str(look.vantage.get("name", "")), 80),
                self._evidence(f"e{number}-v{place}", look, {}),
            )
            for place, look in enumerate(result.record.also, 2)
        )

    def _evidence(
        self, anchor: str, record: PortalRecord, told: Mapping[str, tuple[Section, ...]]
    ) -> tuple[EvidenceView, ...]:
        cut, word = self.wording.cut, self.wording.word
        values: dict[str, Json] = {
            f"{check}.{name}": value for check, facts in record.observations.items() for name, value in facts.items()
        }
        return tuple(
            EvidenceView(
                anchor=f"{anchor}-{place}",
                id=item.id,
                name=cut(item.fact, 80),
                label=cut(word("fact", item.fact), 80),
                value=readable(item.fact, values[item.fact], self.wording),
                told=told.get(item.fact, ()),
                sha256=item.sha256,
                observed_at=self.wording.observed(item.observed_at),
            )
            for place, item in enumerate(record.evidence(), 1)
        )

    def _told(self, result: PortalResult) -> dict[str, tuple[Section, ...]]:
        """The facts that have a telling of their own."""
        tls = tell_tls(result.record, result.verdicts, self.report.requirements, self.wording)
        return {"tls.endpoints": tls.endpoints, "tls.certificates": tls.certificates}

    def _subjects(self, result: PortalResult, evidence: Mapping[str, EvidenceView]) -> tuple[SubjectView, ...]:
        ordered = summary.worst_first(result.verdicts, self.report.requirements)
        told = {"trust_label": tell_label(result.record, result.verdicts, self.wording)}
        of_subject = {
            subject: [v for v in ordered if self.report.requirements[v.requirement].subject == subject]
            for subject in summary.SUBJECTS
        }
        return tuple(
            SubjectView(
                self.wording.word("subject", subject),
                summary.tally(found),
                tuple(self._verdict(verdict, evidence) for verdict in found),
                told.get(subject, ()),
            )
            for subject, found in of_subject.items()
            if found
        )

    def _verdict(self, verdict: Verdict, evidence: Mapping[str, EvidenceView]) -> VerdictView:
        return VerdictView(
            requirement=self.requirements[verdict.requirement],
            outcome=verdict.verdict.value,
            severity=verdict.severity.value,
            layer=verdict.layer,
            because=self.wording.cut(verdict.because[self.wording.lang], 600),
            needs=tuple(self.wording.word("need", reason) for reason in verdict.reasons),
            evidence=tuple(evidence[name] for name in verdict.observations if name in evidence),
        )

    def _agencies(
        self, tree: Sequence[tuple[int, AgencyRow]], results: Sequence[PortalResult], portals: Mapping[int, PortalView]
    ) -> tuple[AgencyView, ...]:
        tallies = summary.by_agency(self.report)
        word, cut = self.wording.word, self.wording.cut
        rows = [
            AgencyView(
                depth=min(depth, 4),
                name=cut(agency.name, 160),
                kind=word("agency_kind", agency.kind),
                tally=tallies.get(agency.id, Tally({})),
                portals=tuple(portals[id(result)] for result in results if result.agency_id == agency.id),
            )
            for depth, agency in tree
        ]
        unlisted = tuple(portals[id(result)] for result in results if result.agency_id not in self.agencies)
        if unlisted:
            name = self.wording.gettext.gettext("Portals of no listed agency")
            rows.append(AgencyView(0, name, "", tallies.get(None, Tally({})), unlisted))
        return tuple(rows)

    def _changes(self, portals: Mapping[str, PortalView]) -> tuple[ChangeView, ...]:
        found: dict[str, list[Change]] = {kind: [] for kind in summary.CHANGE_KINDS}
        for change in self.report.changes:
            found[str(change.kind)].append(change)
        return tuple(
            ChangeView(
                kind,
                len(changes),
                tuple(
                    (portals.get(change.portal), self.wording.cut(change.portal, 160), self._title(change.requirement))
                    for change in changes[:CHANGES_SHOWN]
                ),
            )
            for kind, changes in found.items()
        )

    def _shared(self, shared: SharedCertificate, portals: Mapping[int, PortalView]) -> SharedView:
        days = shared.days_left
        return SharedView(
            subject=self.wording.cut(shared.subject, 160),
            fingerprint=self.wording.cut(shared.sha256[:16], 16),
            days_left="" if days is None else self.wording.days_left(days),
            agencies=tuple(self._agency_name(name) for name in shared.agencies),
            portals=tuple(portals[id(result)] for result in shared.portals),
        )

    def _agency_name(self, agency_id: str) -> str:
        agency = self.agencies.get(agency_id)
        return self.wording.cut(agency.name if agency else agency_id, 160)

    def _title(self, requirement: str) -> str:
        known = self.requirements.get(requirement)
        return known.title if known else self.wording.cut(requirement, 80)
