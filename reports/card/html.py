"""A card as one HTML file: no scripts, nothing from outside, and on paper one A4 page."""

from __future__ import annotations

from reports.card.view import CardDrawing
from reports.i18n import Language
from reports.model import AuditReport
from reports.templating import environment
from reports.wording import Wording


def card_html(report: AuditReport, lang: Language, agency_id: str | None = None) -> str:
    """The card of an agency, or with None that of the province. The same report gives the same text, byte for byte.

    Raises `ValueError` for an agency that the report does not have.
    """
    card = CardDrawing(report, Wording(lang)).card(agency_id)
    return environment(lang).get_template("card.html.j2").render(card=card, lang=lang)
