"""Section V: what is proposed. Days are of the law where it names one, else proposals by the weight of the failure."""

from __future__ import annotations

from datetime import date, timedelta

from policies.verdict import Outcome, Severity
from reports import summary
from reports.model import AuditReport
from reports.official.shape import Section
from reports.ranking import rules
from reports.summary import Priority
from reports.verdict_view import said
from reports.wording import ZONE, Wording


def proposals(report: AuditReport, wording: Wording) -> Section:
    """What to mend first, what is needed to know more, and what is waived only for a time."""
    gettext = wording.gettext.gettext
    told = [_mend(item, report, wording) for item in summary.first_things(report)]
    told += _find_out(report, wording)
    waived = sum(verdict.verdict is Outcome.WAIVED for _, verdict in report.counted())
    if waived:
        said_once = wording.gettext.ngettext(
            "Before its term ends, put in order what is waived until a date (%(n)s verdict).",
            "Before their terms end, put in order what is waived until a date (%(n)s verdicts).",
            waived,
        )
        told.append(said_once % {"n": wording.number(waived)})
    title = "V. " + gettext("Proposals").upper()
    if not told:
        return Section(title, (gettext("No requirement fails, and nothing is unknown: there is nothing to propose."),))
    return Section(title, tuple(f"{number}. {text}" for number, text in enumerate(told, 1)))


def proposed_day(severity: Severity, report: AuditReport) -> date:
    """By when a failure should be mended, counted from the end of the audit; proposed, no law names it."""
    return report.finished.astimezone(ZONE).date() + timedelta(days=rules().mend_within_days[severity])


def _mend(item: Priority, report: AuditReport, wording: Wording) -> str:
    gettext = wording.gettext.gettext
    asked = report.requirements[item.requirement]
    fields = {
        "title": said(asked.title, wording),
        "severity": wording.word("severity", item.severity).lower(),
        "places": wording.places(len(item.portals), len(item.systems)),
        "day": wording.day(proposed_day(item.severity, report)),
        "deadline": wording.day(asked.deadline) if asked.deadline else "",
    }
    if asked.force != "mandatory":
        return gettext("It is recommended to see to “%(title)s” (severity: %(severity)s) at %(places)s.") % fields
    if asked.deadline:
        return (
            gettext(
                "Mend “%(title)s” (severity: %(severity)s) at %(places)s without delay: its deadline, %(deadline)s, "
                "has passed; it is proposed to be done by %(day)s."
            )
            % fields
        )
    return (
        gettext("Mend “%(title)s” (severity: %(severity)s) at %(places)s; it is proposed to be done by %(day)s.")
        % fields
    )


def _find_out(report: AuditReport, wording: Wording) -> list[str]:
    """What the unknowns ask for: documents, or another look."""
    ngettext = wording.gettext.ngettext
    unknown = [verdict for _, verdict in report.counted() if verdict.verdict is Outcome.UNKNOWN]
    papers = sum("needs_document" in verdict.reasons for verdict in unknown)
    unseen = len(unknown) - papers
    told = []
    if papers:
        text = ngettext(
            "Owners and operators supply the documents (number, date, issuing body, file) without which %(n)s verdict "
            "is unknown.",
            "Owners and operators supply the documents (number, date, issuing body, file) without which %(n)s verdicts "
            "are unknown.",
            papers,
        )
        told.append(text % {"n": wording.number(papers)})
    if unseen:
        text = ngettext(
            "The agencies concerned help to look again at what could not be observed (%(n)s verdict is unknown).",
            "The agencies concerned help to look again at what could not be observed (%(n)s verdicts are unknown).",
            unseen,
        )
        told.append(text % {"n": wording.number(unseen)})
    return told
