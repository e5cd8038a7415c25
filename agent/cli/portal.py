"""Prints the verdicts on one portal: what is wrong first, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.padding import Padding
from rich.text import Text

from agent.cli.show import counts_line, out, outcome_text, safe
from agent.cli.tell import print_remedy, print_sections
from agent.texts import _
from checks.record import PortalRecord
from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict
from reports.i18n import Language
from reports.summary import worst_first
from reports.tls.observed import tell_tls
from reports.trust_label.observed import tell_label
from reports.wording import Wording

FINE = (Outcome.PASS, Outcome.NOT_APPLICABLE)


def print_portal(
    record: PortalRecord, verdicts: Sequence[Verdict], requirements: Mapping[str, Requirement], lang: Language
) -> None:
    """One portal in full: what is wrong and what to do, what TLS and the label show, then what is as it should be."""
    wrong = [verdict for verdict in verdicts if verdict.verdict not in FINE]
    fine = [verdict for verdict in verdicts if verdict.verdict in FINE]
    print_head(record.portal["url"], verdicts)
    for verdict in worst_first(wrong, requirements):
        print_verdict(verdict, requirements[verdict.requirement], lang)
        if verdict.verdict is Outcome.FAIL:
            remedy = requirements[verdict.requirement].remedy
            out.print(Padding(Text(_("What to do:"), style="italic"), (0, 0, 0, 3), expand=False))
            print_remedy(remedy.en if lang == "en" else remedy.vi)
    wording = Wording(lang)
    tls = tell_tls(record, verdicts, requirements, wording)
    print_sections((*tls.endpoints, *tls.certificates, *tell_label(record, verdicts, wording)))
    out.print()
    for verdict in worst_first(fine, requirements):
        out.print(_named(verdict, requirements[verdict.requirement], lang, style=""))
    print_hint(verdicts)


def print_verdicts(
    url: str, verdicts: Sequence[Verdict], requirements: Mapping[str, Requirement], lang: Language
) -> None:
    """Every verdict with its reason, failures first."""
    print_head(url, verdicts)
    for verdict in worst_first(verdicts, requirements):
        print_verdict(verdict, requirements[verdict.requirement], lang)
    print_hint(verdicts)


def print_head(url: str, verdicts: Sequence[Verdict]) -> None:
    """Which portal, and how many verdicts of each outcome."""
    out.print(Text(safe(url), style="bold"))
    out.print(counts_line(verdict.verdict.value for verdict in verdicts))


def print_verdict(verdict: Verdict, requirement: Requirement, lang: Language) -> None:
    """One verdict with its reason."""
    out.print()
    out.print(_named(verdict, requirement, lang, style="bold"))
    out.print(Padding(Text(safe(verdict.because[lang])), (0, 0, 0, 3), expand=False))


def print_hint(verdicts: Sequence[Verdict]) -> None:
    """Where to read more of the first requirement that fails."""
    failing = [verdict.requirement for verdict in verdicts if verdict.verdict is Outcome.FAIL]
    if failing:
        out.print()
        out.print(_("Law, reason and remedy: tuanthu policy show {id}").format(id=failing[0]))


def _named(verdict: Verdict, requirement: Requirement, lang: Language, style: str) -> Text:
    title = requirement.title.en if lang == "en" else requirement.title.vi
    line = outcome_text(verdict.verdict.value).append(f"  {title}", style=style)
    return line.append(f"  {verdict.requirement}", style="dim")
