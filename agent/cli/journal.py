"""`tuanthu journal`: what people and the agent did, and whether the record of it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from agent.cli.options import examples, json_option, lang_option
from agent.cli.place import place_of, place_options
from agent.cli.show import out, print_json, safe
from agent.errors import EXIT_FOUND, InputError
from agent.journal import Broken, Entry, Head, Journal, Verified, Why
from agent.output import ensure_writable, write_whole
from agent.store.engine import Database
from agent.texts import _
from reports.wording import ZONE


class HeadType(click.ParamType[Head]):
    """What `journal head` printed: NUMBER:HASH."""

    name = "head"

    def convert(self, value: str | Head, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        head = value if isinstance(value, Head) else Head.read(value.strip())
        if head is None:
            self.fail(_("'{value}' is no head; write NUMBER:HASH as 'journal head' prints it").format(value=value))
        return head


head_option = click.option(
    "--head",
    "known",
    type=HeadType(),
    help=_("A head that was noted before (a backup, a paper): the journal must lead through it."),
)


@click.group(
    "journal",
    help=_("What people and the agent did: list, verify, export."),
    epilog=examples(
        "journal list",
        "journal verify",
    ),
)
def command() -> None:
    """The group of commands on the journal."""


@command.command(
    "list",
    help=_("The last entries, the newest at the end."),
    epilog=examples("journal list", "journal list --last 100 --act audit. --config tuanthu.yaml"),
)
@place_options
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help=_("So many entries."))
@click.option("--act", default="", help=_("Only acts that begin so, such as audit. or stop.ask."))
@lang_option
@json_option
def list_(db: str | None, config: Path | None, last: int, act: str, lang: str, as_json: bool) -> None:
    with _journal(db, config) as journal:
        entries = journal.entries(last, act)
    if as_json:
        print_json([entry.as_json() for entry in entries])
        return
    table = Table(box=None, pad_edge=False)
    for title in (_("No."), _("When"), _("Who"), _("What"), _("Details")):
        table.add_column(title, overflow="fold")
    for entry in entries:
        table.add_row(*map(Text, _row(entry)))
    out.print(table)


@command.command(
    "verify",
    help=_("Recompute the chain from the first entry. Exit status 1: it is broken, and where."),
    epilog=examples("journal verify", "journal verify --db sqlite:///bao-cao/tuanthu.db --json"),
)
@place_options
@head_option
@lang_option
@json_option
def verify(db: str | None, config: Path | None, known: Head | None, lang: str, as_json: bool) -> int:
    return told_of(place_of(db, config), known, as_json=as_json)


@command.command(
    "head",
    help=_("Print the number and hash of the last entry, to be noted where nobody can change it."),
    epilog=examples("journal head", "journal head --config tuanthu.yaml >> dau-nhat-ky.txt"),
)
@place_options
@lang_option
def head(db: str | None, config: Path | None, lang: str) -> None:
    with _journal(db, config) as journal:
        out.print(str(journal.head()), soft_wrap=True)


@command.command(
    "export",
    help=_("Write all entries into FILE, one JSON object a line; the hash is over the same object without it."),
    epilog=examples("journal export nhat-ky.jsonl"),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@place_options
@lang_option
def export(file: Path, db: str | None, config: Path | None, lang: str) -> None:
    with _journal(db, config) as journal:
        entries = journal.entries()
    ensure_writable(file.absolute().parent)
    lines = "".join(json.dumps(entry.as_json(), sort_keys=True) + "\n" for entry in entries)
    out.print(safe(str(write_whole(file, lines))), soft_wrap=True)


def told_of(url: str, known: Head | None, *, as_json: bool) -> int:
    """Verify the journal of a database and tell; returns the exit status. Raises `InputError`, `StoreError`."""
    database = Database(url, create=False)
    try:
        found = Journal(database).verify(known)
    finally:
        database.close()
    if as_json:
        print_json(document_of(found))
    else:
        out.print(Text(_sentence(found), style="" if isinstance(found, Verified) else "bold red"), soft_wrap=True)
    return 0 if isinstance(found, Verified) else EXIT_FOUND


def document_of(found: Verified | Broken) -> dict[str, object]:
    """What became of the journal as JSON."""
    if isinstance(found, Verified):
        return {"whole": True, "entries": found.head.number, "head": str(found.head)}
    return {"whole": False, "entry": found.number, "why": found.why.value}


def _sentence(found: Verified | Broken) -> str:
    if isinstance(found, Verified):
        whole = _("✓ the journal is whole: {count} entries, head {head}")
        return whole.format(count=found.head.number, head=found.head)
    why = {
        Why.MISSING: _("it is missing"),
        Why.CHANGED: _("it was changed"),
        Why.UNLINKED: _("it does not follow from the one before"),
        Why.UNREADABLE: _("it cannot be read"),
        Why.CUT: _("it was there, and nothing is from there on"),
        Why.OTHER: _("it is another one than was noted"),
    }[found.why]
    told = _("✗ the journal is broken at entry {number}: {why}; keep this database and find out who had access to it")
    return told.format(number=found.number, why=why)


@contextmanager
def _journal(db: str | None, config: Path | None) -> Iterator[Journal]:
    database = Database(place_of(db, config), create=False)
    try:
        yield Journal(database)
    except (ValueError, TypeError) as error:
        raise InputError(_("the journal cannot be read; find out where it is broken: journal verify")) from error
    finally:
        database.close()


def _row(entry: Entry) -> tuple[str, ...]:
    details = json.dumps(entry.details, ensure_ascii=False, sort_keys=True)
    when = f"{entry.at.astimezone(ZONE):%d/%m/%Y %H:%M:%S}"
    return str(entry.number), when, safe(entry.actor), safe(entry.act), safe(details)
