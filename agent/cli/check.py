"""`tuanthu check`: one portal, now."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click
from pydantic_core import PydanticCustomError

from agent.auditing.looking import directory_of, observe
from agent.auditing.plan import Plan
from agent.cli.options import (
    EXACT,
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
    tls_option,
)
from agent.cli.portal import print_portal, print_verdicts
from agent.cli.settings import settings_from
from agent.cli.show import print_json
from agent.errors import InputError
from agent.inventory import Inventory, load_inventory
from agent.inventory.address import web_address
from agent.inventory.single import single_portal
from agent.network import open_network, self_test, settings_for
from agent.profiles import read_profile
from agent.texts import _
from checks.blindness import blinded
from checks.facts import Tier
from checks.vantage import lost
from policies.judge import judge
from reports.document import portal_document
from reports.i18n import Language
from reports.verdict_document import laws
from reports.wording import ZONE


@click.command(
    "check",
    help=_("Look at one portal now and judge it. It must be in an inventory or be authorised by a document."),
    epilog=examples(
        "check portal.example.test --inventory province.yaml",
        'check https://portal.example.test --authorised "12/VB-SKHCN" --json',
        'check https://portal.example.test --authorised "12/VB-SKHCN" --checks tls --tls full --weaknesses',
        "check https://portal.test:8443 --authorised lab --allow-network 127.0.0.0/8 --resolver 127.0.0.53:5300",
    ),
)
@click.argument("url", metavar="URL|HOST")
@click.option("--inventory", "inventory_file", type=click.Path(path_type=Path), help=_("The inventory it is in."))
@click.option("--authorised", metavar="DOCUMENT", help=_("The document that allows looking at it."))
@click.option(
    "--allow-network", "networks", metavar="CIDR", multiple=True, help=_("Also contact this network (repeatable).")
)
@click.option("--http-port", type=click.IntRange(1, 65535), help=_("Where its plain HTTP is (default 80)."))
@click.option("--https-port", type=click.IntRange(1, 65535), help=_("Where its HTTPS is (default 443)."))
@click.option(
    "--weaknesses",
    is_flag=True,
    help=_("The document allows probes for weaknesses such as Heartbleed too, which send malformed bytes."),
)
@click.option("--exposure", is_flag=True, help=_("The document allows port scans too."))
@checks_option
@tls_option
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
    weaknesses: bool,
    exposure: bool,
    checks: tuple[str, ...],
    tier: Tier | None,
    profile: str,
    law_date: date | None,
    resolver: str | None,
    ca_file: Path | None,
    trust_anchors: Path | None,
    timeout: float | None,
    fail_on: str | None,
    lang: Language,
    as_json: bool,
    quiet: bool,
) -> int:
    url = url if "://" in url else f"https://{url}"
    requirements = read_profile(profile)
    inventory = _inventory(url, inventory_file, authorised, networks, http_port, https_port, weaknesses, exposure)
    portal = next((portal for portal in inventory.portals if portal.url == _normal(url)), None)
    if portal is None:
        raise InputError(
            _(
                "{url} is not in {file}; add it there, or name the document that allows the look with --authorised"
            ).format(url=url, file=inventory_file)
        )
    plan = Plan(inventory, requirements, checks, law_date or datetime.now(ZONE).date(), tier or EXACT)
    plan.papers.open()
    settings = settings_from(inventory if inventory_file else None, resolver, ca_file, timeout, trust_anchors, networks)
    settings = settings_for(portal.host, settings)
    network = open_network(settings)
    with closing(network):
        record = observe(plan, portal, network, directory_of(inventory))
    record = blinded(record, lost(network.vantage, self_test(settings)))
    verdicts = judge(record, requirements, plan.law_date, plan.waivers)
    if as_json:
        print_json(portal_document(record, verdicts, lang, laws(requirements.requirements, plan.law_date)))
    else:
        known = {found.id: found for found in requirements.requirements}
        if quiet:
            print_verdicts(portal.url, verdicts, known, lang)
        else:
            print_portal(record, verdicts, known, lang)
    return exit_status(verdicts, fail_on)


def _inventory(
    url: str,
    file: Path | None,
    authorised: str | None,
    networks: Sequence[str],
    http_port: int | None,
    https_port: int | None,
    weaknesses: bool,
    exposure: bool,
) -> Inventory:
    """The inventory given, or one of this portal alone under the document named."""
    if file is not None and (authorised or networks or http_port or https_port or weaknesses or exposure):
        raise InputError(
            _(
                "--inventory says all about its portals; leave it out, or leave out "
                "--authorised, --allow-network, --http-port, --https-port, --weaknesses and --exposure"
            )
        )
    if authorised:
        return single_portal(url, authorised, networks, http_port, https_port, weaknesses=weaknesses, exposure=exposure)
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
