"""The whole report as one PDF: the sections of the HTML report in the same words, each portal told in short.

Single facts are left to the HTML and JSON, and remedies stand once, at the requirements.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policies.verdict import Outcome
from reports.i18n import Language
from reports.model import AuditReport
from reports.pdf import frame, places
from reports.pdf.compiler import compile_pdf
from reports.pdf.parts import Data, Parts
from reports.pdf.trends import trends
from reports.system_view import LayerRow, SystemView
from reports.trends import trends_view
from reports.view import AgencyView, ChangeView, Drawing, PortalView, PriorityView, SharedView
from reports.wording import Wording

STANDINGS: Final = ("failing", "undetermined", "compliant")


def report_pdf(report: AuditReport, lang: Language) -> bytes:
    """The whole report in one language, tagged (PDF/UA-1), with bookmarks. The same report gives the same bytes."""
    return compile_pdf("report", report_data(report, lang), report.finished)


def report_data(report: AuditReport, lang: Language) -> Data:
    """What `templates/report.typ` draws."""
    return _Telling(report, Wording(lang)).data()


class _Telling:
    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.gettext = wording.gettext.gettext
        self.view = Drawing(report, wording).view()
        self.parts = Parts(wording, self.view.concise)
        self.failed = {verdict.requirement for verdict in report.judged() if verdict.verdict is Outcome.FAIL}

    def data(self) -> Data:
        report, cut, gettext = self.report, self.wording.cut, self.gettext
        province = cut(report.province, 160)
        title = gettext("Compliance audit of web portals")
        return {
            "lang": self.wording.lang,
            "title": f"{title} – {province} – {self.wording.day(report.law_date)}",
            "kicker": gettext("Audit report"),
            "name": title,
            "province": province,
            "foot": f"{title} – {province}",
            "facts": frame.facts(report, self.parts),
            "contents": gettext("Contents"),
            "notices": frame.notices(report, self.parts),
            "outcomes": self.parts.outcomes(),
            "summary": self._summary(),
            "layers": self._layers(),
            "first": self._first(),
            "differing": self._differing(),
            "shared": self._shared(),
            "changes": self._changes(),
            "trends": trends(trends_view(report, self.wording), self.parts),
            "agencies": self._agencies(),
            "systems": self._systems(),
            "portals": self._portals(),
            "law": frame.law(report, self.view, self.failed, self.parts),
            "reading": frame.reading(report, self.parts),
            "restricted": gettext(
                "The results are restricted information: hand them only to the bodies that are responsible for the "
                "portals."
            ),
        }

    def _summary(self) -> Data:
        view, gettext, parts = self.view, self.gettext, self.parts
        judged = gettext("Judged: %(places)s; %(verdicts)s verdicts in all.") % {
            "places": view.judged,
            "verdicts": parts.number(view.total.total),
        }
        compliant = gettext("A portal is compliant when no mandatory requirement fails and none is unknown.")
        advised = (
            parts.counted(
                "%(n)s of the compliant portals has recommendations that are not met.",
                "%(n)s of the compliant portals have recommendations that are not met.",
                view.compliant_but,
            )
            if view.compliant_but
            else ""
        )
        every = (gettext("All together"), view.total)
        return {
            "head": gettext("Summary"),
            "told": [judged, compliant],
            "standings": [
                [name, parts.number(count), parts.number(len(view.portals)), parts.word("standing", name)]
                for name, count in view.standings.items()
            ],
            "advised": advised,
            "tables": [
                [
                    gettext("Verdicts by subject"),
                    gettext("Subject"),
                    [parts.tally(*row) for row in (*view.subjects, every)],
                ],
                [
                    gettext("Verdicts by layer of Directive 14/CT-TTg"),
                    gettext("Layer that must act"),
                    [parts.tally(*row) for row in view.layers],
                ],
            ],
            "note": gettext(
                "Percentages are of the verdicts that apply, and are rounded. What is unknown counts neither as pass "
                "nor as fail."
            ),
        }

    def _layers(self) -> Data | None:
        four, gettext, parts = self.view.four_layers, self.gettext, self.parts
        if four is None:
            return None
        notice = []
        if four.contradictions:
            notice = [
                parts.counted(
                    "%(n)s contradiction between paper and scan",
                    "%(n)s contradictions between paper and scan",
                    four.contradictions,
                ),
                parts.counted(
                    "at %(n)s portal: the record claims what the portal does not bear out.",
                    "at %(n)s portals: the records claim what the portals do not bear out.",
                    four.contradicted,
                ),
            ]
        return {
            "head": gettext("Four-layer model"),
            "told": gettext(
                "How many information systems have each of the four layers of Directive 14/CT-TTg, by what their "
                "documents prove. A layer is judged by its worst mandatory requirement; without a document it is "
                "unknown."
            ),
            "notice": notice,
            "heads": list(four.heads),
            "tables": [
                [gettext("Systems by the agency that owns them"), gettext("Agency"), self._layer_rows(four.rows)],
                [
                    gettext("Systems by the unit that operates them"),
                    gettext("Operator"),
                    self._layer_rows(four.operators),
                ],
            ],
        }

    def _layer_rows(self, rows: Iterable[LayerRow]) -> list[Data]:
        return [
            {
                "depth": row.depth,
                "name": row.name,
                "kind": row.kind,
                "systems": self.parts.counted("%(n)s system", "%(n)s systems", row.systems),
                "cells": [self.parts.marked(tally) for _, tally in row.cells],
            }
            for row in rows
        ]

    def _first(self) -> Data:
        gettext, view = self.gettext, self.view
        none = (
            gettext("No requirement fails. What is unknown still has to be found out.")
            if view.total["unknown"]
            else gettext("No requirement fails.")
        )
        return {
            "head": gettext("To do first"),
            "told": gettext(
                "Requirements that fail: the most severe first, mandatory before recommended, then by number of "
                "portals and systems."
            )
            if view.priorities
            else none,
            "items": [self._priority(item) for item in view.priorities],
        }

    def _priority(self, item: PriorityView) -> Data:
        gettext, asked = self.gettext, item.requirement
        places_of = (
            (gettext("Portals concerned"), item.portals, item.more_portals),
            (gettext("Systems concerned"), item.systems, item.more_systems),
        )
        return {
            "title": asked.title,
            "anchor": asked.anchor,
            "tags": " · ".join((asked.force, self.parts.word("severity", item.severity), item.where, asked.id)),
            "why": asked.why,
            "places": [
                [told, [_place(one) for one in listed], self.parts.more(left)]
                for told, listed, left in places_of
                if listed
            ],
        }

    def _differing(self) -> Data | None:
        gettext = self.gettext
        if not self.view.differing:
            return None
        return {
            "head": gettext("Portals that did not answer every vantage alike"),
            "told": gettext(
                "They answered one vantage and not another that works: a citizen elsewhere may be locked out. What was "
                "seen from one vantage alone is told as that."
            ),
            "items": [[_place(portal), portal.answers] for portal in self.view.differing],
        }

    def _shared(self) -> Data | None:
        gettext = self.gettext
        if not self.view.shared:
            return None
        return {
            "head": gettext("Certificates that several agencies share"),
            "told": gettext(
                "Whoever holds the key of such a certificate can pass for the portals of every one of these agencies."
            ),
            "items": [self._certificate(item) for item in self.view.shared],
        }

    def _certificate(self, item: SharedView) -> Data:
        return {
            "subject": item.subject,
            "fingerprint": f"SHA-256 {item.fingerprint}…",
            "days_left": item.days_left,
            "agencies": " · ".join(item.agencies),
            "places": [self.gettext("Portals concerned"), [_place(portal) for portal in item.portals]],
        }

    def _changes(self) -> Data:
        gettext, report, parts = self.gettext, self.report, self.parts
        if report.previous_audit is None:
            told = gettext("There is no earlier audit to compare with.")
            return {"head": gettext("Changes since the audit before"), "told": told, "counts": [], "lists": []}
        before = gettext("Compared with audit %(audit)s.") % {"audit": self.wording.cut(report.previous_audit, 80)}
        return {
            "head": gettext("Changes since the audit before"),
            "told": f"{before} {gettext('A problem counts as fixed only when a fresh observation passes.')}",
            "counts": [
                [one.kind, parts.number(one.count), parts.word("change", one.kind)] for one in self.view.changes
            ],
            "lists": [self._change(one) for one in self.view.changes if one.count and one.kind != "persisting"],
        }

    def _change(self, change: ChangeView) -> Data:
        word = self.parts.word("change", change.kind)
        return {
            "kind": change.kind,
            "head": f"{word} ({self.parts.number(change.count)})",
            "items": [[_place(portal) if portal else ["", url, ""], title] for portal, url, title in change.items],
            "more": self.parts.more(change.count - len(change.items)),
        }

    def _agencies(self) -> Data:
        return {
            "head": self.gettext("Agencies"),
            "caption": self.gettext("Verdicts of each agency's own portals"),
            "column": self.gettext("Agency and its portals"),
            "rows": [self._agency(row) for row in self.view.agencies],
        }

    def _agency(self, row: AgencyView) -> Data:
        return {
            **self.parts.tally(row.name, row.tally),
            "depth": row.depth,
            "kind": row.kind,
            "portals": self.gettext("Portals no. %(numbers)s")
            % {"numbers": places.ranges(one.number for one in row.portals)}
            if row.portals
            else "",
        }

    def _systems(self) -> Data | None:
        gettext, view = self.gettext, self.view
        if not view.systems:
            return None
        return {
            "head": gettext("Information systems"),
            "caption": gettext("The four layers of each system"),
            "heads": [gettext("Information system"), *(name for name, _ in view.systems[0].cells)],
            "contradictions": gettext("What its portals contradict"),
            "documents": gettext("What the documents show"),
            "needed": gettext("What is needed to know more"),
            "else": gettext("What else is known"),
            "items": [places.system(one, self.parts) for one in view.systems],
        }

    def _portals(self) -> Data:
        view, parts = self.view, self.parts
        return {
            "head": self.gettext("Portals"),
            "told": self.gettext(
                "The numbers in brackets, and those of the requirements that are met or do not apply, are the numbers "
                "of the requirements in the part “Legal bases”, where their law and their remedies stand."
            ),
            "index": [
                [
                    name,
                    parts.word("standing", name),
                    parts.number(view.standings[name]),
                    [
                        [portal.anchor, f"{portal.number}. {portal.name}", self._failing(portal)]
                        for portal in view.portals
                        if portal.standing == name
                    ],
                ]
                for name in STANDINGS
                if view.standings[name]
            ],
            "items": [places.portal(one, parts) for one in view.portals],
        }

    def _failing(self, portal: PortalView) -> str:
        count = portal.mandatory["fail"]
        return f"({self.parts.counted('%(n)s failing', '%(n)s failing', count)})" if count else ""


def _place(place: PortalView | SystemView) -> list[str]:
    """(anchor, name with its number, standing) of a portal or a system to link to."""
    return [place.anchor, f"{place.number}. {place.name}", place.standing]
