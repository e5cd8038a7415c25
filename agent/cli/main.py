"""The command `tuanthu`: finds the command asked for, and turns every error into one sentence and a status.

Exit status: 0 ran, nothing at or above `--fail-on`; 1 ran, something is; 2 the command or the input is wrong;
3 could not observe; 4 our own failure.
"""

from __future__ import annotations

import errno
import gc
import importlib
import io
import logging
import os
import sys
from importlib import metadata

import click

from agent.cli.framing import translate_click
from agent.errors import EXIT_INPUT, EXIT_OURS, InputError, VantageError
from agent.logs import set_up, style_of
from agent.texts import _, language

translate_click()  # before click is asked for any text

COMMANDS = {
    "audit": _("Audit every portal of an inventory"),
    "recheck": _("Look again at some portals of an inventory, now"),
    "check": _("Look at one portal, now"),
    "judge": _("Judge stored observations again, without the network"),
    "report": _("Write the report of an audit"),
    "diff": _("What changed between two audits"),
    "combine": _("Join the audits of several vantages into one"),
    "inventory": _("Check an inventory; fill it from an Excel workbook"),
    "evidence": _("Keep the files that prove what an inventory says"),
    "seal": _("Seal a report: a signed manifest of its files"),
    "verify": _("Check the digital signatures on a file or a sealed report"),
    "policy": _("List, show and check requirements"),
    "config": _("Check, show and explain the settings of the service"),
    "notices": _("What is told to whom: list, show, preview, send"),
    "stop": _("Halt all traffic of the running audits at once"),
    "schedule": _("What the service audits when"),
    "serve": _("Run the service: audits by schedule, notices, housekeeping"),
    "journal": _("What people and the agent did: list, verify, export"),
    "backup": _("Save the service and all that belongs to it into one file"),
    "restore": _("Bring a backup back"),
    "doctor": _("Can this machine observe? IPv4, IPv6, resolver, clock, tools"),
    "demo": _("Audit a made-up province on this machine"),
}


class LazyGroup(click.Group):
    """Lists the commands without importing any of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"agent.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Audits web portals of state agencies against the law on information security."),
    epilog=_(
        "Examples: 'tuanthu demo' · 'tuanthu audit province.yaml -o reports' · "
        "'tuanthu check https://portal.example.test --authorised \"12/VB\"'. English: --lang en or TUANTHU_LANG=en."
    ),
)
@click.version_option(metadata.version("tuanthu"), prog_name="tuanthu")
@click.option("--lang", type=click.Choice(["vi", "en"]), expose_value=False, help=_("Language of texts (default vi)."))
def cli() -> None:
    """Entry of all commands."""


def collect_rarely() -> None:
    """Let the collector of reference cycles run rarely: an audit makes many objects and hardly a cycle."""
    gc.set_threshold(10_000, 5, 5)


def main() -> None:
    """Run the command line and leave with its exit status."""
    collect_rarely()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    set_up(style_of())
    sys.exit(status_of(sys.argv[1:]))


def status_of(arguments: list[str]) -> int:
    """The exit status of one call; every error has been told on stderr by then."""
    try:
        status = cli.main(arguments, prog_name="tuanthu", standalone_mode=False)
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        _tell(_("interrupted"))
        return 130
    except click.exceptions.NoArgsIsHelpError as error:
        error.show(sys.stderr)
        return EXIT_INPUT
    except click.ClickException as error:
        _tell(_misused(error))
        return EXIT_INPUT
    except (InputError, VantageError) as error:
        _tell(str(error))
        return error.status
    except (BrokenPipeError, SystemExit):  # how click and rich leave when the reader of stdout is gone
        _give_up_stdout()
        return 0
    except Exception as error:
        sentence = _mendable(error)
        if sentence is not None:
            _tell(sentence)
            return EXIT_INPUT
        logging.getLogger(__name__).exception("unexpected")
        _tell(_("tuanthu itself failed; the lines above say where. Please report them."))
        return EXIT_OURS
    return status if isinstance(status, int) else 0


def _misused(error: click.ClickException) -> str:
    """What is wrong with the words of a command, and where its help is."""
    told = " ".join(error.format_message().split()).rstrip(".")
    asked = error.ctx if isinstance(error, click.UsageError) else None
    command = asked.command_path if asked is not None else "tuanthu"
    return _("{told} – see '{command} --help'").format(told=told, command=command)


def _mendable(error: Exception) -> str | None:
    """The sentence of an error that the input caused; loads what defines those errors only now."""
    from agent.inventory.problems import InventoryError
    from agent.store import StoreError
    from policies.catalogue import CatalogueError

    if isinstance(error, InventoryError):
        return error.sentences(language())
    if isinstance(error, StoreError):
        return error.sentence(language())
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        _give_up_stdout()
        return _("the result cannot be written: {why}; make room for it").format(why=error.strerror)
    return str(error) if isinstance(error, CatalogueError) else None


def _give_up_stdout() -> None:
    """Let what is still in the buffer go nowhere, or the interpreter would fail at it once more when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _tell(sentence: str) -> None:
    from agent.cli.show import safe_lines

    click.echo(f"tuanthu: {safe_lines(sentence)}", err=True)
