"""The outcome of an audit on a terminal: enough to know what to do next, the rest is in the report."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from agent.cli.show import COLOURS, SIGNS, out, outcome_word, safe
from agent.texts import _
from reports.course import course_notes
from reports.i18n import Language
from reports.layers import LayerCounts, by_owner, province, system_layers
from reports.model import AuditReport
from reports.summary import LAYERS, Standing, Tally, by_layer, by_subject, first_things, shared_certificates, standings
from reports.systems import contradictions
from reports.vantages import answers_text, differing, vantages_of
from reports.wording import ZONE, Wording

MOST_SHARED = 5
MOST_DIFFERING = 10
MOST_OWNERS = 10
STATES = ("pass", "fail", "unknown", "waived")
"""The outcomes that the table of the four layers counts."""
SUBJECTS = {
    "ipv6": "IPv6",
    "dns": "DNS",
    "tls": "TLS",
    "web": "Web",
    "exposure": _("Exposed ports"),
    "trust_label": _("Trust label"),
    "security_plan": _("Security plan"),
}


def print_summary(report: AuditReport, lang: Language) -> None:
    """Province, numbers per subject and layer, and what to do first."""
    started = report.started.astimezone(ZONE)
    out.print(Text(safe(report.province), style="bold"), end="")
    out.print(
        "  "
        + _("audit {id}, {when}, by the law of {law_date}").format(
            id=report.audit_id, when=f"{started:%d/%m/%Y %H:%M}", law_date=f"{report.law_date:%d/%m/%Y}"
        )
    )
    if not report.complete:
        out.print(Text(_("This audit is incomplete: not every portal was looked at."), style="yellow"))
    for note in course_notes(report, Wording(lang)):
        out.print(Text(note, style="yellow"), soft_wrap=True)
    _print_vantages(report)
    standing = standings(report)
    out.print(
        _("{portals} portals: {compliant} compliant, {failing} failing, {undetermined} undetermined").format(
            portals=len(report.portals),
            compliant=standing[Standing.COMPLIANT],
            failing=standing[Standing.FAILING],
            undetermined=standing[Standing.UNDETERMINED],
        )
    )
    out.print()
    out.print(_numbers(report))
    _print_layers(report)
    _print_first_things(report, lang)
    _print_differing(report, lang)
    _print_shared_certificates(report, lang)
    if report.previous_audit:
        kinds = [str(change.kind) for change in report.changes]
        out.print()
        out.print(
            _(
                "Since {previous}: {new} new, {reopened} reopened, {fixed} fixed, {persisting} persisting, "
                "{unseen} not re-observed"
            ).format(
                previous=report.previous_audit,
                unseen=kinds.count("not_reobserved"),
                **{kind: kinds.count(kind) for kind in ("new", "reopened", "fixed", "persisting")},
            )
        )
    out.print()


def _print_vantages(report: AuditReport) -> None:
    several = vantages_of(report.vantage)
    if not report.vantage["ipv6"]:
        out.print(Text(_("No working IPv6 here: IPv6 requirements are unknown."), style="yellow"))
    if len(several) > 1:
        named = [
            f"{safe(str(one['name']), 80)} ({', '.join(kind for kind in ('IPv4', 'IPv6') if one.get(kind.lower()))})"
            for one in several
        ]
        out.print(_("Vantages: {names}").format(names=" · ".join(named)), markup=False)


def _print_layers(report: AuditReport) -> None:
    """The four layers of the information systems: all of them, then by the agencies that own the most."""
    if not report.systems:
        return
    states = system_layers(report)
    owners = sorted(by_owner(states).items(), key=lambda item: (-item[1].systems, item[0] or ""))
    names = {agency.id: agency.name for agency in report.agencies}
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column(_("Systems"), justify="right")
    for head in (*(_("Layer {number}").format(number=layer) for layer in LAYERS), _("Level"), _("Plan")):
        table.add_column(head)
    _add_row(table, _("All systems"), province(states))
    for name, counts in owners[:MOST_OWNERS]:
        _add_row(table, names.get(name or "", name or _("no listed agency")), counts)
    out.print()
    signs = "  ".join(f"{SIGNS[state]} {outcome_word(state)}" for state in STATES)
    out.print(Text(_("The four layers of the information systems"), style="bold"), Text(f" ({signs})"))
    out.print(table)
    if len(owners) > MOST_OWNERS:
        out.print(f"  … +{len(owners) - MOST_OWNERS}")
    found = sum(len(listed) for listed in contradictions(report).values())
    told = _("Contradictions between paper and scan: {count}").format(count=found)
    out.print(Text(told, style="bold red" if found else ""))


def _add_row(table: Table, name: str, counts: LayerCounts) -> None:
    tallies = (*counts.layers.values(), counts.approved, counts.deployed)
    table.add_row(safe(name, 60), str(counts.systems), *(_told(tally) for tally in tallies))


def _told(tally: Tally) -> Text:
    """The counts of a cell with their signs ("✓ 12 ✗ 3"), a dash where nothing was judged."""
    found = [Text(f"{SIGNS[state]} {tally[state]}", style=COLOURS[state]) for state in STATES if tally[state]]
    return Text(" ").join(found) if found else Text("–", style="dim")


def _print_differing(report: AuditReport, lang: Language) -> None:
    found = differing(report)
    if not found:
        return
    out.print()
    out.print(Text(_("Portals that did not answer every vantage alike"), style="bold"))
    wording = Wording(lang)
    for result in found[:MOST_DIFFERING]:
        out.print(Text(f"  {safe(result.url)}  {safe(answers_text(result.record, wording))}"))
    if len(found) > MOST_DIFFERING:
        out.print(f"  … +{len(found) - MOST_DIFFERING}")


def _print_shared_certificates(report: AuditReport, lang: Language) -> None:
    shared = shared_certificates(report)
    if not shared:
        return
    out.print()
    out.print(Text(_("Certificates that several agencies share"), style="bold"))
    for certificate in shared[:MOST_SHARED]:
        left = "" if certificate.days_left is None else f", {Wording(lang).days_left(certificate.days_left)}"
        told = _("{agencies} agencies, {portals} portals").format(
            agencies=len(certificate.agencies), portals=len(certificate.portals)
        )
        out.print(Text(f"  {safe(certificate.subject, 80)} ({certificate.sha256[:16]}…{left}): {told}"))
    if len(shared) > MOST_SHARED:
        out.print(f"  … +{len(shared) - MOST_SHARED}")


def _numbers(report: AuditReport) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for outcome, sign in SIGNS.items():
        table.add_column(f"{sign} {outcome_word(outcome)}", justify="right")
    rows: list[tuple[str, Tally]] = [(SUBJECTS[name], tally) for name, tally in by_subject(report).items()]
    rows += [(_("Layer {number}").format(number=layer), tally) for layer, tally in by_layer(report).items()]
    for name, tally in rows:
        table.add_row(name, *(str(tally[outcome]) for outcome in SIGNS))
    return table


def _print_first_things(report: AuditReport, lang: Language) -> None:
    things = first_things(report)
    if not things:
        return
    out.print()
    out.print(Text(_("To do first"), style="bold"))
    for number, thing in enumerate(things, 1):
        title = report.requirements[thing.requirement].title
        count = Wording(lang).places(len(thing.portals), len(thing.systems))
        out.print(f"  {number}. {title.en if lang == 'en' else title.vi} ({count}, {thing.requirement})")
