"""`tuanthu check`: one portal, now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click
from pydantic_core import PydanticCustomError
from rich.text import Text

from agent.audit import Plan, directory_of, observe
from agent.cli.options import (
    checks_option,
    examples,
    exit_status,
    fail_on_option,
    json_option,
    lang_option,
    law_date_option,
    network_options,
    profile_option,
    quiet_option,
)
from agent.cli.settings import settings_from
from agent.cli.show import counts_line, out, outcome_text, print_json, safe
from agent.errors import InputError
from agent.inventory import Inventory, load_inventory
from agent.inventory.address import web_address
from agent.inventory.authorisation import ZONE
from agent.inventory.single import single_portal
from agent.network import open_network
from agent.profiles import read_profile
from agent.texts import _
from policies.judge import judge
from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict
from reports.document import portal_document
from reports.i18n import Language
from reports.summary import WORST_FIRST


@click.command(
    "check",
    help=_("Look at one portal now and judge it. It must be in an inventory or be authorised by a document."),
    epilog=examples(
        "check https://portal.example.test --inventory province.yaml",
        'check https://portal.example.test --authorised "12/VB-SKHCN" --json',
        "check https://portal.test:8443 --authorised lab --allow-network 127.0.0.0/8 --resolver 127.0.0.53:5300",
    ),
)
@click.argument("url")
@click.option("--inventory", "inventory_file", type=click.Path(path_type=Path), help=_("The inventory it is in."))
@click.option("--authorised", metavar="DOCUMENT", help=_("The document that allows looking at it."))
@click.option(
    "--allow-network", "networks", metavar="CIDR", multiple=True, help=_("Also contact this network (repeatable).")
)
@click.option("--http-port", type=click.IntRange(1, 65535), help=_("Where its plain HTTP is (default 80)."))
@click.option("--https-port", type=click.IntRange(1, 65535), help=_("Where its HTTPS is (default 443)."))
@checks_option
@profile_option
@law_date_option
@network_options
@fail_on_option
@lang_option
@json_option
@quiet_option
def command(
    url: str,
    inventory_file: Path | None,
    authorised: str | None,
    networks: tuple[str, ...],
    http_port: int | None,
    https_port: int | None,
    checks: tuple[str, ...],
    profile: str,
    law_date: date | None,
    resolver: str | None,
    ca_file: Path | None,
    timeout: float | None,
    fail_on: str | None,
    lang: Language,
    as_json: bool,
    quiet: bool,
) -> int:
    requirements = read_profile(profile)
    inventory = _inventory(url, inventory_file, authorised, networks, http_port, https_port)
    portal = next((portal for portal in inventory.portals if portal.url == _normal(url)), None)
    if portal is None:
        raise InputError(
            _(
                "{url} is not in {file}; add it there, or name the document that allows the look with --authorised"
            ).format(url=url, file=inventory_file)
        )
    plan = Plan(inventory, requirements, checks, law_date or datetime.now(ZONE).date())
    settings = settings_from(inventory if inventory_file else None, resolver, ca_file, timeout, networks)
    record = observe(plan, portal, open_network(settings, portal.host), directory_of(inventory))
    verdicts = judge(record, requirements, plan.law_date, plan.waivers)
    if as_json:
        print_json(portal_document(record, verdicts, lang))
    else:
        print_verdicts(portal.url, verdicts, {found.id: found for found in requirements.requirements}, lang)
    return exit_status(verdicts, fail_on)


def _inventory(
    url: str,
    file: Path | None,
    authorised: str | None,
    networks: Sequence[str],
    http_port: int | None,
    https_port: int | None,
) -> Inventory:
    """The inventory given, or one of this portal alone under the document named."""
    if file is not None and (authorised or networks or http_port or https_port):
        raise InputError(
            _(
                "--inventory says all about its portals; leave it out, or leave out "
                "--authorised, --allow-network, --http-port and --https-port"
            )
        )
    if authorised:
        return single_portal(url, authorised, networks, http_port, https_port)
    if file is None:
        raise InputError(
            _("nothing allows contacting {url}: name the document with --authorised, or its --inventory").format(
                url=url
            )
        )
    return load_inventory(file)


def _normal(url: str) -> str:
    try:
        return str(web_address(url))
    except PydanticCustomError:
        return url


def print_verdicts(url: str, verdicts: Sequence[Verdict], requirements: dict[str, Requirement], lang: Language) -> None:
    """Every verdict with its reason, failures first."""
    out.print(Text(safe(url), style="bold"))
    out.print(counts_line(verdict.verdict.value for verdict in verdicts))
    for outcome in WORST_FIRST:
        for verdict in verdicts:
            if verdict.verdict is outcome:
                title = requirements[verdict.requirement].title
                out.print()
                line = outcome_text(outcome.value).append(f"  {title.en if lang == 'en' else title.vi}", style="bold")
                out.print(line.append(f"  {verdict.requirement}", style="dim"))
                out.print(Text(f"   {safe(verdict.because[lang])}"))
    failing = [verdict.requirement for verdict in verdicts if verdict.verdict is Outcome.FAIL]
    if failing:
        out.print()
        out.print(_("Law, reason and remedy: tuanthu policy show {id}").format(id=failing[0]))
