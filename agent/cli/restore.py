"""`tuanthu restore`: a backup, brought back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from agent.cli.options import examples, json_option, lang_option
from agent.cli.place import place_of, place_options
from agent.cli.show import out, print_json, safe
from agent.keeping.backup import restore_backup
from agent.texts import _
from reports.wording import ZONE


@click.command(
    "restore",
    help=_(
        "Bring the database of a backup back into a place where none is. The backup is proved whole before anything is "
        "touched, and the journal's chain before and after; an older one is brought to the tables of this version."
    ),
    epilog=examples(
        "restore /var/backups/tuanthu/tuanthu-20261123-013000.tar.gz --db sqlite:////var/lib/tuanthu/tuanthu.db",
        "restore tuanthu.tar.gz --db postgresql:///tuanthu --force --files phuc-hoi",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@place_options
@click.option("--force", is_flag=True, help=_("Overwrite the database that is there."))
@click.option(
    "--files",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Write the other files of the backup into this folder, which must be empty."),
)
@lang_option
@json_option
def command(
    file: Path, db: str | None, config: Path | None, force: bool, files: Path | None, lang: str, as_json: bool
) -> None:
    restored = restore_backup(file, place_of(db, config), datetime.now(UTC), force=force, files=files)
    manifest = restored.manifest
    if as_json:
        print_json({"manifest": manifest.as_json(), "files": [str(path) for path in restored.files]})
        return
    out.print(
        _("restored as it was on {when}: {audits} audits, journal up to {head}").format(
            when=f"{manifest.made.astimezone(ZONE):%d/%m/%Y %H:%M}", audits=manifest.audits, head=manifest.journal
        ),
        soft_wrap=True,
    )
    for path in restored.files:
        out.print(safe(str(path)), soft_wrap=True)
