"""`tuanthu evidence`: keep the files that prove what an inventory says of its systems, and see that they stay so."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from agent.cli.options import examples, json_option, lang_option
from agent.cli.show import out, print_json, safe
from agent.cli.signatures import signature_document, signature_lines
from agent.errors import EXIT_FOUND, InputError
from agent.evidence import Entry, Problem, Proofs, Trouble
from agent.evidence.claims import ASSESSMENTS, CLAIMS, is_claim
from agent.evidence.proofs import detached_paths, read_file
from agent.inventory import Inventory, load_inventory
from agent.texts import _
from checks.security_plan.record import Copy
from reports.wording import ZONE

inventory_argument = click.argument("inventory", metavar="INVENTORY", type=click.Path(path_type=Path))


@click.group(
    "evidence",
    help=_("Keep the files that prove what an inventory says of its systems."),
    epilog=examples(
        "evidence add tinh.yaml qd-12.pdf --system httt-dvc --proves decision",
        "evidence list tinh.yaml",
        "evidence verify tinh.yaml",
    ),
)
def command() -> None:
    """The group of evidence commands."""


@command.command(
    "add",
    epilog=examples(
        "evidence add tinh.yaml qd-12.pdf --system httt-dvc --proves decision",
        'evidence add tinh.yaml hop-dong.pdf --system httt-dvc --proves layers.2 --by "Nguyễn Văn A"',
        "evidence add tinh.yaml bc-03.pdf --system httt-dvc --proves assessments.03/BC-CNTT",
    ),
)
@inventory_argument
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--system", required=True, metavar="ID", help=_("The system that the file tells about."))
@click.option(
    "--proves",
    required=True,
    metavar="CLAIM",
    help=_("What it proves: {claims}, or {number} with the number of the report.").format(
        claims=", ".join(CLAIMS), number=f"{ASSESSMENTS}NUMBER"
    ),
)
@click.option("--by", metavar="NAME", help=_("Who adds it; your user name unless given."))
@lang_option
@json_option
def add(inventory: Path, file: Path, system: str, proves: str, by: str | None, lang: str, as_json: bool) -> None:
    loaded = load_inventory(inventory)
    _refuse_unknown(loaded, system, proves)
    data = read_file(file)
    if not data:
        raise InputError(_("{file} is empty; name the file that proves it").format(file=file))
    signing = [(path.name, read_file(path)) for path in detached_paths(file)]
    proofs = Proofs(loaded)
    evidence, who = proofs.evidence, by or _user()
    entry, new = evidence.add(data, name=file.name, system=system, proves=proves, by=who)
    for name, container in signing:
        added = evidence.add(container, name=name, system=system, proves=proves, by=who, signs=entry.sha256)
        new = new or added[1]
    copy = proofs.copy(system, proves)
    if as_json:
        print_json({**_document(entry, copy), "new": new})
        return
    told = (
        _("kept {file} as proof of {claim} of {system}") if new else _("{file} was kept already; nothing has changed")
    )
    out.print(told.format(file=safe(file.name), claim=proves, system=system))
    for line in signature_lines(copy.signatures if copy else ()):
        out.print(line)


@command.command("list", epilog=examples("evidence list tinh.yaml", "evidence list tinh.yaml --json"))
@inventory_argument
@lang_option
@json_option
def list_(inventory: Path, lang: str, as_json: bool) -> None:
    proofs = Proofs(load_inventory(inventory))
    claims = dict.fromkeys((entry.system, entry.proves) for entry in proofs.evidence.entries)
    rows = [
        (entry, proofs.copy(*claim))
        for claim in sorted(claims)
        if (entry := proofs.evidence.newest(*claim)) is not None
    ]
    if as_json:
        print_json([_document(entry, copy) for entry, copy in rows])
        return
    if not rows:
        out.print(_("there is no evidence in {folder}").format(folder=proofs.evidence.folder))
        return
    table = Table(box=None, pad_edge=False)
    for heading in (_("System"), _("Proves"), _("File"), _("Added"), _("By"), _("Signatures")):
        table.add_column(heading, overflow="fold")
    for entry, copy in rows:
        cells = (
            entry.system,
            entry.proves,
            entry.name,
            f"{entry.added_at.astimezone(ZONE):%d/%m/%Y}",
            entry.added_by,
        )
        table.add_row(*(Text(safe(cell)) for cell in cells), _worth(copy))
    out.print(table)


@command.command("verify", epilog=examples("evidence verify tinh.yaml"))
@inventory_argument
@lang_option
@json_option
def verify(inventory: Path, lang: str, as_json: bool) -> int:
    proofs = Proofs(load_inventory(inventory))
    problems = proofs.evidence.verify(proofs.roots)
    count = len(proofs.evidence.entries)
    if as_json:
        print_json({"files": count, "problems": [_problem_document(problem) for problem in problems]})
    else:
        for problem in problems:
            out.print(Text(_sentence(problem), style="bold red"))
        out.print(_("{count} files kept, {wrong} problems").format(count=count, wrong=len(problems)))
    return EXIT_FOUND if problems else 0


add.help = _(
    "Keep a file as proof of a claim of a system. Detached signatures beside it (FILE.p7s, FILE.p7b, FILE.sig) are "
    "kept with it. The newest file for a claim is the one that counts, unless the inventory itself names a file for it."
)
list_.help = _("The files that count: what each proves, who added it when, and its signatures.")
verify.help = _(
    "Read every file kept again. Exit status 1: one has changed, is missing, or bears a signature that is broken or "
    "was out of date."
)


def _refuse_unknown(inventory: Inventory, system: str, claim: str) -> None:
    known = [each.id for each in inventory.systems]
    if system not in known:
        raise InputError(_("the inventory has no system {id}; correct --system or add the system").format(id=system))
    if not is_claim(claim):
        raise InputError(
            _("'{claim}' is nothing that a file may prove; write one of: {known}").format(
                claim=claim, known=", ".join((*CLAIMS, f"{ASSESSMENTS}NUMBER"))
            )
        )
    reports = [each.report for each in inventory.system(system).assessments or () if each.report]
    if claim.startswith(ASSESSMENTS) and claim.removeprefix(ASSESSMENTS) not in reports:
        raise InputError(
            _("system {id} has no assessment with this report number; those that it has: {known}").format(
                id=system, known=", ".join(reports) or "–"
            )
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _worth(copy: Copy | None) -> Text:
    if copy is None or copy.sha256 is None:
        return Text(_("the file is missing"), style="bold red")
    if copy.sha256 != copy.kept_sha256:
        return Text(_("the file has changed"), style="bold red")
    return Text("\n").join(signature_lines(copy.signatures)) if copy.signatures else Text(_("none"))


def _document(entry: Entry, copy: Copy | None) -> dict[str, Any]:
    return {
        "system": entry.system,
        "proves": entry.proves,
        "file": entry.name,
        "sha256": entry.sha256,
        "size": entry.size,
        "added_by": entry.added_by,
        "added_at": entry.added_at.isoformat(),
        "intact": copy is not None and copy.sha256 == entry.sha256,
        "signatures": [signature_document(each) for each in copy.signatures] if copy else [],
    }


def _problem_document(problem: Problem) -> dict[str, Any]:
    entry = problem.entry
    told = {"system": entry.system, "proves": entry.proves, "file": entry.name, "sha256": entry.sha256} if entry else {}
    return {"trouble": problem.trouble.value, "line": problem.line, **told}


def _sentence(problem: Problem) -> str:
    words = {
        Trouble.MISSING: _(
            "{file} ({claim} of {system}) is missing; restore it from a backup, or add it again if it still counts"
        ),
        Trouble.CHANGED: _(
            "{file} ({claim} of {system}) has changed since it was added; restore it, or add it again if it counts"
        ),
        Trouble.BROKEN: _("{file} ({claim} of {system}) bears a broken signature; ask its issuer for a good one"),
        Trouble.EXPIRED: _("{file} ({claim} of {system}) was signed with a certificate out of date; ask for a new one"),
        Trouble.UNREADABLE: _("line {line} of the index cannot be read; what it told is lost, add that file again"),
    }[problem.trouble]
    entry = problem.entry
    if entry is None:
        return words.format(line=problem.line)
    return words.format(file=safe(entry.name), claim=safe(entry.proves), system=safe(entry.system))
