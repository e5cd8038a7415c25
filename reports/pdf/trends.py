"""The trends in the PDF: the words, tables and drawings of `reports.trends`, as plain data."""

from __future__ import annotations

from reports.pdf.parts import Data, Parts, plain
from reports.trend_chart import HEIGHT, WIDTH
from reports.trends import TrendsView


def trends(view: TrendsView, parts: Parts) -> Data:
    """The section on trends; the numbers week by week are left to the HTML report."""
    gettext = parts.gettext
    told = (
        [
            gettext(
                "Share of the verdicts that apply, from at most one audit a week. A week without an audit is left "
                "blank; nothing is drawn across it. What is unknown counts neither as pass nor as fail; what is waived "
                "is not drawn."
            ),
            f"{view.coverage} {gettext('Earlier audits are counted by the requirements and agencies of today.')}",
        ]
        if view.families
        else [gettext("There is no audit of an earlier week; a trend needs at least two weeks with an audit.")]
    )
    return {
        "head": gettext("Trends"),
        "told": told,
        "size": [WIDTH, HEIGHT],
        "marked": gettext("From the numbered weeks on, the audits are not quite comparable with those before:"),
        "marks": [[str(mark.number), f"{mark.day}: {mark.text}"] for mark in view.marks],
        "more_marks": parts.more(view.more_marks),
        "heads": list(view.heads),
        "families": [
            [title, [_series(one.name, plain(one.rows), plain(one.charts), parts) for one in family]]
            for title, family in view.families
        ],
        "mending": _mending(view, parts),
    }


def _series(name: str, rows: list[Data], charts: list[Data], parts: Parts) -> Data:
    captions = [parts.counted("%(n)s week", "%(n)s weeks", chart["weeks"]) for chart in charts]
    return {"name": name, "rows": rows, "charts": [list(pair) for pair in zip(captions, charts, strict=True)]}


def _mending(view: TrendsView, parts: Parts) -> Data | None:
    """How long failures stay; None where none did."""
    gettext = parts.gettext
    if view.mending is None:
        return None
    oldest = gettext("Oldest:")
    return {
        "head": gettext("How long failures stay"),
        "told": gettext(
            "From the audit that saw a failure first to the one that saw it pass, so it is exact only to the time "
            "between two audits. Recommendations are included; what is waived is not."
        ),
        "heads": [
            gettext("Severity"),
            gettext("Fixed within a year"),
            gettext("Median time to fix"),
            gettext("Still failing"),
        ],
        "rows": [
            [
                [row.name, f"{oldest} {row.oldest} – {row.place} – {row.requirement}" if row.place else ""],
                row.fixed,
                row.median,
                row.open,
            ]
            for row in view.mending.rows
        ],
        "unseen": view.mending.unseen,
    }
