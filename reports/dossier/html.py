"""The dossier as one HTML file: no scripts, nothing from outside, made for the screen, the phone and paper."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.dossier.view import DossierDrawing
from reports.i18n import Language
from reports.model import AuditReport
from reports.wording import Wording, visible


def dossier_html(report: AuditReport, lang: Language, agency_id: str) -> str:
    """The dossier of an agency, complete in one text. The same report gives the same text, byte for byte.

    Raises `ValueError` for an agency that the report does not list.
    """
    view = DossierDrawing(report, agency_id, Wording(lang)).view()
    return _environment().get_template("dossier.html.j2").render(view=view, lang=lang, labels=view.labels)


@lru_cache
def _environment() -> Environment:
    """Every word comes with the view, so no language is set here."""
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
