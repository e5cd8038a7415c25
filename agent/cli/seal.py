"""`tuanthu seal`: a manifest of a report's files and of the audit behind them, signed with the operator's own key."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import datetime
from pathlib import Path

import click

from agent.cli.keys import KeyChoice, key_options
from agent.cli.options import (
    database_option,
    database_url,
    examples,
    folder_option,
    json_option,
    lang_option,
)
from agent.cli.show import out, print_json, safe
from agent.cli.signatures import BAD, signature_document, signature_lines
from agent.errors import InputError
from agent.evidence.proofs import SUFFIXES, read_file
from agent.evidence.reading import signatures_of
from agent.journal import Journal
from agent.output import write_whole
from agent.profiles import read_profile
from agent.sealing import (
    MANIFEST,
    DamagedError,
    SigningKey,
    Statement,
    list_files,
    manifest_for,
    names_in,
    own_names,
    statement_of,
    stored_of,
)
from agent.store import Store
from agent.texts import _
from checks.security_plan.trust import Roots
from reports.wording import ZONE

_AUDIT = re.compile(r"tuanthu-(\d{8}-\d{4}-[0-9a-f]{4})")
"""How the name of a report's file tells its audit."""


@click.command(
    "seal",
    help=_(
        "Seal a report: write a manifest of its files and of what the audit saw and concluded, in hashes, and sign it. "
        "AUDIT is an id, the beginning of it, or 'latest': its files in the output folder are sealed. A FOLDER is "
        "sealed with all that is in it. Without a key sign the manifest with a program of your own (CMS, detached) and "
        "put FILE.p7s beside it. No network is used."
    ),
    epilog=examples(
        "seal latest --key khoa.p12",
        "seal 20261121 -o bao-cao --key khoa.p12 --passphrase-file mat-khau.txt --sign-pdf",
        "seal latest --pkcs11-module /usr/lib/libtoken.so --sign-pdf",
        "seal phat-hanh --db sqlite:///bao-cao/tuanthu.db",
    ),
)
@click.argument("source", metavar="[AUDIT|FOLDER]", default="latest")
@key_options
@click.option("--sign-pdf", is_flag=True, help=_("Sign each PDF that bears no signature yet, too (PAdES)."))
@folder_option
@database_option
@lang_option
@json_option
def command(
    source: str,
    choice: KeyChoice,
    sign_pdf: bool,
    folder: Path,
    db: str | None,
    lang: str,
    as_json: bool,
) -> None:
    whole = os.path.isdir(source)
    folder = Path(source) if whole else folder
    if sign_pdf and not choice.named:
        raise InputError(_("--sign-pdf needs a key; name it with --key or --pkcs11-module"))
    with choice.open() as key:
        named = _audit_in(folder) if whole else source
        statement = _statement(named, database_url(db, folder))
        stem = f"tuanthu-{statement.audit.id}"
        path, covers = folder / f"{stem}{MANIFEST}", "" if whole else stem
        names = names_in(folder, covers, own_names(path.name, SUFFIXES))
        if not names:
            raise InputError(
                _(
                    "there is no file of audit {audit} in {folder}; write its report first, or name the folder with -o"
                ).format(audit=statement.audit.id, folder=folder)
            )
        signed = _sign_pdfs(folder, names, key) if key is not None and sign_pdf else []
        manifest = manifest_for(list_files(folder, names), covers, statement)
        containers = _write(path, manifest, key)
    found = signatures_of(manifest, containers, Roots())
    digest = hashlib.sha256(manifest).hexdigest()
    _note(database_url(db, folder), statement.audit.id, digest, signed=key is not None)
    if as_json:
        print_json(
            {
                "manifest": str(path),
                "sha256": digest,
                "audit": statement.audit.id,
                "files": len(names),
                "signed_pdfs": signed,
                "signatures": [signature_document(each) for each in found],
            }
        )
        return
    out.print(safe(str(path)), soft_wrap=True)
    out.print(f"SHA-256 {digest}", soft_wrap=True)
    out.print(_("Files sealed: {count}").format(count=len(names)))
    if signed:
        out.print(_("PDFs signed: {count}").format(count=len(signed)))
    for each in found:
        holder = safe(", ".join(filter(None, (each.signer, each.organisation))))
        told = signature_lines([each])[0] if each.state in BAD else _("Signed by {holder}").format(holder=holder)
        out.print(told, soft_wrap=True)
    if not found:
        out.print(_("nobody has signed the manifest yet"))


def _audit_in(folder: Path) -> str:
    """The id of the one audit that the files of a folder are named after; raises `InputError`."""
    found = {match[1] for name in names_in(folder, "", ()) for match in _AUDIT.finditer(name)}
    if len(found) != 1:
        raise InputError(
            _(
                "{folder} holds files of {count} audits, not of one; name the audit and its folder: "
                "seal AUDIT -o FOLDER"
            ).format(folder=folder, count=len(found))
        )
    return found.pop()


def _statement(audit_id: str, database: str) -> Statement:
    with Store(database, create=False) as store:
        try:
            audit, stored = stored_of(store, audit_id)
        except DamagedError as error:
            raise InputError(
                _("what is stored of audit {audit} cannot be read ({why}); restore the database from a backup").format(
                    audit=audit_id, why=str(error)[:200]
                )
            ) from error
    return statement_of(audit, stored, read_profile(audit.profile))


def _note(database: str, audit: str, digest: str, *, signed: bool) -> None:
    with Store(database, create=False) as store:
        Journal(store.database).write("report.seal", {"audit": audit, "sha256": digest, "signed": signed})


def _sign_pdfs(folder: Path, names: list[str], key: SigningKey) -> list[str]:
    """Sign the PDFs that bear no signature yet, in their place; returns their names."""
    signed = []
    for name in names:
        if name.lower().endswith(".pdf") and b"/ByteRange" not in (data := read_file(folder / name)):
            write_whole(folder / name, key.sign_pdf(data, str(folder / name)))
            signed.append(name)
    return signed


def _write(path: Path, manifest: bytes, key: SigningKey | None) -> list[bytes]:
    """Write the manifest, with a signature where there is a key; returns the signatures that lie beside it then.

    Signatures on an older manifest go, for they do not hold for this one.
    """
    beside = [path.with_name(path.name + suffix) for suffix in SUFFIXES]
    if not path.is_file() or read_file(path) != manifest:
        for old in beside:
            old.unlink(missing_ok=True)
        write_whole(path, manifest)
    if key is not None:
        write_whole(beside[0], key.sign(manifest, datetime.now(ZONE)))
    return [read_file(each) for each in beside if each.is_file()]
