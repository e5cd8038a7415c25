"""Section I: what was looked at, when, from where, and by which rules."""

from __future__ import annotations

from policies.verdict import Outcome
from reports.course import course_notes
from reports.model import AuditReport
from reports.official.basis import judged_requirements
from reports.official.shape import Section
from reports.wording import Wording


def scope(report: AuditReport, wording: Wording) -> Section:
    """The scope and the method, and what they could not do."""
    gettext = wording.gettext.gettext
    told = [_looked_at(report, wording), _rules(report, wording), _method(report, wording)]
    told.append(
        gettext(
            "What could not be observed, or lacks a document, is concluded as “%(unknown)s”: it counts neither as met "
            "nor as not met. Recommendations are told apart from what the law requires."
        )
        % {"unknown": wording.word("outcome", Outcome.UNKNOWN).lower()}
    )
    if not report.complete:
        told.append(
            gettext(
                "The audit is incomplete: it ended before everything was looked at; the figures are of what there is."
            )
        )
    told += course_notes(report, wording)
    if report.portals and not report.vantage.get("ipv6"):
        told.append(gettext("The vantage had no IPv6: what needs IPv6 could not be observed and is not failed for it."))
    return Section("I. " + gettext("Scope and method").upper(), tuple(told))


def province_name(report: AuditReport, wording: Wording) -> str:
    """The province as it is named within a sentence ("tỉnh Thí Điểm")."""
    name = wording.cut(report.province, 160)
    return name[0].lower() + name[1:] if name.startswith(("Tỉnh ", "Thành phố ")) else name


def _looked_at(report: AuditReport, wording: Wording) -> str:
    owners = {one.agency_id for one in report.portals} | {one.agency_id for one in report.systems}
    agencies = len(owners - {None})
    return wording.gettext.gettext(
        "Audit %(audit)s of %(province)s looked at %(places)s of %(agencies)s, %(span)s (Vietnamese time)."
    ) % {
        "audit": wording.cut(report.audit_id, 80),
        "province": province_name(report, wording),
        "places": wording.places(len(report.portals), len(report.systems)),
        "agencies": wording.gettext.ngettext("%(n)s agency", "%(n)s agencies", agencies)
        % {"n": wording.number(agencies)},
        "span": wording.span(report.started, report.finished),
    }


def _rules(report: AuditReport, wording: Wording) -> str:
    asked = judged_requirements(report)
    mandatory = sum(item.force == "mandatory" for item in asked)
    return wording.gettext.gettext(
        "The law in force on %(day)s was applied, by the set of requirements %(profile)s: %(mandatory)s requirements "
        "that bind and %(recommended)s recommendations, listed with their legal bases in the last annex."
    ) % {
        "day": wording.day(report.law_date),
        "profile": wording.cut(report.profile, 80),
        "mandatory": wording.number(mandatory),
        "recommended": wording.number(len(asked) - mandatory),
    }


def _method(report: AuditReport, wording: Wording) -> str:
    gettext, vantage, load = wording.gettext.gettext, report.vantage, report.caused_load
    told = gettext(
        "Portals were observed over the network from %(vantage)s with %(tool)s; security levels, plans and the four "
        "layers were judged by the records and documents of the information systems."
    ) % {
        "vantage": wording.cut(str(vantage.get("name", "")), 120),
        "tool": wording.cut(f"{vantage.get('tool', '')} {vantage.get('version', '')}".strip(), 80),
    }
    if not load.get("connections"):
        return told
    caused = gettext("All observations together took %(connections)s connections and %(queries)s DNS questions.")
    counts = {name: wording.number(load.get(name, 0)) for name in ("connections", "queries")}
    return f"{told} {caused % counts}"
