"""`tuanthu inventory`: is the list of portals sound?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from agent.cli.options import examples, json_option, lang_option
from agent.cli.show import out, print_json
from agent.inventory import load_inventory
from agent.inventory.authorisation import ZONE
from agent.texts import _


@click.group("inventory", help=_("Check an inventory of agencies, systems, portals and authorisations."))
def command() -> None:
    """The group of inventory commands."""


@command.command(
    "check", help=_("Read an inventory and tell every mistake in it."), epilog=examples("inventory check province.yaml")
)
@click.argument("file", type=click.Path(path_type=Path))
@lang_option
@json_option
def check(file: Path, lang: str, as_json: bool) -> None:
    inventory = load_inventory(file)
    counts = {
        "agencies": len(inventory.all_agencies),
        "systems": len(inventory.systems),
        "portals": len(inventory.portals),
        "authorisations": len(inventory.authorisations),
    }
    now = datetime.now(ZONE)
    uncovered = sorted(
        {portal.host for portal in inventory.portals if inventory.authorisation_for(portal, "web", now) is None}
    )
    if as_json:
        print_json({"file": str(file), **counts, "without_authorisation": uncovered})
        return
    out.print(
        _(
            "{file}: sound. {agencies} agencies, {systems} systems, {portals} portals, {authorisations} authorisations"
        ).format(file=file, **counts)
    )
    for host in uncovered:
        out.print(_("no authorisation covers {host}: it will not be contacted").format(host=host))
