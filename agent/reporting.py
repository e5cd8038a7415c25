"""Gathers what the store holds of an audit into a report, and writes the files people read."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from agent.errors import InputError
from agent.formats import Wanted, files
from agent.history import history_of
from agent.output import ensure_writable, write_whole
from agent.side_by_side import side_by_side
from agent.store import Audit, Store
from agent.store.audit import Kind
from agent.texts import _
from policies.catalogue import load_catalogue
from policies.changes import Change, compare
from reports.model import AgencyRow, AuditReport, PortalResult, SystemResult
from reports.official.broken import TemplateError

MANY = 100
"""Portals from which on the files of several formats are made at the same time."""
_LIGHT = frozenset({"html", "json", "xlsx", "csv", "oscal", "sarif"})
"""Formats that may be: the others take the memory of many."""


def report_of(store: Store, audit: Audit) -> AuditReport:
    """Everything that is to be told of a stored audit: what changed since the one before, and the year before it."""
    verdicts = store.verdicts(audit.id)
    previous = store.previous_audit(audit.id)
    results = [PortalResult(record, verdicts[record.portal["url"]]) for record in store.records(audit.id)]
    requirements = load_catalogue().requirements
    agencies = [AgencyRow(**row) for row in audit.agencies]
    history, findings = history_of(store, audit, requirements, agencies)
    return AuditReport(
        audit_id=audit.id,
        province=audit.province,
        profile=audit.profile,
        law_date=audit.law_date,
        started=audit.started,
        finished=audit.finished or audit.started,
        complete=audit.complete,
        vantage=audit.vantage,
        agencies=agencies,
        portals=results,
        requirements=requirements,
        changes=changes_between(store, previous, audit) if previous else [],
        previous_audit=previous.id if previous else None,
        caused_load=audit.load,
        plan=audit.plan,
        systems=[SystemResult(record, judged) for record, judged in store.systems(audit.id)],
        history=history,
        findings=findings,
        interruptions=audit.interruptions,
        missed=store.missed(audit.id),
    )


def changes_between(store: Store, before: Audit, after: Audit) -> list[Change]:
    """What the later audit found new, fixed, reopened, persisting or did not see again; of one that looked again at
    some portals, there."""
    earlier, later = (store.outcomes(audit.id) for audit in (before, after))
    if after.kind is Kind.RECHECK:
        looked_at = {url for url, _requirement in later}
        earlier = {key: outcome for key, outcome in earlier.items() if key[0] in looked_at}
    return compare(earlier, later, store.once_fixed(after.id), store.once_fixed(after.id, since=before.id))


def write_report(report: AuditReport, formats: Collection[str], folder: Path, wanted: Wanted) -> list[Path]:
    """Write the report in each format; every file appears whole.

    Raises `InputError` for an owner or an agency that the report does not know, and for a template that is broken.
    """
    if wanted.owner is not None:
        from reports.mau08 import mau08_owners  # it loads a library for workbooks

        refusal = _("--owner {asked} owns no system in this audit; choose one of: {known}")
        _refuse_unknown(wanted.owner, mau08_owners(report), refusal)
    if wanted.agency is not None:
        agencies = [agency.id for agency in report.agencies]
        _refuse_unknown(wanted.agency, agencies, _("--agency {asked} is not in this audit; choose one of: {known}"))

    def write(format_: str) -> list[Path]:
        written: list[Path] = []
        for end, content in files(report, format_, wanted):
            path = folder / f"tuanthu-{report.audit_id}{end}"
            ensure_writable(path.parent)
            written.append(write_whole(path, content))
        return written

    beside = [format_ for format_ in formats if format_ in _LIGHT] if len(report.portals) >= MANY else []
    done = dict(zip(beside, side_by_side(write, beside), strict=True))
    try:
        return [path for format_ in formats for path in done.get(format_) or write(format_)]
    except TemplateError as error:
        raise InputError(f"{wanted.template}: {error}") from error


def _refuse_unknown(asked: str, known: Collection[str], refusal: str) -> None:
    if asked not in known:
        raise InputError(refusal.format(asked=asked, known=", ".join(known)))
