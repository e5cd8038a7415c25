"""How an audit went: what came between, and what it did not reach, in words."""

from __future__ import annotations

from reports.model import AuditReport
from reports.wording import Wording

MOST_INTERRUPTIONS = 5
MOST_NAMES = 20
_DEADLINE = "deadline"


def course_notes(report: AuditReport, wording: Wording, names: int = MOST_NAMES) -> tuple[str, ...]:
    """What is to be said of an audit that did not go from its beginning to its end without a break: a sentence on what
    came between, and one that names what was not reached (at most so many `names`); none of one that did."""
    told = (_interrupted(report, wording), _missed(report, wording, names))
    return tuple(sentence for sentence in told if sentence)


def _interrupted(report: AuditReport, wording: Wording) -> str:
    gettext, ngettext = wording.gettext.gettext, wording.gettext.ngettext
    breaks = [each for each in report.interruptions if each["why"] != _DEADLINE]
    if not breaks:
        return ""
    told = [
        f"{wording.word('interruption', each['why'])} ({wording.observed(each['at'])})"
        for each in breaks[:MOST_INTERRUPTIONS]
    ]
    more = len(breaks) - len(told)
    if more:
        told.append(ngettext("%(n)s more time", "%(n)s more times", more) % {"n": wording.number(more)})
    return gettext("This audit did not go without a break: %(breaks)s.") % {"breaks": "; ".join(told)}


def _missed(report: AuditReport, wording: Wording, names: int) -> str:
    gettext = wording.gettext.gettext
    if not report.missed:
        return ""
    told = [wording.cut(name, 200) for name in report.missed[:names]]
    more = len(report.missed) - len(told)
    if more:
        told.append(wording.gettext.ngettext("and %(n)s more", "and %(n)s more", more) % {"n": wording.number(more)})
    return gettext("Not reached in time, and so not observed (%(count)s): %(names)s.") % {
        "count": wording.number(len(report.missed)),
        "names": ", ".join(told),
    }
