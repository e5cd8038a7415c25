"""The annexes: portals, information systems, Mẫu số 08, and the requirements with what they rest on."""

from __future__ import annotations

from datetime import date
from typing import Final

from checks.trust_label.folding import folded
from policies.verdict import Outcome
from reports import layers, summary
from reports.mau08.form import BASIS, COLUMNS, Row, mau08_form
from reports.mau08.papers import Paper
from reports.model import AuditReport, PortalResult
from reports.official.basis import judged_requirements
from reports.official.results import TOLD, binding_first
from reports.official.shape import Annex, FormRow, LegalRow, PortalRow, R, SystemRow, Table, table_of
from reports.verdict_view import requirement_view
from reports.wording import Wording

FORM_TITLE: Final = "DANH SÁCH HỆ THỐNG THÔNG TIN"


def portals_annex(report: AuditReport, number: str, wording: Wording) -> Annex[PortalRow]:
    """Every portal, by the tree of agencies, then by name."""
    gettext = wording.gettext.gettext
    place = {agency.id: at for at, (_, agency) in enumerate(summary.agency_tree(report.agencies))}
    names = {agency.id: agency.name for agency in report.agencies}
    ordered = sorted(
        report.portals,
        key=lambda one: (
            place.get(one.agency_id or "", len(place)),
            folded(str(one.record.portal.get("name") or one.url)),
            one.url,
        ),
    )
    heads = (
        gettext("No."),
        gettext("Portal"),
        gettext("Agency"),
        gettext("Conclusion"),
        *(wording.word("outcome", outcome) for outcome in TOLD),
        gettext("Recommendations not followed"),
    )
    note = gettext("The four columns of outcomes count mandatory requirements.")
    rows = tuple(_portal(at, one, names, report, wording) for at, one in enumerate(ordered, 1))
    table = table_of(PortalRow, heads, rows)
    return _annex(number, gettext("List of web portals"), (note,), table)


def systems_annex(report: AuditReport, number: str, wording: Wording) -> Annex[SystemRow]:
    """Every information system, by the tree of agencies: its layers, its level and its plan by what documents prove."""
    gettext = wording.gettext.gettext
    place = {agency.id: at for at, (_, agency) in enumerate(summary.agency_tree(report.agencies))}
    ordered = sorted(
        layers.system_layers(report),
        key=lambda one: (place.get(one.system.agency_id or "", len(place)), folded(one.system.name), one.system.id),
    )
    heads = (
        gettext("No."),
        gettext("Information system"),
        gettext("Owner"),
        *(gettext("Layer %(n)s") % {"n": layer} for layer in summary.LAYERS),
        gettext("Level approved"),
        gettext("Plan deployed"),
    )
    rows = tuple(
        SystemRow(
            str(at),
            wording.cut(one.system.name, 160),
            wording.cut(str(one.system.record.portal.get("agency") or ""), 160),
            *(
                _outcome(outcome, wording)
                for outcome in (*(state.outcome for state in one.layers), one.approved, one.deployed)
            ),
        )
        for at, one in enumerate(ordered, 1)
    )
    notes = (
        "; ".join(wording.word("layer", str(layer)) for layer in summary.LAYERS) + ".",
        gettext("A layer is judged by its worst mandatory requirement; a dash: nothing was judged."),
    )
    table = table_of(SystemRow, heads, rows)
    return _annex(number, gettext("List of information systems"), notes, table)


def form_annex(report: AuditReport, number: str, wording: Wording) -> Annex[FormRow]:
    """The list of systems of Mẫu số 08; its own words are Vietnamese in every language."""
    form = mau08_form(report, wording)
    start, end = (wording.day(day) for day in (form.period.start, form.period.end))
    unproven = sum(len(row.unproven) for row in form.rows)
    notes = [f"{BASIS}; số liệu từ ngày {start} đến ngày {end}.", *form.notes]
    if unproven:
        said = wording.gettext.ngettext(
            "%(n)s cell is blank, or says less than the record claims, for want of proof.",
            "%(n)s cells are blank, or say less than the record claims, for want of proof.",
            unproven,
        )
        notes.append(said % {"n": wording.number(unproven)})
    table = table_of(FormRow, COLUMNS, [_form(row, wording) for row in form.rows])
    return Annex(f"Phụ lục {number}", f"{FORM_TITLE} (MẪU SỐ 08)", tuple(notes), table)


def legal_annex(report: AuditReport, number: str, wording: Wording) -> Annex[LegalRow]:
    """Every requirement that was judged, with what it rests on at the date of law."""
    gettext = wording.gettext.gettext
    asked = sorted(
        judged_requirements(report), key=lambda item: (summary.SUBJECTS.index(item.subject), *binding_first(item))
    )
    rows = []
    for at, item in enumerate(asked, 1):
        view = requirement_view(item, "", report.law_date, wording)
        cited = (f"{one.text} ({one.flag})" if one.flag else one.text for one in view.citations)
        rows.append(LegalRow(str(at), view.title, view.force, view.force_from, "\n".join(cited)))
    heads = (gettext("No."), gettext("Requirement"), gettext("Force"), gettext("In force"), gettext("Legal bases"))
    table = table_of(LegalRow, heads, rows)
    note = gettext("As the law stood on %(day)s.") % {"day": wording.day(report.law_date)}
    return _annex(number, gettext("Requirements and their legal bases"), (note,), table)


def _annex(number: str, title: str, notes: tuple[str, ...], table: Table[R]) -> Annex[R]:
    return Annex(f"Phụ lục {number}", title.upper(), notes, table)


def _portal(at: int, one: PortalResult, names: dict[str, str], report: AuditReport, wording: Wording) -> PortalRow:
    portal, asked = one.record.portal, report.requirements
    binding = summary.tally(verdict for verdict in one.verdicts if asked[verdict.requirement].force == "mandatory")
    advised = summary.tally(verdict for verdict in one.verdicts if asked[verdict.requirement].force != "mandatory")
    passed, failed, unknown, waived = (wording.number(binding[outcome]) for outcome in TOLD)
    name, url = wording.cut(str(portal.get("name") or ""), 160), wording.cut(one.url, 200)
    return PortalRow(
        number=str(at),
        name=f"{name}\n{url}" if name else url,
        agency=wording.cut(names.get(one.agency_id or "", str(portal.get("agency") or "")), 160),
        standing=wording.word("standing", summary.standing(one.verdicts, asked)),
        passed=passed,
        failed=failed,
        unknown=unknown,
        waived=waived,
        advised=wording.number(advised[Outcome.FAIL]),
    )


def _form(row: Row, wording: Wording) -> FormRow:
    return FormRow(
        number=str(row.number),
        name=wording.cut(row.name, 160),
        owner=wording.cut(row.owner, 160),
        operator=wording.cut(row.operator or "", 160),
        level=str(row.level or ""),
        approval=str(row.approval or ""),
        decision=_paper(row.decision, wording),
        regulation=_paper(row.regulation, wording),
        expected_approval=_day(row.expected_approval, wording),
        plan_status=str(row.plan_status or ""),
        expected_plan=_day(row.expected_plan, wording),
        checked="; ".join(row.checked),
    )


def _paper(paper: Paper | None, wording: Wording) -> str:
    if paper is None:
        return ""
    return f"Số {wording.cut(paper.number, 80)}, ngày {wording.day(paper.date)}, {wording.cut(paper.body, 160)}"


def _day(day: date | None, wording: Wording) -> str:
    return wording.day(day) if day else ""


def _outcome(outcome: Outcome | None, wording: Wording) -> str:
    return wording.word("outcome", outcome) if outcome else "–"
