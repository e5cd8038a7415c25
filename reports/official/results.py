"""Section II: what was found, over all, by subject and by layer. What binds and what is recommended is told apart."""

from __future__ import annotations

from collections import defaultdict

from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict
from reports import layers, summary
from reports.model import AuditReport
from reports.official.shape import (
    AskedRow,
    Bar,
    BarPart,
    LayerResult,
    LayerRow,
    Section,
    StandingRow,
    SubjectResult,
    Table,
    table_of,
)
from reports.summary import Standing, Tally, tally
from reports.templating import segments
from reports.verdict_view import said
from reports.wording import Wording

TOLD = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED)
"""The outcomes of verdicts that apply, in the order in which the document tells them."""
LETTERS = "abcdđeg"
"""By which points are numbered in a document in Vietnamese."""


def overall(report: AuditReport, wording: Wording) -> Section:
    """What there is in all, of requirements that bind and of recommendations."""
    gettext = wording.gettext.gettext
    told = [
        _shares(gettext("Mandatory requirements, all subjects"), _of(report, mandatory=True), wording),
        gettext("A portal or system is compliant when no mandatory requirement fails and none is unknown."),
    ]
    advised = _of(report, mandatory=False)
    if advised.applicable:
        told.insert(1, _advised(advised, wording))
    return Section("II. " + gettext("Results").upper(), tuple(told))


def standings_table(report: AuditReport, wording: Wording) -> Table[StandingRow]:
    """Portals and systems by where they stand with the mandatory requirements."""
    gettext = wording.gettext.gettext
    portals = [summary.standing(one.verdicts, report.requirements) for one in report.portals]
    systems = [summary.standing(one.verdicts, report.requirements) for one in report.systems]
    rows = [
        StandingRow(
            wording.word("standing", kind), wording.number(portals.count(kind)), wording.number(systems.count(kind))
        )
        for kind in (Standing.COMPLIANT, Standing.FAILING, Standing.UNDETERMINED)
    ]
    total = StandingRow(gettext("All together"), wording.number(len(portals)), wording.number(len(systems)))
    heads = (gettext("Conclusion"), gettext("Number of portals"), gettext("Number of systems"))
    return table_of(StandingRow, heads, (*rows, total))


def subject_results(report: AuditReport, wording: Wording) -> tuple[SubjectResult, ...]:
    """One for each subject that was judged, in the order of the law's reports."""
    found: dict[str, dict[str, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
    for _, verdict in report.counted():
        found[report.requirements[verdict.requirement].subject][verdict.requirement].append(verdict)
    return tuple(
        _subject(number, subject, found[subject], report, wording)
        for number, subject in enumerate(name for name in summary.SUBJECTS if name in found)
    )


def layer_results(report: AuditReport, wording: Wording) -> tuple[LayerResult, ...]:
    """One for each layer that was judged."""
    found: dict[int, list[Verdict]] = defaultdict(list)
    for _, verdict in report.counted():
        if report.requirements[verdict.requirement].force == "mandatory":
            found[verdict.layer].append(verdict)
    return tuple(
        LayerResult(
            wording.word("layer", str(layer)),
            _shares(
                wording.gettext.gettext("Requirements that this layer has to see to"), tally(found[layer]), wording
            ),
            _bar(wording.word("layer", str(layer)), tally(found[layer]), wording),
        )
        for layer in summary.LAYERS
        if layer in found
    )


def layers_table(report: AuditReport, wording: Wording) -> Table[LayerRow]:
    """How many information systems have each layer, an approved level and a deployed plan, by their documents."""
    gettext = wording.gettext.gettext
    counts = layers.province(layers.system_layers(report))
    named = [(wording.word("layer", str(layer)), counts.layers[layer]) for layer in summary.LAYERS]
    named += [(gettext("Level approved"), counts.approved), (gettext("Plan deployed"), counts.deployed)]
    return table_of(
        LayerRow,
        (gettext("By the documents of the systems"), *(wording.word("outcome", outcome) for outcome in TOLD)),
        tuple(LayerRow(name, *(wording.number(count[outcome]) for outcome in TOLD)) for name, count in named),
    )


def _subject(
    number: int, subject: str, found: dict[str, list[Verdict]], report: AuditReport, wording: Wording
) -> SubjectResult:
    gettext = wording.gettext.gettext
    asked = sorted((report.requirements[name] for name in found), key=binding_first)
    binding = tally(verdict for item in asked if item.force == "mandatory" for verdict in found[item.id])
    advised = tally(verdict for item in asked if item.force != "mandatory" for verdict in found[item.id])
    name = wording.word("subject", subject)
    sentences = [_shares(gettext("Mandatory requirements"), binding, wording)]
    if advised.applicable:
        sentences.append(_advised(advised, wording))
    outcomes = (*TOLD, Outcome.NOT_APPLICABLE)
    rows = tuple(_asked(place, item, tally(found[item.id]), wording) for place, item in enumerate(asked, 1))
    heads = (
        gettext("No."),
        gettext("Requirement"),
        gettext("Force"),
        *(wording.word("outcome", outcome) for outcome in outcomes),
    )
    table = table_of(AskedRow, heads, rows)
    return SubjectResult(f"{LETTERS[number]}) {name}", tuple(sentences), _bar(name, binding, wording), table)


def binding_first(item: Requirement) -> tuple[bool, int, str]:
    """Sorts what binds before what is recommended, the heaviest first."""
    return item.force != "mandatory", item.severity.rank, item.id


def _asked(number: int, item: Requirement, counts: Tally, wording: Wording) -> AskedRow:
    passed, failed, unknown, waived = (wording.number(counts[outcome]) for outcome in TOLD)
    return AskedRow(
        number=str(number),
        title=said(item.title, wording),
        force=wording.word("force", item.force),
        passed=passed,
        failed=failed,
        unknown=unknown,
        waived=waived,
        not_applicable=wording.number(counts[Outcome.NOT_APPLICABLE]),
    )


def _of(report: AuditReport, *, mandatory: bool) -> Tally:
    return tally(
        verdict
        for _, verdict in report.counted()
        if (report.requirements[verdict.requirement].force == "mandatory") is mandatory
    )


def _shares(about: str, counts: Tally, wording: Wording) -> str:
    """One sentence: how many of the verdicts that apply are what."""
    gettext = wording.gettext.gettext
    if not counts.applicable:
        return gettext("%(about)s: none applies.") % {"about": about}
    listed = "; ".join(_counted(outcome, counts, wording) for outcome in TOLD if counts[outcome])
    total = wording.gettext.ngettext(
        "%(about)s: of %(n)s verdict that applies, %(listed)s.",
        "%(about)s: of %(n)s verdicts that apply, %(listed)s.",
        counts.applicable,
    )
    return total % {"about": about, "n": wording.number(counts.applicable), "listed": listed}


def _counted(outcome: Outcome, counts: Tally, wording: Wording) -> str:
    name = wording.word("outcome", outcome).lower()
    return f"{name} {wording.number(counts[outcome])} ({counts.share(outcome)}%)"


def _advised(counts: Tally, wording: Wording) -> str:
    return wording.gettext.gettext(
        "Recommendations: of %(n)s verdicts that apply, %(met)s followed, %(unmet)s not followed, %(rest)s neither "
        "known nor settled. A recommendation that is not followed is not counted as a breach of duty."
    ) % {
        "n": wording.number(counts.applicable),
        "met": wording.number(counts[Outcome.PASS]),
        "unmet": wording.number(counts[Outcome.FAIL]),
        "rest": wording.number(counts[Outcome.UNKNOWN] + counts[Outcome.WAIVED]),
    }


def _bar(about: str, counts: Tally, wording: Wording) -> Bar:
    parts = tuple(
        BarPart(outcome, wording.word("outcome", outcome), wording.number(counts[outcome]), start, width)
        for outcome, start, width in segments(counts)
    )
    return Bar(parts, f"{about}. {_shares(wording.gettext.gettext('Mandatory requirements'), counts, wording)}")
