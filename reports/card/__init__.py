"""One-page cards: how the province or one agency stands, what it should do first, and how it compares."""

from reports.card.html import card_html
from reports.card.pdf import card_pdf, cards_pdf

__all__ = ["card_html", "card_pdf", "cards_pdf"]
