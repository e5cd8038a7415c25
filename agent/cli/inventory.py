"""`tuanthu inventory`: is the list of portals sound? And the workbook that clerks fill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from agent.cli.options import examples, json_option, lang_option
from agent.cli.show import out, print_json, safe
from agent.errors import EXIT_FOUND, InputError
from agent.inventory import load_inventory
from agent.output import write_whole
from agent.texts import _
from reports.wording import ZONE


@click.group(
    "inventory",
    help=_("Check an inventory of agencies, systems, portals and authorisations; fill its register from a workbook."),
    epilog=examples("inventory check province.yaml", "inventory import bang-ke.xlsx province.yaml"),
)
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


overwrite_option = click.option("--overwrite", is_flag=True, help=_("Replace a file that is there already."))


@command.command(
    "template",
    help=_("Make the Excel workbook that clerks fill, empty or filled from an inventory."),
    epilog=examples("inventory template -o bang-ke.xlsx", "inventory template --inventory province.yaml"),
)
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("bang-ke.xlsx"),
    show_default=True,
    help=_("The workbook to write."),
)
@click.option(
    "--inventory",
    "source",
    type=click.Path(path_type=Path),
    help=_("Fill the sheets with what this inventory and its register hold."),
)
@overwrite_option
@lang_option
def template(file: Path, source: Path | None, overwrite: bool, lang: str) -> None:
    _write(file, source, overwrite=overwrite)


@command.command(
    "export",
    help=_("Write the agencies, systems and portals of an inventory into an Excel workbook."),
    epilog=examples("inventory export province.yaml -o bang-ke.xlsx"),
)
@click.argument("source", metavar="INVENTORY", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help=_("The workbook to write."),
)
@overwrite_option
@lang_option
def export(source: Path, file: Path, overwrite: bool, lang: str) -> None:
    _write(file, source, overwrite=overwrite)


def _write(file: Path, inventory: Path | None, *, overwrite: bool) -> None:
    from agent.workbook.importing import inventory_data
    from agent.workbook.write import workbook

    if file.exists() and not overwrite:
        raise InputError(
            _("{file} is there already; name another file with -o, or replace it with --overwrite").format(file=file)
        )
    write_whole(file, workbook(None if inventory is None else inventory_data(inventory)))
    out.print(_("written: {file}").format(file=file))


@command.command(
    "import",
    help=_("Read a filled workbook into the register of an inventory: all of it, or nothing where anything is wrong."),
    epilog=examples(
        "inventory import bang-ke.xlsx province.yaml", "inventory import bang-ke.xlsx province.yaml --partial"
    ),
)
@click.argument("workbook", type=click.Path(path_type=Path))
@click.argument("inventory", type=click.Path(path_type=Path))
@click.option("--partial", is_flag=True, help=_("Import what is right and list what was left out (exit status 1)."))
@lang_option
@json_option
def import_(workbook: Path, inventory: Path, partial: bool, lang: str, as_json: bool) -> int:
    from agent.workbook.importing import import_workbook

    imported = import_workbook(workbook, inventory, partial=partial)
    status = EXIT_FOUND if imported.problems else 0
    if as_json:
        print_json(
            {
                "register": str(imported.register),
                "wrote": imported.wrote,
                "new": _listed(imported.new),
                "changed": _listed(imported.changed),
                "unchanged": len(imported.unchanged),
                "left_out": _listed(imported.left_out),
                "problems": [
                    {
                        "sheet": problem.place.sheet,
                        "row": problem.place.row,
                        "column": problem.place.letter,
                        "heading": problem.place.heading,
                        "message": problem.message,
                    }
                    for problem in imported.problems
                ],
            }
        )
        return status
    if imported.wrote:
        out.print(
            _("{file}: {new} new, {changed} changed, {unchanged} as before").format(
                file=imported.register,
                new=len(imported.new),
                changed=len(imported.changed),
                unchanged=len(imported.unchanged),
            )
        )
    elif imported.register.exists():
        out.print(_("nothing has changed: {file} is as before").format(file=imported.register))
    else:
        out.print(_("nothing to import: {file} is not written").format(file=imported.register))
    for _list, name in imported.changed:
        out.print(_("changed: {id}").format(id=safe(name)))
    for _list, name in imported.left_out:
        out.print(_("left out: {id}").format(id=safe(name)))
    for problem in imported.problems:
        out.print(safe(str(problem), 4000))
    return status


def _listed(items: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"list": name, "id": known} for name, known in items]
