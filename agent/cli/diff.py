"""`tuanthu diff`: what changed between two audits."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from agent.cli.options import database_option, database_url, examples, folder_option, json_option, lang_option
from agent.cli.show import out, print_json, safe
from agent.reporting import changes_between
from agent.store import Store
from agent.texts import _
from policies.catalogue import load_catalogue
from reports.i18n import Language

COLOURS = {"new": "bold red", "reopened": "bold red", "persisting": "red", "not_reobserved": "yellow", "fixed": "green"}


@click.command(
    "diff",
    help=_("What is new, fixed, reopened, persisting or not re-observed in AUDIT2 since AUDIT1."),
    epilog=examples("diff 20261114-0100-ab12 latest", "diff 20261114 20261121 --json"),
)
@click.argument("before", metavar="AUDIT1")
@click.argument("after", metavar="[AUDIT2]", default="latest")
@folder_option
@database_option
@lang_option
@json_option
def command(before: str, after: str, folder: Path, db: str | None, lang: Language, as_json: bool) -> None:
    with Store(database_url(db, folder), create=False) as store:
        first, second = store.audit(before), store.audit(after)
        changes = changes_between(store, first, second)
    if as_json:
        listed = [{"portal": c.portal, "requirement": c.requirement, "kind": str(c.kind)} for c in changes]
        print_json({"before": first.id, "after": second.id, "changes": listed})
        return
    words = {
        "new": _("new"),
        "reopened": _("reopened"),
        "persisting": _("persisting"),
        "not_reobserved": _("not re-observed"),
        "fixed": _("fixed"),
    }
    requirements = load_catalogue().requirements
    table = Table(box=None, pad_edge=False)
    for heading in (_("Change"), _("Portal"), _("Requirement")):
        table.add_column(heading, overflow="fold")
    for change in changes:
        title = requirements[change.requirement].title if change.requirement in requirements else None
        named = f"{change.requirement} · {title.en if lang == 'en' else title.vi}" if title else change.requirement
        kind = str(change.kind)
        table.add_row(Text(words[kind], style=COLOURS[kind]), Text(safe(change.portal)), Text(named))
    out.print(f"{first.id} → {second.id}")
    out.print(table if changes else _("Nothing failed then or now."))
