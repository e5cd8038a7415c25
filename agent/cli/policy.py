"""`tuanthu policy`: what is required, by which law, and is the catalogue sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from agent.cli.options import examples, json_option, lang_option, law_date_option, profile_option
from agent.cli.show import out, print_json
from agent.errors import InputError
from agent.profiles import read_profile
from agent.texts import _
from policies.catalogue import load_catalogue
from policies.requirement import Requirement
from policies.requirement import Text as Words
from policies.words import day_text
from reports.i18n import Language
from reports.wording import Wording


@click.group(
    "policy",
    help=_("List, show and check requirements."),
    epilog=examples("policy list", "policy show tls.version.legacy"),
)
def command() -> None:
    """The group of policy commands."""


@command.command("list", epilog=examples("policy list", "policy list --profile vn-2026 --json"))
@profile_option
@law_date_option
@lang_option
@json_option
def list_(profile: str, law_date: date | None, lang: Language, as_json: bool) -> None:
    requirements = [
        requirement
        for requirement in read_profile(profile).requirements
        if law_date is None or requirement.in_force(law_date)
    ]
    if as_json:
        print_json([requirement.model_dump(mode="json") for requirement in requirements])
        return
    table = Table(box=None, pad_edge=False)
    for heading in (_("Requirement"), _("Force"), _("Severity"), _("Layer"), _("Title")):
        table.add_column(heading, overflow="fold")
    for requirement in requirements:
        table.add_row(
            requirement.id,
            _force(requirement),
            _severity(requirement, lang),
            str(requirement.layer),
            Text(_in(requirement.title, lang)),
        )
    out.print(table)


@command.command("show", epilog=examples("policy show tls.version.legacy"))
@click.argument("requirement_id", metavar="ID")
@lang_option
@json_option
def show(requirement_id: str, lang: Language, as_json: bool) -> None:
    requirements = load_catalogue().requirements
    if requirement_id not in requirements:
        raise InputError(
            _("there is no requirement {id}; 'tuanthu policy list' names them all").format(id=requirement_id)
        )
    requirement = requirements[requirement_id]
    if as_json:
        print_json(requirement.model_dump(mode="json"))
        return
    out.print(Text(f"{requirement.id} · {_in(requirement.title, lang)}", style="bold"))
    layer = _("Layer {number}").format(number=requirement.layer)
    out.print(f"{_force(requirement)} · {_severity(requirement, lang)} · {layer}")
    for citation in requirement.citation:
        sure = Wording(lang).word("confirmation", citation.confirmation)
        told = ", ".join(filter(None, (sure, _period(citation.since, citation.until))))
        out.print(f"{citation.instrument}, {citation.clause} ({told})")
    out.print(_("in force {period}").format(period=_period(requirement.effective_from, requirement.effective_to)))
    if requirement.deadline is not None:
        out.print(_("to be done by {day}").format(day=day_text(requirement.deadline)))
    for heading, words in ((_("Why"), requirement.why), (_("Remedy"), requirement.remedy)):
        out.print()
        out.print(Text(heading, style="bold"))
        out.print(_in(words, lang))
    out.print()
    out.print(Text(requirement.requires, style="dim"))


@command.command("check", epilog=examples("policy check", "policy check my-catalogue/"))
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@lang_option
def check(folder: Path | None, lang: str) -> None:
    out.print(_("{count} requirements, all sound").format(count=len(load_catalogue(folder).requirements)))


list_.help = _("The requirements of a profile.")
show.help = _("One requirement: law, reason, remedy, predicate.")
check.help = _("Check the catalogue that is shipped, or one in a folder.")


def _period(since: date | None, until: date | None) -> str:
    """From when to when, as far as there is a bound."""
    bounds = {"since": day_text(since) if since else "", "until": day_text(until) if until else ""}
    if since and until:
        return _("from {since} to {until}").format(**bounds)
    return _("from {since}").format(**bounds) if since else _("to {until}").format(**bounds) if until else ""


def _in(words: Words, lang: str) -> str:
    return words.en if lang == "en" else words.vi


def _force(requirement: Requirement) -> str:
    return _("mandatory") if requirement.force == "mandatory" else _("recommended")


def _severity(requirement: Requirement, lang: Language) -> str:
    return Wording(lang).word("severity", requirement.severity).lower()
