"""The templates of `reports/templates` in one language, for every page that is made from them."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from policies.verdict import Outcome
from reports.i18n import Language
from reports.summary import WORST_FIRST, Tally
from reports.wording import Wording, visible


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
def environment(lang: Language) -> Environment:
    """Templates in one language. Whatever a template prints goes through `visible`, then through the escape."""
    wording = Wording(lang)
    made = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(wording.gettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        lang=lang,
        word=wording.word,
        number=wording.number,
        day=wording.day,
        span=wording.span,
        cut=wording.cut,
        segments=segments,
        outcomes=[outcome.value for outcome in WORST_FIRST],
    )
    return made
