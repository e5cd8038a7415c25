"""The dossier as one HTML file: no scripts, nothing from outside, made for the screen, the phone and paper."""

from __future__ import annotations

from reports.dossier.view import DossierDrawing
from reports.i18n import Language
from reports.model import AuditReport
from reports.templating import environment
from reports.wording import Wording


def dossier_html(report: AuditReport, lang: Language, agency_id: str) -> str:
    """The dossier of an agency, complete in one text. The same report gives the same text, byte for byte.

    Raises `ValueError` for an agency that the report does not list.
    """
    view = DossierDrawing(report, agency_id, Wording(lang)).view()
    return environment(lang).get_template("dossier.html.j2").render(view=view, lang=lang, labels=view.labels)
