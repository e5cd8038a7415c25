"""`tuanthu recheck`: some portals of an inventory, looked at again now, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from agent.auditing.conduct import Why, Wishes, conduct
from agent.auditing.plan import Plan
from agent.auditing.stopping import StopSwitch
from agent.cli.audit import INTERRUPTED, progress_bar, stopping
from agent.cli.options import (
    EXACT,
    checks_option,
    database_option,
    database_url,
    examples,
    exit_status,
    fail_on_option,
    folder_option,
    json_option,
    lang_option,
    network_options,
    profile_option,
    quiet_option,
    tls_option,
)
from agent.cli.settings import settings_from
from agent.cli.show import err, out, outcome_text, print_json, safe
from agent.errors import EXIT_OURS, InputError
from agent.inventory import load_inventory
from agent.journal import Journal
from agent.output import ensure_writable
from agent.profiles import read_profile
from agent.rechecking import Choice
from agent.store import Audit, Store
from agent.store.audit import Kind
from agent.texts import _
from checks.facts import Tier
from policies.changes import Key
from policies.verdict import Outcome, Verdict
from reports.i18n import Language
from reports.wording import ZONE


@dataclass(frozen=True, slots=True)
class Result:
    """What was concluded of one requirement at one place (a URL or the key of a system) before (None: nothing), and is
    concluded now."""

    place: str
    before: Outcome | None
    verdict: Verdict

    @property
    def tells(self) -> bool:
        """Whether it failed, fails, or changed."""
        return Outcome.FAIL in (self.before, self.verdict.verdict) or self.before not in (None, self.verdict.verdict)


@click.command(
    "recheck",
    help=_(
        "Look again, now, at some portals of INVENTORY: those of --portal and --agency, only what --requirement rests"
        " on, with --failing only what is known to fail. Findings are closed and opened by what is seen; the week's"
        " audit and its course stay as they are."
    ),
    epilog=examples(
        "recheck province.yaml --portal https://portal.example.test/",
        "recheck province.yaml --agency stc --failing",
        "recheck province.yaml --requirement tls.version.legacy --failing --json",
    ),
)
@click.argument("inventory_file", metavar="INVENTORY", type=click.Path(path_type=Path))
@click.option("--portal", "portals", multiple=True, metavar="URL", help=_("This portal; may be given again."))
@click.option(
    "--agency", "agencies", multiple=True, metavar="ID", help=_("The portals of this agency and of those below it.")
)
@click.option(
    "--requirement", "requirements", multiple=True, metavar="ID", help=_("Only what this requirement rests on.")
)
@click.option("--failing", is_flag=True, help=_("Only what is known to fail."))
@folder_option
@checks_option
@tls_option
@profile_option
@network_options
@database_option
@fail_on_option
@lang_option
@json_option
@quiet_option
def command(
    inventory_file: Path,
    portals: tuple[str, ...],
    agencies: tuple[str, ...],
    requirements: tuple[str, ...],
    failing: bool,
    folder: Path,
    checks: tuple[str, ...],
    tier: Tier | None,
    profile: str,
    resolver: str | None,
    ca_file: Path | None,
    trust_anchors: Path | None,
    timeout: float | None,
    db: str | None,
    fail_on: str | None,
    lang: Language,
    as_json: bool,
    quiet: bool,
) -> int:
    if not (portals or agencies or requirements or failing):
        raise InputError(_("say what to look at again: --portal, --agency, --requirement or --failing"))
    choice = Choice(portals, agencies, requirements, failing)
    asked = read_profile(profile)
    inventory = load_inventory(inventory_file)
    ensure_writable(folder)
    plan = Plan(inventory, asked, choice.checks(asked, checks), datetime.now(ZONE).date(), tier or EXACT)
    plan.papers.open()
    settings = settings_from(inventory, resolver, ca_file, timeout, trust_anchors)
    with Store(database_url(db, folder)) as store:
        plan = replace(plan, only=frozenset(choice.subjects(plan, store.findings())))
        before = store.last_verdicts(inventory.province.name, plan.subjects, plan.checks)
        Journal(store.database).write("recheck.ask", {"subjects": plan.subjects, "requirements": list(requirements)})
        wishes = Wishes(stop_switch=StopSwitch(store.database))
        with stopping() as stop, progress_bar(quiet or as_json) as tell:
            conducted = conduct(store, plan, settings, wishes, kind=Kind.RECHECK, stop=stop, tell=tell)
        results = _results(store, conducted.audit, before, requirements)
    if as_json:
        print_json(_document(conducted.audit, results, lang))
    else:
        _print(results)
    if conducted.left:
        err.print(_("{left} portals or systems were not looked at again").format(left=conducted.left))
        return INTERRUPTED if conducted.why in (Why.STOPPED, Why.HALTED) else EXIT_OURS
    return exit_status((result.verdict for result in results), fail_on)


def _results(store: Store, audit: Audit, before: Mapping[Key, Outcome], requirements: Sequence[str]) -> list[Result]:
    """What is concluded now of the requirements asked for (of all, where none is), beside what was before."""
    judged = {record.portal["url"]: verdicts for record, verdicts in store.systems(audit.id)}
    judged |= store.verdicts(audit.id)
    return [
        Result(place, before.get((place, verdict.requirement)), verdict)
        for place, verdicts in judged.items()
        for verdict in verdicts
        if not requirements or verdict.requirement in requirements
    ]


def _document(audit: Audit, results: Sequence[Result], lang: Language) -> dict[str, object]:
    return {
        "audit": audit.id,
        "complete": audit.complete,
        "results": [
            {
                "portal": result.place,
                "requirement": result.verdict.requirement,
                "before": result.before.value if result.before else None,
                "after": result.verdict.verdict.value,
                "because": result.verdict.because[lang],
            }
            for result in results
        ],
    }


def _print(results: Sequence[Result]) -> None:
    """What failed, fails or changed, before → after."""
    table = Table(_("Portal"), _("Requirement"), _("Before"), _("Now"), box=None)
    telling = [result for result in results if result.tells]
    for result in telling:
        before = outcome_text(result.before.value) if result.before else Text("–")
        now = outcome_text(result.verdict.verdict.value)
        table.add_row(safe(result.place), result.verdict.requirement, before, now)
    if telling:
        out.print(table)
    else:
        out.print(_("Nothing failed and nothing fails."))
