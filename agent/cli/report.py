"""`tuanthu report`: the files of a stored audit, written anew."""

from __future__ import annotations

from pathlib import Path

import click

from agent.cli.options import database_option, database_url, examples, folder_option, format_option, lang_option
from agent.cli.show import out
from agent.formats import Wanted
from agent.journal import Journal
from agent.output import ensure_writable
from agent.reporting import report_of, write_report
from agent.store import Store
from agent.texts import _
from reports.i18n import Language


@click.command(
    "report",
    help=_("Write the report of a stored audit. AUDIT is its id, the beginning of it, or 'latest'."),
    epilog=examples(
        "report latest",
        "report 20261121 --format html --lang en -o reports",
        "report latest --format docx,pdf,xlsx",
        "report latest --format docx --template mau-cua-so.docx",
        "report latest --format card,dossier --agency so-khcn",
        "report latest --format mau08 --owner ubnd-tinh",
    ),
)
@click.argument("audit_id", metavar="[AUDIT]", default="latest")
@format_option
@click.option("--owner", help=_("Mẫu số 08 of this owner (chủ quản) alone, by its id in the inventory."))
@click.option("--agency", help=_("Card and dossier of this agency alone, by its id in the inventory."))
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help=_(
        "Word template of the official report (docx; default the one that is shipped, see docs/official-report.md)."
    ),
)
@folder_option
@database_option
@lang_option
def command(
    audit_id: str,
    formats: tuple[str, ...],
    owner: str | None,
    agency: str | None,
    template: Path | None,
    folder: Path,
    db: str | None,
    lang: Language,
) -> None:
    with Store(database_url(db, folder), create=False) as store:
        report = report_of(store, store.audit(audit_id))
        ensure_writable(folder)
        files = write_report(report, formats, folder, Wanted(lang, owner, agency, template))
        told = {"audit": report.audit_id, "formats": list(formats), "folder": str(folder), "files": len(files)}
        Journal(store.database).write("report.write", told)
    for file in files:
        out.print(str(file), soft_wrap=True)
