"""`tuanthu demo`: a made-up province on this machine, audited as a real one would be."""

from __future__ import annotations

import sys
import time
from importlib import resources
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click

from agent.cli.options import examples, lang_option, quiet_option
from agent.cli.show import err
from agent.errors import InputError
from agent.texts import _


@click.command(
    "demo",
    help=_(
        "Start a province of some hundred portals on loopback, each with a fault of its own, audit it and write "
        "the report. Needs no root and no Internet."
    ),
    epilog=examples("demo", "demo -o /tmp/demo --lang en"),
)
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"),
    show_default=True, help=_("Folder for the province and its report."),
)  # fmt: skip
@lang_option
@quiet_option
def command(folder: Path, lang: str, quiet: bool) -> int:
    from agent.cli import audit
    from agent.output import ensure_writable

    ensure_writable(folder)
    database = folder / "lab" / "demo.db"
    database.unlink(missing_ok=True)
    started = time.monotonic()
    with load_lab().Lab(folder / "lab") as lab:
        if not quiet:
            seconds = time.monotonic() - started
            err.print(_("The lab province stands ({seconds:.1f} s).").format(seconds=seconds))
        arguments = [
            str(lab.inventory),
            "--profile",
            "lab",
            "--output",
            str(folder),
            "--db",
            f"sqlite:///{database}",
            "--format",
            "html,json,docx,pdf,xlsx,card",
            "--lang",
            lang,
        ]
        status: int = audit.command.main([*arguments, *(["--quiet"] if quiet else [])], standalone_mode=False)
        return status


def load_lab() -> ModuleType:
    """The package of the lab: within the installed package, or in the source tree beside it."""
    with resources.as_file(resources.files("agent").joinpath("lab")) as installed:
        places = [Path(installed), Path(__file__).parents[2] / "tests" / "lab"]
    for place in places:
        source = place / "__init__.py"
        if source.is_file():
            spec = spec_from_file_location("lab", source, submodule_search_locations=[str(place)])
            if spec is not None and spec.loader is not None:
                lab = module_from_spec(spec)
                sys.modules[spec.name] = lab
                spec.loader.exec_module(lab)
                return lab
    raise InputError(_("the lab is missing from this installation; install tuanthu again"))
