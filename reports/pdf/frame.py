"""What stands around the results in the PDF: what the audit was, the law, and how to read the report."""

from __future__ import annotations

from collections.abc import Container

from reports.course import course_notes
from reports.load import load_words
from reports.model import AuditReport
from reports.pdf.parts import Data, Parts, remedy
from reports.pdf.places import number_of
from reports.vantages import vantage_views
from reports.verdict_view import RequirementView
from reports.view import ReportView


def facts(report: AuditReport, parts: Parts) -> list[list[str]]:
    """(label, value) of what the audit was; the vantages stand in lines."""
    wording, gettext = parts.wording, parts.gettext
    yes, no = gettext("yes"), gettext("no")
    vantage = report.vantage
    tool = wording.cut(f"{vantage.get('tool', '')} {vantage.get('version', '')}".strip(), 80)
    told = [
        f"{one.name} (IPv4: {yes if one.ipv4 else no}, IPv6: {yes if one.ipv6 else no})"
        for one in vantage_views(report, wording)
    ]
    return [
        [gettext("Law as of"), wording.day(report.law_date)],
        [gettext("Profile"), wording.cut(report.profile, 80)],
        [gettext("Audit"), wording.cut(report.audit_id, 80)],
        [gettext("Time (Asia/Ho_Chi_Minh)"), wording.span(report.started, report.finished)],
        [gettext("Vantage") if len(told) == 1 else gettext("Vantages"), "\n".join(told)],
        [gettext("Tool"), tool],
    ]


def notices(report: AuditReport, parts: Parts) -> list[list[str]]:
    """(outcome whose colour it has, what is to be known first, the rest)."""
    gettext, found = parts.gettext, []
    if not report.complete:
        found.append(
            [
                "fail",
                gettext("This audit is incomplete."),
                gettext(
                    "It ended before every portal was looked at; what was not looked at is unknown, and the "
                    "numbers are of what there is."
                ),
            ]
        )
    found += [["unknown", gettext("How the audit went."), note] for note in course_notes(report, parts.wording)]
    if not report.vantage.get("ipv6"):
        found.append(
            [
                "unknown",
                gettext("The vantage had no IPv6."),
                gettext("What needs IPv6 could not be observed and is unknown; no portal is failed for it."),
            ]
        )
    elif without := ", ".join(one.name for one in vantage_views(report, parts.wording) if not one.ipv6):
        found.append(
            [
                "unknown",
                gettext("Not every vantage had IPv6."),
                gettext("What needs IPv6 was not seen from: %(names)s.") % {"names": without},
            ]
        )
    return found


def law(report: AuditReport, view: ReportView, failed: Container[str], parts: Parts) -> Data:
    """Each requirement with its law on the date of law; remedies only of those in `failed`."""
    gettext = parts.gettext
    return {
        "head": gettext("Legal bases"),
        "told": gettext("What each requirement rests on, as the law stood on %(day)s.")
        % {"day": parts.wording.day(report.law_date)},
        "basis": gettext("Legal basis:"),
        "mend": gettext("How to fix it"),
        "none": gettext("none"),
        "items": [
            {
                "anchor": asked.anchor,
                "id": asked.id,
                "title": f"{number_of(asked)}. {asked.title}",
                "tags": " · ".join(
                    (
                        asked.force,
                        _severity(report, asked, parts),
                        f"{gettext('In force:')} {asked.force_from}",
                        *((f"{gettext('Deadline:')} {asked.deadline}",) if asked.deadline else ()),
                    )
                ),
                "citations": [[one.text, one.flag] for one in asked.citations],
                "why": asked.why if asked.id in failed else "",
                "remedy": remedy(asked.remedy) if asked.id in failed else [],
            }
            for asked in view.requirements
        ],
    }


def _severity(report: AuditReport, asked: RequirementView, parts: Parts) -> str:
    severity = report.requirements[asked.id].severity
    return f"{parts.gettext('Severity:')} {parts.word('severity', severity).lower()}"


def reading(report: AuditReport, parts: Parts) -> Data:
    """How to read the report, how the audit was made, and the load that it caused."""
    gettext, load = parts.gettext, load_words(report.caused_load, parts.wording)
    caused = "; ".join(f"{name}: {parts.number(count)}" for name, count in load)
    word = parts.word
    return {
        "head": gettext("How to read this report"),
        "outcomes": [
            ["pass", word("outcome", "pass"), gettext("The requirement is met by what was observed.")],
            [
                "fail",
                word("outcome", "fail"),
                gettext("What was observed breaks the requirement. The reason and the remedy are given."),
            ],
            [
                "unknown",
                word("outcome", "unknown"),
                gettext(
                    "Something that decides the verdict could not be observed, or a document is missing. It is "
                    "neither good nor bad news: the report says what is needed to know."
                ),
            ],
            [
                "waived",
                word("outcome", "waived"),
                gettext("The requirement is not met, and a document excuses it until a date."),
            ],
            [
                "not_applicable",
                word("outcome", "not_applicable"),
                gettext("The requirement does not concern this portal. It is in no percentage."),
            ],
        ],
        "method": gettext("Method"),
        "points": [
            gettext(
                "Only portals that a written authorisation covers were contacted, by ordinary requests: DNS "
                "questions, TLS greetings and reading the home page."
            ),
            gettext(
                "Only requirements in force on the date of law were judged. A recommendation has no legal force "
                "and is never called a violation."
            ),
            gettext("Silence is not a failure: a time-out, a block or an error of this tool makes a verdict unknown."),
            gettext("Claims in an agency's favour count only with a document."),
            gettext(
                "A legal basis marked “according to a secondary source” was read in an account of the instrument, "
                "not in the instrument itself; compare it with the official text before relying on it."
            ),
            gettext(
                "The facts that the verdicts rest on stand in the HTML report and in the JSON of this audit, each "
                "with the SHA-256 of its value as canonical JSON and the time it was observed, so that anyone can "
                "judge the stored observations again without a network (tuanthu judge)."
            ),
            gettext(
                "In texts taken from portals, signs that could mislead the eye are written out, as in [U+202E], "
                "and long texts are cut with the number of characters left out."
            ),
        ],
        "load": f"{gettext('Load caused by this audit:')} {caused}." if caused else "",
    }
