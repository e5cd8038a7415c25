"""The report as one HTML file: no scripts, nothing from outside, made for the screen, the phone and paper."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from policies.verdict import Outcome
from reports.i18n import Language
from reports.model import AuditReport
from reports.summary import WORST_FIRST, Tally
from reports.trends import trends_view
from reports.vantages import vantage_views
from reports.view import Drawing
from reports.wording import Wording, visible


def render_html(report: AuditReport, lang: Language) -> str:
    """The whole report in one language. The same report gives the same text, byte for byte."""
    wording = Wording(lang)
    vantages = vantage_views(report, wording)
    vantage = report.vantage
    names = {"connections": wording.gettext.gettext("connections"), "queries": wording.gettext.gettext("DNS questions")}
    return (
        _environment(lang)
        .get_template("base.html.j2")
        .render(
            report=report,
            view=Drawing(report, wording).view(),
            trends=trends_view(report, wording),
            province=wording.cut(report.province, 160),
            vantages=vantages,
            without_ipv6=", ".join(one.name for one in vantages if not one.ipv6),
            tool=wording.cut(f"{vantage.get('tool', '')} {vantage.get('version', '')}".strip(), 80),
            load=[(names.get(name) or wording.cut(name, 40), count) for name, count in report.caused_load.items()],
        )
    )


def segments(tally: Tally) -> list[tuple[str, float, float]]:
    """The parts of a stacked bar 100 wide: (outcome, start, width), of the verdicts that apply, worst first."""
    parts: list[tuple[str, float, float]] = []
    done = 0
    for outcome in WORST_FIRST:
        if outcome is not Outcome.NOT_APPLICABLE and tally[outcome]:
            start, end = (round(100 * count / tally.applicable, 2) for count in (done, done + tally[outcome]))
            parts.append((outcome.value, start, round(end - start, 2)))
            done += tally[outcome]
    return parts


@lru_cache
def _environment(lang: Language) -> Environment:
    """Templates in one language. Whatever a template prints goes through `visible`, then through the escape."""
    wording = Wording(lang)
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(wording.gettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        lang=lang,
        word=wording.word,
        number=wording.number,
        day=wording.day,
        span=wording.span,
        cut=wording.cut,
        segments=segments,
        outcomes=[outcome.value for outcome in WORST_FIRST],
    )
    return environment
