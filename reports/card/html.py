"""A card as one HTML file: no scripts, nothing from outside, and on paper one A4 page."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.card.view import CardDrawing
from reports.i18n import Language
from reports.model import AuditReport
from reports.wording import Wording, visible


def card_html(report: AuditReport, lang: Language, agency_id: str | None = None) -> str:
    """The card of an agency, or with None that of the province. The same report gives the same text, byte for byte.

    Raises `ValueError` for an agency that the report does not have.
    """
    card = CardDrawing(report, Wording(lang)).card(agency_id)
    return _environment().get_template("card.html.j2").render(card=card, lang=lang)


@lru_cache
def _environment() -> Environment:
    """Every word comes with the card, so no language is set here."""
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
