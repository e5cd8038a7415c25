"""The dossier as PDF, tagged and with bookmarks."""

from __future__ import annotations

from dataclasses import asdict

from reports.dossier.view import DossierDrawing
from reports.i18n import Language
from reports.model import AuditReport
from reports.pdf import compile_pdf
from reports.wording import Wording


def dossier_pdf(report: AuditReport, lang: Language, agency_id: str) -> bytes:
    """The dossier of an agency. The same report gives the same bytes.

    Raises `ValueError` for an agency that the report does not list.
    """
    view = DossierDrawing(report, agency_id, Wording(lang)).view()
    return compile_pdf("dossier", {**asdict(view), "lang": lang}, report.finished)
