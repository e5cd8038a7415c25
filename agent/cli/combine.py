"""`tuanthu combine`: audits of one inventory from several vantages, joined, stored and reported as one."""

from __future__ import annotations

from pathlib import Path

import click

from agent.cli.options import (
    database_option,
    database_url,
    examples,
    exit_status,
    fail_on_option,
    folder_option,
    format_option,
    json_option,
    lang_option,
)
from agent.cli.show import out, print_json
from agent.cli.summary import print_summary
from agent.combining import combine, read_part
from agent.formats import Wanted
from agent.journal import Journal
from agent.output import ensure_writable
from agent.reporting import report_of, write_report
from agent.store import Store
from agent.texts import _
from reports.document import audit_document
from reports.i18n import Language


@click.command(
    "combine",
    help=_(
        "Join audits of the same inventory from several vantages into one. AUDIT is a JSON file that 'audit' wrote, "
        "a folder (the newest audit in it), or the id of a stored audit. No network is used."
    ),
    epilog=examples(
        "combine hanoi/tuanthu-20261121-0100-ab12.json danang/tuanthu-20261121-0100-cd34.json -o bao-cao",
        "combine hanoi danang -o bao-cao --lang en",
    ),
)
@click.argument("sources", metavar="AUDIT AUDIT…", nargs=-1, required=True)
@folder_option
@format_option
@database_option
@fail_on_option
@lang_option
@json_option
def command(
    sources: tuple[str, ...],
    folder: Path,
    formats: tuple[str, ...],
    db: str | None,
    fail_on: str | None,
    lang: Language,
    as_json: bool,
) -> int:
    database = database_url(db, folder)
    audit, judged = combine([read_part(source, database) for source in sources])
    ensure_writable(folder)
    with Store(database) as store:
        kept = store.keep_audit(audit, judged)
        Journal(store.database).write("audit.combine", {"audit": kept.id, "of": list(sources)})
        report = report_of(store, kept)
    files = write_report(report, formats, folder, Wanted(lang))
    if as_json:
        print_json(audit_document(report, lang))
    else:
        print_summary(report, lang)
        for file in files:
            out.print(str(file), soft_wrap=True)
    return exit_status(report.judged(), fail_on)
