"""`tuanthu config`: are the settings of the service sound, what holds, and what could be said?"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from agent.cli.options import examples, json_option, lang_option
from agent.cli.place import config_option
from agent.cli.show import out, print_json, safe
from agent.errors import EXIT_INPUT, InputError
from agent.inventory.source import dotted
from agent.output import ensure_writable, write_whole
from agent.texts import _

SETTINGS = "tuanthu.yaml"
FILES = resources.files("agent.service").joinpath("files")


@click.group(
    "config",
    help=_("Check, show and explain the settings of the service."),
    epilog=examples(
        "config check --config tuanthu.yaml",
        "config template > tuanthu.yaml",
    ),
)
def command() -> None:
    """The group of commands on settings."""


@command.command(
    "check",
    help=_("Tell every mistake in the settings, and what of them does not hold on this machine."),
    epilog=examples("config check --config tuanthu.yaml", "config check --connect --json"),
)
@config_option
@click.option("--connect", is_flag=True, help=_("Also contact the database server and the mail server."))
@lang_option
@json_option
def check(config: Path | None, connect: bool, lang: str, as_json: bool) -> int:
    from agent.settings.check import findings
    from agent.settings.load import load

    found = findings(load(config), connect=connect)
    sound = all(finding.ok for finding in found)
    if as_json:
        listed = [{"about": finding.about, "ok": finding.ok, "told": finding.told} for finding in found]
        print_json({"sound": sound, "findings": listed})
    else:
        table = Table(box=None, pad_edge=False, show_header=False)
        for finding in found:
            sign = Text("✓", style="green") if finding.ok else Text("✗", style="bold red")
            table.add_row(sign, Text(safe(finding.about)), Text(safe(finding.told, 4000)))
        out.print(table)
        out.print(_("The settings are sound.") if sound else _("The settings need mending."))
    return 0 if sound else EXIT_INPUT


@command.command(
    "show",
    help=_("Show what holds and who says so: a variable, a line of the file, or nobody. Secrets are hidden."),
    epilog=examples("config show --config tuanthu.yaml", "config show --json"),
)
@config_option
@lang_option
@json_option
def show(config: Path | None, lang: str, as_json: bool) -> None:
    from agent.settings.load import load
    from agent.settings.values import shown_values, written

    loaded = load(config)
    rows = [(dotted(place), written(value), loaded.origin(place)) for place, value in shown_values(loaded.settings)]
    if as_json:
        print_json([{"setting": name, "value": value, "from": origin} for name, value, origin in rows])
        return
    table = Table(box=None, pad_edge=False)
    for heading in (_("Setting"), _("Value"), _("From")):
        table.add_column(heading, overflow="fold")
    for name, value, origin in rows:
        table.add_row(name, Text(safe(value)), Text(safe(origin)))
    out.print(table)


@command.command(
    "template",
    help=_(
        "Print a settings file with every setting explained, or a file to install the service with: {known}."
    ).format(known=", ".join(sorted(file.name for file in FILES.iterdir()))),
    epilog=examples(
        "config template --lang en > tuanthu.yaml",
        "config template tuanthu.service",
        "config template tuanthu.service tuanthu-backup.service tuanthu-backup.timer -o /etc/systemd/system",
    ),
)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Write files into this folder."),
)
@click.option("--overwrite", is_flag=True, help=_("Replace a file that is there already."))
@lang_option
def template(names: tuple[str, ...], folder: Path | None, overwrite: bool, lang: str) -> None:
    texts = {name: _content(name) for name in names or (SETTINGS,)}
    if folder is None:
        for text in texts.values():
            click.echo(text, nl=False)
        return
    ensure_writable(folder)
    taken = [name for name in texts if (folder / name).exists()]
    if taken and not overwrite:
        raise InputError(
            _("{file} is there already; name another folder with -o, or replace it with --overwrite").format(
                file=folder / taken[0]
            )
        )
    for name, text in texts.items():
        out.print(_("written: {file}").format(file=write_whole(folder / name, text)))


def _content(name: str) -> str:
    if name == SETTINGS:
        from agent.settings.template import template as settings_template

        return settings_template()
    known = {file.name: file for file in FILES.iterdir()}
    if name not in known:
        raise InputError(
            _("there is no template {name}; choose one of: {known}").format(
                name=safe(name), known=", ".join([SETTINGS, *sorted(known)])
            )
        )
    return known[name].read_text("utf-8")
