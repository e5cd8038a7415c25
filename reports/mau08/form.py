"""The yearly report of an owner in Mẫu số 08: totals, who reports, and one row a system in the form's own words.

A row says what the papers prove or the record admits; what is only claimed is left out of it and told in `unproven`.
Totals are counted over the rows as they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from checks.security_plan.record import Approval, CheckKind, PlanStatus
from checks.trust_label.folding import folded
from reports.mau08.papers import Paper, Papers, Unproven
from reports.mau08.period import IN_FORCE, Period, period_of
from reports.model import AgencyRow, AuditReport, SystemResult
from reports.summary import agency_tree
from reports.wording import Wording

TITLE: Final = "V/v kết quả công tác bảo đảm an ninh mạng hệ thống thông tin"
BASIS: Final = "Mẫu số 08, Phụ lục Nghị định 331/2026/NĐ-CP"
COLUMNS: Final = (
    "STT",
    "Tên HTTT",
    "Chủ quản HTTT",
    "Đơn vị vận hành HTTT",
    "Cấp độ đề xuất",
    "Tình trạng phê duyệt cấp độ",
    "Quyết định phê duyệt cấp độ",
    "Quy chế bảo đảm ANM cho hệ thống",
    "Dự kiến thời điểm phê duyệt HSĐXCĐ",
    "Đã triển khai đầy đủ PA BĐANM",
    "Dự kiến thời điểm triển khai đầy đủ PA BĐANM",
    "Đã kiểm tra, đánh giá ANM",
)
"""The headings of the twelve columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """One system; None and empty words are blank cells."""

    number: int
    system: str
    name: str
    owner: str
    operator: str | None
    level: int | None
    approval: Approval | None
    decision: Paper | None
    regulation: Paper | None
    expected_approval: date | None
    plan_status: PlanStatus | None
    expected_plan: date | None
    checked: tuple[CheckKind, ...]
    unproven: tuple[Unproven, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Part 1: counts of systems; `all_approved_by` is None where all are approved, or where one of the others gives no
    day."""

    managed: int
    classified: int
    dossier_drawn_up: int
    dossier_appraised: int
    approved: int
    assessed_periodically: int
    all_approved_by: date | None


@dataclass(frozen=True, slots=True)
class Reporter:
    """Part 2: who reports; the founding text, the representative and the address are for a person to fill in."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The whole report; `notes` are the tool's own and no part of the form."""

    period: Period
    totals: Totals
    owner: Reporter
    unit: Reporter
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def mau08_owners(report: AuditReport) -> tuple[str, ...]:
    """The ids of the agencies that own a system, in the order of the agencies' tree: one report is due from each."""
    owning = {system.agency_id for system in report.systems}
    return tuple(sorted((key for key in owning if key), key=_places(report.agencies)))


def mau08_form(report: AuditReport, wording: Wording, owner_id: str | None = None) -> Form:
    """The report of one owner, or of all systems; reasons and notes are in the language of `wording`.

    Raises `ValueError` for an `owner_id` that neither the agencies nor the systems know.
    """
    if owner_id is not None and owner_id not in {row.id for row in report.agencies} | set(mau08_owners(report)):
        raise ValueError(f"no agency {owner_id!r} in the audit")
    place = _places(report.agencies)
    systems = sorted(
        (system for system in report.systems if owner_id in (None, system.agency_id)),
        key=lambda system: (place(system.agency_id or ""), folded(system.name), system.name, system.id),
    )
    period = period_of(report.law_date)
    rows = tuple(_row(number, system, period, wording) for number, system in enumerate(systems, 1))
    return Form(
        period=period,
        totals=totals_of(rows),
        owner=_owner(report, owner_id, systems),
        unit=_unit(report, systems),
        rows=rows,
        notes=tuple(_notes(report, period, rows, wording)),
    )


def totals_of(rows: Sequence[Row]) -> Totals:
    """Part 1, counted over the rows as they are shown. A dossier that is being drafted is not drawn up yet."""
    stages = [row.approval for row in rows]
    waiting = [row.expected_approval for row in rows if row.approval is not Approval.APPROVED]
    days = [day for day in waiting if day]
    appraised = stages.count(Approval.APPRAISED) + stages.count(Approval.APPROVED)
    return Totals(
        managed=len(rows),
        classified=sum(row.level is not None for row in rows),
        dossier_drawn_up=stages.count(Approval.SUBMITTED) + appraised,
        dossier_appraised=appraised,
        approved=stages.count(Approval.APPROVED),
        assessed_periodically=sum(
            row.approval is Approval.APPROVED and CheckKind.PERIODIC in row.checked for row in rows
        ),
        all_approved_by=max(days) if days and len(days) == len(waiting) else None,
    )


def _row(number: int, system: SystemResult, period: Period, wording: Wording) -> Row:
    portal = system.record.portal
    papers = Papers(system.record.observations.get("security_plan", {}), period, wording)
    level = papers.level()
    approval = papers.approval()
    decision = papers.document(7, "decision")
    regulation = papers.document(8, "regulation")
    expected_approval = None if approval is Approval.APPROVED else papers.expected(9, "approval")
    plan_status = papers.plan_status()
    deployed = plan_status is PlanStatus.FULLY_DEPLOYED
    return Row(
        number=number,
        system=system.id,
        name=system.name,
        owner=str(portal.get("agency") or ""),
        operator=portal.get("operator") or None,
        level=level,
        approval=approval,
        decision=decision,
        regulation=regulation,
        expected_approval=expected_approval,
        plan_status=plan_status,
        expected_plan=None if deployed else papers.expected(11, "plan"),
        checked=papers.checked(),
        unproven=tuple(papers.unproven),
    )


def _owner(report: AuditReport, owner_id: str | None, systems: Sequence[SystemResult]) -> Reporter:
    """The owner asked for; else the province's own body, where the inventory has just one."""
    if owner_id is None:
        bodies = [row for row in report.agencies if row.kind == "province"]
        return _reporter(bodies[0]) if len(bodies) == 1 else Reporter(report.province)
    known = next((row for row in report.agencies if row.id == owner_id), None)
    return _reporter(known) if known else Reporter(str(systems[0].record.portal.get("agency") or owner_id))


def _unit(report: AuditReport, systems: Sequence[SystemResult]) -> Reporter:
    """The specialised unit of the systems; several are named side by side."""
    names = list(dict.fromkeys(str(name) for system in systems if (name := system.record.portal.get("unit"))))
    known = [row for row in report.agencies if [row.name] == names]
    return _reporter(known[0]) if len(known) == 1 else Reporter("; ".join(names) or None)


def _reporter(agency: AgencyRow) -> Reporter:
    contact = agency.contact or {}
    return Reporter(agency.name, contact.get("phone") or None, contact.get("email") or None)


def _notes(report: AuditReport, period: Period, rows: Sequence[Row], wording: Wording) -> list[str]:
    """What a reader must know before the report is used."""
    gettext, notes = wording.gettext, []
    if report.law_date < IN_FORCE:
        notes.append(
            gettext.gettext("The law of %(law_date)s knows no such report: the form is in force from %(since)s.")
            % {"law_date": wording.day(report.law_date), "since": wording.day(IN_FORCE)}
        )
    if not report.complete:
        notes.append(gettext.gettext("The audit is not complete: systems may be missing."))
    if report.law_date < period.end:
        notes.append(
            gettext.gettext("The reporting period runs until %(end)s: the figures are provisional.")
            % {"end": wording.day(period.end)}
        )
    undated = sum(row.approval is not Approval.APPROVED and row.expected_approval is None for row in rows)
    if undated:
        said = gettext.ngettext(
            "%(n)s system that is not approved gives no expected day (column 9), so none is given for all.",
            "%(n)s systems that are not approved give no expected day (column 9), so none is given for all.",
            undated,
        )
        notes.append(said % {"n": wording.number(undated)})
    past = sum(any(day and day < report.law_date for day in (row.expected_approval, row.expected_plan)) for row in rows)
    if past:
        said = gettext.ngettext(
            "%(n)s system gives an expected day that is past (columns 9 and 11).",
            "%(n)s systems give an expected day that is past (columns 9 and 11).",
            past,
        )
        notes.append(said % {"n": wording.number(past)})
    return notes


def _places(agencies: Sequence[AgencyRow]) -> Callable[[str], tuple[int, str]]:
    """Sorts ids by their place in the tree of agencies; those that are not in it come last."""
    order = {row.id: number for number, (_, row) in enumerate(agency_tree(agencies))}
    return lambda key: (order.get(key, len(order)), key)
