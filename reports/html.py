"""The report as one HTML file: no scripts, nothing from outside, made for the screen, the phone and paper."""

from __future__ import annotations

from reports.course import course_notes
from reports.i18n import Language
from reports.load import load_words
from reports.model import AuditReport
from reports.templating import environment
from reports.trends import trends_view
from reports.vantages import vantage_views
from reports.view import Drawing
from reports.wording import Wording


def render_html(report: AuditReport, lang: Language) -> str:
    """The whole report in one language. The same report gives the same text, byte for byte."""
    wording = Wording(lang)
    vantages = vantage_views(report, wording)
    vantage = report.vantage
    return (
        environment(lang)
        .get_template("base.html.j2")
        .render(
            report=report,
            view=Drawing(report, wording).view(),
            trends=trends_view(report, wording),
            province=wording.cut(report.province, 160),
            vantages=vantages,
            without_ipv6=", ".join(one.name for one in vantages if not one.ipv6),
            course=course_notes(report, wording, len(report.missed)),
            tool=wording.cut(f"{vantage.get('tool', '')} {vantage.get('version', '')}".strip(), 80),
            load=load_words(report.caused_load, wording),
        )
    )
