"""Cards as PDF, one A4 page each, whatever is written on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from reports.card.view import CardDrawing, CardView
from reports.i18n import Language
from reports.model import AuditReport
from reports.pdf import compile_pdf
from reports.wording import Wording


def card_pdf(report: AuditReport, lang: Language, agency_id: str | None = None) -> bytes:
    """The card of an agency, or with None that of the province; always one page.

    Raises `ValueError` for an agency that the report does not have.
    """
    card = CardDrawing(report, Wording(lang)).card(agency_id)
    return _compiled(report, lang, card.title, [card])


def cards_pdf(report: AuditReport, lang: Language) -> bytes:
    """The card of the province and then those of every agency of which something was judged, a page each."""
    drawing = CardDrawing(report, Wording(lang))
    province = drawing.card(None)
    return _compiled(report, lang, province.title, [province, *(drawing.card(agency) for agency in drawing.judged())])


def _compiled(report: AuditReport, lang: Language, title: str, cards: Iterable[CardView]) -> bytes:
    data = {"title": title, "lang": lang, "cards": [asdict(card) for card in cards]}
    return compile_pdf("card", data, report.finished)
