"""What the templates draw: every text already in one language, cut and made visible, every link target named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from policies.changes import Change
from policies.vantages import answers_differ
from policies.verdict import Outcome, Verdict
from reports import summary
from reports.brief import MOST_IN_FULL, BriefView, brief_view
from reports.model import AgencyRow, AuditReport, PortalResult
from reports.summary import Priority, SharedCertificate, Standing, Tally
from reports.system_view import LayersView, PortalRef, SystemDrawing, SystemView
from reports.telling import Section
from reports.tls.observed import tell_tls
from reports.trust_label.observed import tell_label
from reports.vantages import LookView, answers_text, look_views
from reports.verdict_view import (
    EvidenceView,
    RequirementView,
    VerdictView,
    evidence_views,
    requirement_view,
    verdict_view,
)
from reports.wording import Wording

CHANGES_SHOWN: Final = 40
PLACES_NAMED: Final = 12
_UNSETTLED: Final = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED)


@dataclass(frozen=True, slots=True)
class SubjectView:
    """The verdicts of one subject at one portal, worst first; `told` is what a person needs to see beside them.

    Those in `short` are told in full at the portal's system.
    """

    name: str
    tally: Tally
    verdicts: tuple[VerdictView, ...]
    told: tuple[Section, ...]
    short: tuple[VerdictView, ...]


@dataclass(frozen=True, slots=True)
class PortalView:
    """One portal's pages; `number` runs through the report, `advised` counts the recommendations alone, `system_anchor`
    is empty where the report does not tell the system.

    `looks` are there when several vantages looked; `answers` says who was answered where not all were alike. `brief` is
    there in reports of many portals, which leave the evidence out.
    """

    number: int
    anchor: str
    name: str
    url: str
    kind: str
    agency: str
    contact: str
    system: str
    system_anchor: str
    finished: str
    standing: str
    tally: Tally
    mandatory: Tally
    advised: Tally
    subjects: tuple[SubjectView, ...]
    brief: BriefView | None
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
    """One thing to do first: `where` counts the portals and systems in words, of each at most `PLACES_NAMED` are
    named and the rest is counted."""

    requirement: RequirementView
    severity: str
    where: str
    portals: tuple[PortalView, ...]
    more_portals: int
    systems: tuple[SystemView, ...]
    more_systems: int


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
    """The whole report; `judged` counts its portals and systems in words, `remedies` are the ids of the requirements
    whose remedy is told with their legal bases, `compliant_but` counts compliant portals where a recommendation is
    not met, `four_layers` is None where no system was judged for itself, `concise` says that portals are told in
    brief."""

    concise: bool
    portals: tuple[PortalView, ...]
    systems: tuple[SystemView, ...]
    four_layers: LayersView | None
    requirements: tuple[RequirementView, ...]
    remedies: frozenset[str]
    agencies: tuple[AgencyView, ...]
    changes: tuple[ChangeView, ...]
    priorities: tuple[PriorityView, ...]
    shared: tuple[SharedView, ...]
    differing: tuple[PortalView, ...]
    subjects: tuple[tuple[str, Tally], ...]
    layers: tuple[tuple[str, Tally], ...]
    total: Tally
    judged: str
    standings: Mapping[str, int]
    compliant_but: int


class Drawing:
    """Draws one report in the words of one language."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.agencies = {agency.id: agency for agency in report.agencies}
        self.requirements = {
            name: requirement_view(item, f"r{number}", report.law_date, wording)
            for number, (name, item) in enumerate(sorted(report.requirements.items()), 1)
        }
        self.concise = len(report.portals) > MOST_IN_FULL
        self.drawing = SystemDrawing(report, self.requirements, wording)
        self.systems: dict[str, SystemView] = {}

    def view(self) -> ReportView:
        """The portals in the order of the agencies' tree, everything else worst first."""
        report, word = self.report, self.wording.word
        tree = summary.agency_tree(report.agencies)
        place = {agency.id: number for number, (_, agency) in enumerate(tree)}
        results = sorted(report.portals, key=lambda result: place.get(result.agency_id or "", len(place)))
        self.systems = self.drawing.systems(
            {result.url: PortalRef(f"p{number}", self._portal_name(result)) for number, result in enumerate(results, 1)}
        )
        portals = {id(result): self._portal(number, result) for number, result in enumerate(results, 1)}
        return ReportView(
            concise=self.concise,
            portals=tuple(portals.values()),
            systems=tuple(self.systems.values()),
            four_layers=self.drawing.layers() if self.systems else None,
            requirements=tuple(self.requirements.values()),
            remedies=self._remedies(),
            agencies=self._agencies(tree, results, portals),
            changes=self._changes({result.url: portals[id(result)] for result in results}),
            priorities=tuple(self._priority(item, portals) for item in summary.first_things(report)),
            shared=tuple(self._shared(item, portals) for item in summary.shared_certificates(report)),
            differing=tuple(portal for portal in portals.values() if portal.answers),
            subjects=tuple((word("subject", name), count) for name, count in summary.by_subject(report).items()),
            layers=tuple((word("layer", str(layer)), count) for layer, count in summary.by_layer(report).items()),
            total=summary.tally(verdict for _, verdict in report.counted()),
            judged=self.wording.places(len(report.portals), len(report.systems)),
            standings={kind.value: count for kind, count in summary.standings(report).items()},
            compliant_but=sum(
                portal.standing == Standing.COMPLIANT and portal.advised["fail"] > 0 for portal in portals.values()
            ),
        )

    def _remedies(self) -> frozenset[str]:
        """The requirements whose remedy does not stand at each portal that fails them."""
        judged = (verdict for _, verdict in self.report.verdicts()) if self.concise else ()
        return self.drawing.remedies() | {one.requirement for one in judged if one.verdict is Outcome.FAIL}

    def _priority(self, item: Priority, portals: Mapping[int, PortalView]) -> PriorityView:
        of_portals = sorted((portals[id(result)] for result in item.portals), key=lambda portal: portal.number)
        of_systems = sorted((self.systems[one.id] for one in item.systems), key=lambda system: system.number)
        return PriorityView(
            self.requirements[item.requirement],
            item.severity.value,
            self.wording.places(len(of_portals), len(of_systems)),
            tuple(of_portals[:PLACES_NAMED]),
            len(of_portals[PLACES_NAMED:]),
            tuple(of_systems[:PLACES_NAMED]),
            len(of_systems[PLACES_NAMED:]),
        )

    def _portal_name(self, result: PortalResult) -> str:
        return self.wording.cut(str(result.record.portal.get("name") or result.url), 160)

    def _portal(self, number: int, result: PortalResult) -> PortalView:
        cut, word, portal = self.wording.cut, self.wording.word, result.record.portal
        looks = look_views(result.record, self.wording)
        others = () if self.concise else self._other_evidence(number, result)
        system = self.systems.get(str(portal.get("system") or ""))
        own, shared = ((), ()) if self.concise else self._evidence(number, result, system)
        items = [*own, *shared, *(item for _, found in others for item in found)]
        requirements = self.report.requirements
        agency = self.agencies.get(result.agency_id or "")
        subjects = self._subjects(result, system, {item.id: item for item in reversed(items)})
        return PortalView(
            number=number,
            anchor=f"p{number}",
            name=self._portal_name(result),
            url=cut(result.url, 200),
            kind=word("portal_kind", str(portal.get("kind", ""))),
            agency=cut(agency.name if agency else str(portal.get("agency") or ""), 160),
            contact=self._contact(agency),
            system=system.name if system else cut(str(portal.get("system") or ""), 120),
            system_anchor=system.anchor if system else "",
            finished=self.wording.observed(result.record.finished),
            standing=summary.standing(result.verdicts, requirements).value,
            tally=summary.tally(result.verdicts),
            mandatory=summary.tally(v for v in result.verdicts if requirements[v.requirement].force == "mandatory"),
            advised=summary.tally(v for v in result.verdicts if requirements[v.requirement].force == "recommended"),
            subjects=subjects,
            brief=brief_view([one for of in subjects for one in of.verdicts]) if self.concise else None,
            evidence=own,
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
                evidence_views(f"e{number}-v{place}", look, {}, self.wording),
            )
            for place, look in enumerate(result.record.also, 2)
        )

    def _evidence(
        self, number: int, result: PortalResult, system: SystemView | None
    ) -> tuple[tuple[EvidenceView, ...], tuple[EvidenceView, ...]]:
        """What was seen of the portal: what is told on its own page, and what its system's section tells already, by
        the portal's own ids."""
        every = evidence_views(f"e{number}", result.record, self._told(result), self.wording)
        known = {(item.name, item.sha256): item for item in system.evidence} if system else {}
        own = tuple(item for item in every if (item.name, item.sha256) not in known)
        shared = ((item, known.get((item.name, item.sha256))) for item in every)
        return own, tuple(replace(item, anchor=there.anchor) for item, there in shared if there)

    def _told(self, result: PortalResult) -> dict[str, tuple[Section, ...]]:
        """The facts that have a telling of their own."""
        tls = tell_tls(result.record, result.verdicts, self.report.requirements, self.wording)
        return {"tls.endpoints": tls.endpoints, "tls.certificates": tls.certificates}

    def _subjects(
        self, result: PortalResult, system: SystemView | None, evidence: Mapping[str, EvidenceView]
    ) -> tuple[SubjectView, ...]:
        ordered = summary.worst_first(result.verdicts, self.report.requirements)
        told = {} if self.concise else {"trust_label": tell_label(result.record, result.verdicts, self.wording)}
        elsewhere = system.judged if system else frozenset()
        of_subject = {
            subject: [v for v in ordered if self.report.requirements[v.requirement].subject == subject]
            for subject in summary.SUBJECTS
        }
        return tuple(
            SubjectView(
                self.wording.word("subject", subject),
                summary.tally(found),
                tuple(self._verdict(v, evidence) for v in found if v.requirement not in elsewhere),
                told.get(subject, ()),
                tuple(
                    self._verdict(v, evidence) for v in found if v.requirement in elsewhere and v.verdict in _UNSETTLED
                ),
            )
            for subject, found in of_subject.items()
            if found
        )

    def _verdict(self, verdict: Verdict, evidence: Mapping[str, EvidenceView]) -> VerdictView:
        return verdict_view(verdict, self.requirements[verdict.requirement], evidence, self.wording)

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
