"""`tuanthu verify`: who signed a file, and is it still as it was signed?"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
from rich.text import Text

from agent.cli.options import examples, json_option, lang_option
from agent.cli.show import out, print_json, safe
from agent.cli.signatures import BAD, signature_document, signature_lines
from agent.errors import EXIT_FOUND
from agent.evidence.proofs import detached_paths, read_file, read_roots
from agent.evidence.reading import signatures_of
from agent.texts import _
from checks.security_plan.trust import Roots


@click.command(
    "verify",
    help=_(
        "Check the digital signatures on one file: those inside a PDF, and detached ones, which are FILE.p7s, FILE.p7b "
        "and FILE.sig unless --signature names others. Nothing is fetched: revocation is not looked up. Exit status 1: "
        "there is no signature, or one is broken or out of date."
    ),
    epilog=examples(
        "verify quyet-dinh-12.pdf --ca-file ca.pem", "verify bien-ban.docx --signature bien-ban.p7s --json"
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
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
@lang_option
@json_option
def command(file: Path, detached: tuple[Path, ...], ca_file: Path | None, lang: str, as_json: bool) -> int:
    data = read_file(file)
    roots = Roots() if ca_file is None else read_roots(ca_file)
    containers = [read_file(path) for path in detached or detached_paths(file)]
    found = signatures_of(data, containers, roots)
    digest = hashlib.sha256(data).hexdigest()
    if as_json:
        print_json({"file": str(file), "sha256": digest, "signatures": [signature_document(each) for each in found]})
    else:
        out.print(Text(safe(str(file))).append(f"  SHA-256 {digest}", style="dim"), soft_wrap=True)
        for line in signature_lines(found):
            out.print(line)
        if not found:
            out.print(_("there is no digital signature on it"))
    return EXIT_FOUND if not found or any(each.state in BAD for each in found) else 0
