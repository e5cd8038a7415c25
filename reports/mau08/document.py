"""The JSON of a report in Mẫu số 08, as `reports/schema/mau08-1.schema.json` fixes it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Final

from checks.observation import Json
from checks.record import TOOL
from reports.i18n import Language
from reports.mau08.form import BASIS, COLUMNS, TITLE, Reporter, Row, mau08_form
from reports.mau08.papers import Paper
from reports.model import AuditReport
from reports.wording import Wording

SCHEMA_VERSION: Final = 1


def mau08_document(report: AuditReport, lang: Language = "vi", owner_id: str | None = None) -> dict[str, Json]:
    """The yearly report of one owner, or (None) of all systems; its own words are Vietnamese, reasons are in `lang`.

    Raises `ValueError` for an owner that the audit does not know.
    """
    form = mau08_form(report, Wording(lang), owner_id)
    period = form.period
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": TOOL, "version": str(report.vantage.get("version", ""))},
        "form": {"title": TITLE, "basis": BASIS, "columns": list(COLUMNS)},
        "audit": {
            "id": report.audit_id,
            "province": report.province,
            "law_date": report.law_date.isoformat(),
            "finished": report.finished.isoformat(),
            "complete": report.complete,
        },
        "owner_id": owner_id,
        "period": {"from": period.start.isoformat(), "to": period.end.isoformat()},
        "due_before": {"owner": period.due_to_owner.isoformat(), "ministry": period.due_to_ministry.isoformat()},
        "totals": asdict(form.totals) | {"all_approved_by": _iso(form.totals.all_approved_by)},
        "owner": _reporter(form.owner),
        "unit": _reporter(form.unit),
        "rows": [_row(row) for row in form.rows],
        "notes": list(form.notes),
    }


def _reporter(reporter: Reporter) -> dict[str, Json]:
    return {"founded_by": None, "representative": None, "address": None} | asdict(reporter)


def _row(row: Row) -> dict[str, Json]:
    return {
        "number": row.number,
        "system": row.system,
        "name": row.name,
        "owner": row.owner,
        "operator": row.operator,
        "level": row.level,
        "approval": row.approval.value if row.approval else None,
        "decision": _paper(row.decision),
        "regulation": _paper(row.regulation),
        "expected_approval": _iso(row.expected_approval),
        "plan_status": row.plan_status.value if row.plan_status else None,
        "expected_plan": _iso(row.expected_plan),
        "checked": [kind.value for kind in row.checked],
        "unproven": [asdict(item) for item in row.unproven],
    }


def _paper(paper: Paper | None) -> dict[str, str] | None:
    return {"number": paper.number, "date": paper.date.isoformat(), "body": paper.body} if paper else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
