"""The workbook of a report (XLSX): summary, portals by requirements, findings, systems, changes."""

from __future__ import annotations

from io import BytesIO

from reports.excel import new_workbook
from reports.i18n import Language
from reports.model import AuditReport
from reports.tables.lists import changes_sheet, findings_sheet, systems_sheet
from reports.tables.matrix import matrix_sheet
from reports.tables.overview import summary_sheet
from reports.tables.rows import Rows
from reports.tables.sheet import Pen
from reports.wording import Wording


def workbook_xlsx(report: AuditReport, lang: Language) -> bytes:
    """The five sheets in one language. The same report gives the same bytes."""
    wording = Wording(lang)
    gettext = wording.gettext.gettext
    rows = Rows(report, wording)
    data = BytesIO()
    title, subject = gettext("Compliance audit of web portals"), wording.cut(report.province, 160)
    with new_workbook(data, title, subject, report.finished) as book:
        pen = Pen(book, wording)
        for name, draw in (
            (gettext("Summary"), summary_sheet),
            (gettext("Portals × requirements"), matrix_sheet),
            (gettext("What is wrong or unknown"), findings_sheet),
            (gettext("Systems and layers"), systems_sheet),
            (gettext("Changes since before"), changes_sheet),
        ):
            draw(book.add_worksheet(name), pen, rows)
    return data.getvalue()
