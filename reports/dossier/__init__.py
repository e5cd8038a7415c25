"""The dossier of one agency: what is wrong, where, why it matters, how and by when to mend it, in HTML and PDF."""

from reports.dossier.html import dossier_html
from reports.dossier.pdf import dossier_pdf
from reports.dossier.places import dossier_agencies

__all__ = ["dossier_agencies", "dossier_html", "dossier_pdf"]
