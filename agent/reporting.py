"""Gathers what the store holds of an audit into a report, and writes the files people read."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from agent.errors import InputError
from agent.output import write_whole
from agent.store import Audit, Store
from agent.texts import _
from checks.observation import Json
from policies.catalogue import load_catalogue
from policies.changes import Change, Key, compare
from policies.verdict import Outcome, Verdict
from reports.document import audit_document
from reports.html import render_html
from reports.i18n import Language
from reports.mau08 import mau08_document, mau08_owners, mau08_workbook
from reports.model import AgencyRow, AuditReport, PortalResult, SystemResult


def report_of(store: Store, audit: Audit) -> AuditReport:
    """Everything that is to be told of a stored audit, with what changed since the one before."""
    verdicts = store.verdicts(audit.id)
    previous = store.previous_audit(audit.id)
    results = [PortalResult(record, verdicts[record.portal["url"]]) for record in store.records(audit.id)]
    return AuditReport(
        audit_id=audit.id,
        province=audit.province,
        profile=audit.profile,
        law_date=audit.law_date,
        started=audit.started,
        finished=audit.finished or audit.started,
        complete=audit.complete,
        vantage=audit.vantage,
        agencies=[AgencyRow(**row) for row in audit.agencies],
        portals=results,
        requirements=load_catalogue().requirements,
        changes=changes_between(store, previous, audit) if previous else [],
        previous_audit=previous.id if previous else None,
        caused_load=audit.load,
        plan=audit.plan,
        systems=[SystemResult(record, judged) for record, judged in store.systems(audit.id)],
    )


def changes_between(store: Store, before: Audit, after: Audit) -> list[Change]:
    """What the later audit found new, fixed, reopened, persisting or did not see again."""
    earlier, later = (_outcomes(store.verdicts(audit.id)) for audit in (before, after))
    return compare(earlier, later, store.once_fixed(before.id))


def _outcomes(verdicts: Mapping[str, Sequence[Verdict]]) -> dict[Key, Outcome]:
    return {(url, verdict.requirement): verdict.verdict for url, judged in verdicts.items() for verdict in judged}


def write_report(
    report: AuditReport, formats: Collection[str], folder: Path, lang: Language, owner: str | None = None
) -> list[Path]:
    """Write the report in each format; every file appears whole. Mẫu số 08 is of one `owner` where one is named.

    Raises `InputError` for an owner that the report does not know.
    """
    if owner is not None and owner not in (known := mau08_owners(report)):
        raise InputError(
            _("--owner {owner} owns no system in this audit; choose one of: {known}").format(
                owner=owner, known=", ".join(known)
            )
        )
    form = f"mau08-{owner}" if owner else "mau08"
    files: dict[str, dict[str, Callable[[], str | bytes]]] = {
        "html": {"html": lambda: render_html(report, lang)},
        "json": {"json": lambda: _json(audit_document(report, lang))},
        "mau08": {
            f"{form}.json": lambda: _json(mau08_document(report, lang, owner)),
            f"{form}.xlsx": lambda: mau08_workbook(report, owner),
        },
    }
    return [
        write_whole(folder / f"tuanthu-{report.audit_id}.{name}", render())
        for format_ in formats
        for name, render in files[format_].items()
    ]


def _json(document: Mapping[str, Json]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
