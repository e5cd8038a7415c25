"""The official report as a PDF by the measures of Nghị định 30/2020/NĐ-CP, from the same texts as the Word file."""

from __future__ import annotations

from reports.i18n import Language
from reports.model import AuditReport
from reports.official import measures
from reports.official.view import official_view
from reports.pdf.compiler import compile_pdf
from reports.pdf.parts import Data, plain
from reports.wording import Wording


def official_pdf(report: AuditReport, lang: Language) -> bytes:
    """The official report in one language, tagged (PDF/UA-1); what the law fixes stays Vietnamese.

    Number, date, signature and seal are left blank. The same report gives the same bytes.
    """
    return compile_pdf("official", official_data(report, lang), report.finished)


def official_data(report: AuditReport, lang: Language) -> Data:
    """What `templates/official.typ` draws: the texts, and the measures in millimetres and points."""
    view = official_view(report, Wording(lang))
    told: Data = plain(view)
    return {
        **told,
        "lang": lang,
        "title": f"{view.kind} – {view.subject}",
        "measures": {name.lower(): value for name, value in vars(measures).items() if name.isupper()},
    }
