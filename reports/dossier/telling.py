"""One problem of an agency in words: where it is, since when, what became of it, by when and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from checks.record import Evidence
from policies.changes import ChangeKind
from reports.dossier.places import Place, Problem, Spot
from reports.dossier.shape import LineView, PlaceView, ProblemView, StepView
from reports.dossier.software import NAMES, Fitted, Software, fitted, software_of
from reports.model import AuditReport, PortalResult
from reports.ranking import MendBy, mend_by
from reports.remedy import Block
from reports.verdict_view import RequirementView, requirement_view
from reports.wording import ZONE, Wording

NAME: Final = 160
EVIDENCE_NAMED: Final = 6
"""Of one verdict at most so many facts are named."""


class Telling:
    """Tells problems and places in the words of one language."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.gettext = wording.gettext.gettext
        self._asked: dict[str, RequirementView] = {}
        self._evidence: dict[int, dict[str, Evidence]] = {}

    def asked(self, requirement: str) -> RequirementView:
        """A requirement in words, drawn once."""
        if requirement not in self._asked:
            item = self.report.requirements[requirement]
            self._asked[requirement] = requirement_view(item, "", self.report.law_date, self.wording)
        return self._asked[requirement]

    def problem(self, number: int, problem: Problem) -> ProblemView:
        """One requirement that fails, with everything that is needed to mend it."""
        wording, asked = self.wording, self.asked(problem.asked.id)
        by = mend_by(problem.asked, problem.severity, problem.since, self.report.finished)
        portals = [spot.place for spot in problem.spots if isinstance(spot.place, PortalResult)]
        told = {id(portal): software_of(portal.record) for portal in portals}
        kinds = [software.kind for software in told.values() if software]
        remedy = fitted(asked.remedy, {kind for kind in kinds if kind}, len(kinds) == len(told) and all(kinds))
        return ProblemView(
            anchor=f"v{number}",
            number=number,
            id=asked.id,
            title=asked.title,
            severity=problem.severity.value,
            severity_word=wording.word("severity", problem.severity),
            force=asked.force,
            where=wording.places(len(portals), len(problem.spots) - len(portals)),
            by=self._by(by),
            by_short=self._by_short(by),
            late=by.passed,
            changes=self._changes(problem.spots),
            why=asked.why,
            places=tuple(self.place(spot) for spot in problem.spots),
            software=tuple(self._software(portals, told, remedy)),
            remedy=tuple(StepView(one.kind, one.depth, _spans(one), own) for one, own in remedy.blocks),
            basis="; ".join(f"{one.text} ({one.flag})" if one.flag else one.text for one in asked.citations),
        )

    def place(self, spot: Spot) -> PlaceView:
        """One place at which a requirement fails."""
        wording = self.wording
        evidence = self._evidence_of(spot.place)
        named = [evidence[name] for name in spot.verdict.observations if name in evidence][:EVIDENCE_NAMED]
        return PlaceView(
            kind=self.kind(spot.place),
            name=self.name(spot.place),
            address=self.address(spot.place),
            because=wording.cut(spot.verdict.because[wording.lang], 600),
            since=self._open_since(spot),
            change=spot.change.value if spot.change else "",
            change_word=wording.word("change", spot.change) if spot.change else "",
            evidence=tuple((wording.cut(wording.word("fact", one.fact), 80), one.id) for one in named),
            portals=", ".join(self.name(one) for one in spot.portals),
        )

    def name(self, place: Place) -> str:
        """What a portal or system is called."""
        told = place.record.portal
        return self.wording.cut(str(told.get("name") or told["url"]), NAME)

    def address(self, place: Place) -> str:
        """The address of a portal, the id of a system."""
        return self.wording.cut(place.url if isinstance(place, PortalResult) else place.id, 200)

    def kind(self, place: Place) -> str:
        """What kind of portal it is, or that it is a system."""
        if isinstance(place, PortalResult):
            kind = str(place.record.portal.get("kind") or "")
            return self.wording.word("portal_kind", kind) if kind else self.gettext("Portal")
        return self.gettext("Information system")

    def software(self, software: Software | None) -> str:
        """What a portal names, or that it names nothing."""
        if software is None:
            return self.gettext("server software not known")
        return self.wording.cut(software.told, 60)

    def _open_since(self, spot: Spot) -> str:
        finding = spot.finding
        if finding is None:
            return self.gettext("Not on record since when")
        first = finding.first_seen.astimezone(ZONE).date()
        days = max(0, (self.report.finished.astimezone(ZONE).date() - first).days)
        told = self.wording.gettext.ngettext("Open since %(day)s (%(n)s day)", "Open since %(day)s (%(n)s days)", days)
        return told % {"day": self.wording.day(first), "n": self.wording.number(days)}

    def _by(self, by: MendBy) -> str:
        match by.proposed, by.passed:
            case False, True:
                told = self.gettext("The deadline set by the instrument, %(day)s, has passed: mend it without delay.")
            case True, True:
                told = self.gettext("The proposed day, %(day)s, has passed: mend it without delay.")
            case True, False:
                told = self.gettext("Proposed: by %(day)s.")
            case _:
                told = self.gettext("Deadline set by the instrument: %(day)s.")
        return told % {"day": self.wording.day(by.day)}

    def _by_short(self, by: MendBy) -> str:
        if by.passed:
            told = self.gettext("%(day)s (passed)")
        else:
            told = self.gettext("%(day)s (proposed)") if by.proposed else self.gettext("%(day)s (set)")
        return told % {"day": self.wording.day(by.day)}

    def _changes(self, spots: Iterable[Spot]) -> tuple[LineView, ...]:
        counts = Counter(spot.change for spot in spots if spot.change)
        return tuple(
            LineView(kind.value, self.wording.word("change", kind), self.wording.number(counts[kind]))
            for kind in (ChangeKind.REOPENED, ChangeKind.PERSISTING, ChangeKind.NEW)
            if counts[kind]
        )

    def _software(
        self, portals: Iterable[PortalResult], told: dict[int, Software | None], remedy: Fitted
    ) -> Iterable[str]:
        """Whose software the marked steps are for; nothing where a remedy is the same for all."""
        if not remedy.parted:
            return
        groups: dict[str, list[str]] = {}
        for portal in portals:
            software = told[id(portal)]
            name = NAMES.get(software.kind) if software else None
            groups.setdefault(name or self.software(software), []).append(self.name(portal))
        for software_name, names in groups.items():
            yield f"{software_name}: {', '.join(names)}"
        if remedy.left_out:
            left = ", ".join(NAMES[kind] for kind in remedy.left_out)
            yield self.gettext("Left out here, for no portal concerned names it: %(names)s.") % {"names": left}

    def _evidence_of(self, place: Place) -> dict[str, Evidence]:
        if id(place) not in self._evidence:
            found = [one for look in place.record.looks for one in look.evidence()]
            self._evidence[id(place)] = {one.id: one for one in found}
        return self._evidence[id(place)]


def _spans(block: Block) -> tuple[tuple[str, bool], ...]:
    return ((block.text, True),) if block.kind == "code" else tuple(block.spans)
