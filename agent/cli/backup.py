"""`tuanthu backup`: the service's database and all that belongs to it, in one file, while it runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from agent.cli.options import examples, json_option, lang_option
from agent.cli.place import place_of, place_options, settings_file
from agent.cli.show import err, out, print_json, safe
from agent.errors import InputError
from agent.keeping.backup import make_backup
from agent.store.engine import Database
from agent.texts import _


@click.command(
    "backup",
    help=_(
        "Save the database, the settings, the inventories of the schedule and their folders of evidence into one file, "
        "while the service runs. TARGET is the file, or a folder in which a new one is made. It is read back before it "
        "takes its place; a backup that fails leaves the old one as it was."
    ),
    epilog=examples(
        "backup /var/backups/tuanthu --keep 30",
        "backup tuanthu.tar.gz --db sqlite:///bao-cao/tuanthu.db --include bao-cao",
    ),
)
@click.argument("target", metavar="TARGET", type=click.Path(path_type=Path))
@place_options
@click.option(
    "--include", multiple=True, type=click.Path(path_type=Path), help=_("A file or folder to save, too (repeatable).")
)
@click.option(
    "--keep", type=click.IntRange(1), help=_("Keep this many backups in the folder TARGET and remove older ones.")
)
@lang_option
@json_option
def command(
    target: Path,
    db: str | None,
    config: Path | None,
    include: tuple[Path, ...],
    keep: int | None,
    lang: str,
    as_json: bool,
) -> None:
    if keep is not None and not target.is_dir():
        raise InputError(
            _("--keep needs a folder, and {path} is none; make it or leave --keep out").format(path=target)
        )
    database = Database(place_of(db, config), create=False)
    try:
        settings = settings_file(db, config)
        made = make_backup(database, target, datetime.now(UTC), settings=settings, include=include, keep=keep)
    finally:
        database.close()
    for path in made.unread:
        err.print(_("not in the backup, for it cannot be read: {path}").format(path=safe(path)), soft_wrap=True)
    if as_json:
        told = {"file": str(made.path), "sha256": made.sha256, "bytes": made.size, "unread": list(made.unread)}
        removed = [str(path) for path in made.removed]
        print_json({**told, "removed": removed, "manifest": made.manifest.as_json()})
        return
    out.print(safe(str(made.path)), soft_wrap=True)
    out.print(f"SHA-256 {made.sha256}", soft_wrap=True)
    out.print(
        _("{audits} audits, {files} files, journal up to {head}").format(
            audits=made.manifest.audits, files=len(made.manifest.members), head=made.manifest.journal
        ),
        soft_wrap=True,
    )
