"""`tuanthu verify`: who signed a file, or a report with all its files, and is it still as it was signed? And is the
journal of a database whole?"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
from rich.text import Text

from agent.cli.journal import head_option, told_of
from agent.cli.options import examples, json_option, lang_option
from agent.cli.sealed import manifest_path, read_sealed, sealed_document, sealed_lines
from agent.cli.show import out, print_json, safe
from agent.cli.signatures import BAD, signature_document, signature_lines
from agent.errors import EXIT_FOUND, InputError
from agent.evidence.proofs import detached_paths, read_file, read_roots
from agent.evidence.reading import signatures_of
from agent.journal import Head
from agent.texts import _
from checks.security_plan.record import SignatureState
from checks.security_plan.trust import Roots


@click.command(
    "verify",
    help=_(
        "Check the digital signatures on one file: those inside a PDF, and detached ones, which are FILE.p7s, FILE.p7b "
        "and FILE.sig unless --signature names others. A manifest that 'seal' wrote, or its folder, is compared with "
        "the files it names, and with --db the stored observations are judged again. Nothing is fetched: revocation is "
        "not looked up. Exit status 1: there is no signature, one is broken, out of date or, of a manifest with "
        "--ca-file, none is trusted; or something is not as it was sealed."
    ),
    epilog=examples(
        "verify quyet-dinh-12.pdf --ca-file ca.pem",
        "verify bien-ban.docx --signature bien-ban.p7s --json",
        "verify bao-cao --ca-file ca.pem --db sqlite:///bao-cao/tuanthu.db",
        "verify --journal --db sqlite:///bao-cao/tuanthu.db",
    ),
)
@click.argument("file", metavar="[FILE]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--signature",
    "detached",
    metavar="P7S",
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("A detached signature on FILE (CMS, DER or PEM); may be given again."),
)
@click.option(
    "--ca-file",
    metavar="PEM",
    type=click.Path(path_type=Path),
    help=_("Certificates of the authorities to trust; without it none is trusted."),
)
@click.option("--db", help=_("Database URL: the audit in it is compared with the manifest and judged again."))
@click.option("--journal", is_flag=True, help=_("Verify the journal of the database --db, instead of a file."))
@head_option
@lang_option
@json_option
def command(
    file: Path | None,
    detached: tuple[Path, ...],
    ca_file: Path | None,
    db: str | None,
    journal: bool,
    known: Head | None,
    lang: str,
    as_json: bool,
) -> int:
    if journal:
        if file is not None or db is None:
            raise InputError(_("--journal is verified in a database: name it with --db, and no FILE"))
        return told_of(db, known, as_json=as_json)
    if file is None or known is not None:
        raise InputError(_("name the FILE to verify, or a database with --journal --db"))
    roots = Roots() if ca_file is None else read_roots(ca_file)
    manifest = manifest_path(file)
    if db is not None and manifest is None:
        raise InputError(_("{file} is no manifest, so --db has nothing to be compared with").format(file=file))
    sealed = read_sealed(manifest, db) if manifest else None
    file = manifest or file
    data = sealed.data if sealed else read_file(file)
    containers = [read_file(path) for path in detached or detached_paths(file)]
    found = signatures_of(data, containers, roots)
    digest = hashlib.sha256(data).hexdigest()
    if as_json:
        told = {"file": str(file), "sha256": digest, "signatures": [signature_document(each) for each in found]}
        print_json({**told, "sealed": sealed_document(sealed)} if sealed else told)
    else:
        out.print(Text(safe(str(file))).append(f"  SHA-256 {digest}", style="dim"), soft_wrap=True)
        for line in signature_lines(found):
            out.print(line)
        if not found:
            out.print(_("there is no digital signature on it"))
        for line in sealed_lines(sealed) if sealed else ():
            out.print(line, soft_wrap=True)
    holds = bool(found) and not any(each.state in BAD for each in found)
    trusted = ca_file is None or any(each.state is SignatureState.GOOD for each in found)
    return 0 if holds and (sealed is None or (sealed.sound and trusted)) else EXIT_FOUND
