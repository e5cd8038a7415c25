"""Tells whether a sealed report is as it was sealed: its files, its signature, and the audit behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.text import Text

from agent.cli.show import outcome_word, safe
from agent.errors import InputError
from agent.evidence.proofs import SUFFIXES, read_file
from agent.profiles import read_profile
from agent.sealing import (
    MANIFEST,
    DamagedError,
    Difference,
    FileChanges,
    Manifest,
    StatementChanges,
    compare_files,
    derive,
    own_names,
    read_manifest,
    statement_of,
    stored_of,
)
from agent.store import Store
from agent.texts import _
from checks.record import TOOL

MOST_TOLD = 20
"""Names printed of one kind; `--json` has all."""


@dataclass(frozen=True, slots=True)
class Database:
    """What a database says of a sealed audit; `damaged` says why it can't be read, else it is empty; `version` is that
    of the tool which looked, where it is known and this is another one."""

    changes: StatementChanges | None
    version: str = ""
    differences: Sequence[Difference] = ()
    damaged: str = ""

    @property
    def sound(self) -> bool:
        """Whether it holds what was sealed, and its verdicts follow from what was seen."""
        return self.changes is not None and self.changes.none and not self.differences


@dataclass(frozen=True, slots=True)
class Sealed:
    """A manifest's file, what it says, and what became of it; `database` is None where none was asked."""

    path: Path
    data: bytes
    manifest: Manifest
    files: FileChanges
    database: Database | None

    @property
    def sound(self) -> bool:
        """Whether the files, and the database where it was asked, are as they were sealed."""
        return self.files.none and (self.database is None or self.database.sound)


def manifest_path(path: Path) -> Path | None:
    """The manifest that a path names or that lies in the folder it names; None where it is another file.

    Raises `InputError` for a folder without, or with several.
    """
    if not path.is_dir():
        return path if path.name.endswith(MANIFEST) else None
    try:
        found = sorted(each for each in path.iterdir() if each.name.endswith(MANIFEST))
    except OSError as error:
        raise InputError(_("{file} cannot be read: {why}").format(file=path, why=error.strerror)) from error
    if len(found) != 1:
        raise InputError(
            _("{folder} holds {count} manifests; name the one to check, FILE{suffix}").format(
                folder=path, count=len(found), suffix=MANIFEST
            )
        )
    return found[0]


def read_sealed(path: Path, db: str | None) -> Sealed:
    """Compare what a manifest says with the files beside it and with a database; raises `InputError`, `StoreError`."""
    data = read_file(path)
    manifest = read_manifest(data, str(path))
    files = compare_files(path.parent, manifest.covers, manifest.files, own_names(path.name, SUFFIXES))
    return Sealed(path, data, manifest, files, _database(manifest, db) if db else None)


def _database(manifest: Manifest, db: str) -> Database:
    sealed = manifest.statement
    profile = read_profile(sealed.audit.profile)
    with Store(db, create=False) as store:
        try:
            audit, stored = stored_of(store, sealed.audit.id)
            changes = sealed.differing(statement_of(audit, stored, profile))
            version = sealed.audit.tool_version
            other = "" if version == metadata.version(TOOL) else version
            return Database(changes, other, derive(audit, stored, profile))
        except DamagedError as error:
            return Database(None, damaged=str(error)[:200])


def sealed_document(sealed: Sealed) -> dict[str, Any]:
    """What became of a sealed report as JSON."""
    statement = sealed.manifest.statement
    database = sealed.database
    changes = database.changes if database else None
    told = database and {
        "sound": database.sound,
        "damaged": database.damaged or None,
        "changes": {name: value for name, value in asdict(changes).items() if name != "requirements"}
        if changes
        else None,
        "requirements_changed": changes.requirements if changes else None,
        "differences": [asdict(each) for each in database.differences],
    }
    return {
        "audit": statement.audit.model_dump(),
        "tool": sealed.manifest.tool.model_dump(),
        "observations": statement.observations.model_dump(),
        "verdicts": statement.verdicts.model_dump(),
        "files": asdict(sealed.files),
        "database": told,
        "sound": sealed.sound,
    }


def sealed_lines(sealed: Sealed) -> list[Text]:
    """The same for people."""
    audit, files = sealed.manifest.statement.audit, sealed.files
    lines = [
        Text(
            _("Audit {audit} · {province} · profile {profile} · law of {day} · sealed by version {version}").format(
                audit=safe(audit.id),
                province=safe(audit.province),
                profile=safe(audit.profile),
                day=safe("/".join(reversed(audit.law_date.split("-")))),
                version=safe(sealed.manifest.tool.version),
            )
        )
    ]
    lines += _bad(_("Files changed: {count}"), files.changed)
    lines += _bad(_("Files missing: {count}"), files.missing)
    lines += _bad(_("Files replaced by a link or another thing: {count}"), files.linked)
    lines += _bad(_("Files that were not sealed: {count}"), files.added)
    lines.append(_mark(files.none, _("Files as they were sealed: {count}").format(count=files.unchanged)))
    return lines + (_database_lines(sealed.database) if sealed.database else [_not_asked()])


def _not_asked() -> Text:
    return Text("– " + _("the database was not compared; name it with --db to see whether the verdicts follow"), "dim")


def _database_lines(database: Database) -> list[Text]:
    changes = database.changes
    if changes is None:
        return [_mark(False, _("what is stored of the audit cannot be read: {why}").format(why=safe(database.damaged)))]
    lines = _bad(
        _("Particulars of the audit changed in the database: {count}"), [_field(name) for name in changes.particulars]
    )
    lines += _bad(
        _("Portals and systems whose observations were changed in the database: {count}"), changes.observations
    )
    lines += _bad(_("Portals and systems whose verdicts were changed in the database: {count}"), changes.verdicts)
    lines += _bad(_("Portals and systems that went missing from the database: {count}"), changes.missing)
    lines += _bad(_("Portals and systems that were added to the database: {count}"), changes.added)
    if changes.none:
        lines.append(_mark(True, _("the database holds what was sealed: observations and verdicts are the same")))
    lines += _bad(
        _("Verdicts that do not follow from the observations: {count}"),
        [_difference(each) for each in database.differences],
    )
    if not database.differences:
        lines.append(_mark(True, _("judged again, the observations give the same verdicts")))
    if changes.requirements:
        told = _("the requirements are not those it was sealed with: verdicts may differ for that alone")
        lines.append(Text(f"! {told}", "yellow"))
    if database.differences and database.version:
        told = _("version {version} looked, this one is another: verdicts may differ for that alone")
        lines.append(Text(f"! {told.format(version=safe(database.version))}", "yellow"))
    return lines


def _difference(found: Difference) -> str:
    place = f"{found.place} · {found.requirement}: "
    if found.stored == found.judged and found.stored is not None:
        return place + _("{outcome}, with another reason or evidence").format(outcome=outcome_word(found.stored))
    return place + _("stored {stored}, judged {judged}").format(
        stored=outcome_word(found.stored) if found.stored else _("nothing"),
        judged=outcome_word(found.judged) if found.judged else _("nothing"),
    )


def _field(name: str) -> str:
    return {
        "id": _("id"),
        "province": _("province"),
        "profile": _("profile"),
        "law_date": _("date of law"),
        "started": _("time of the start"),
        "finished": _("time of the end"),
        "complete": _("completeness"),
        "tool_version": _("version of the tool"),
        "plan_sha256": _("what was asked (checks, agencies, waivers)"),
    }[name]


def _mark(good: bool, text: str) -> Text:
    return Text(f"{'✓' if good else '✗'} {text}", "green" if good else "bold red")


def _bad(heading: str, names: Sequence[str]) -> list[Text]:
    """A line with the count, then the names; nothing where there is none."""
    if not names:
        return []
    more = len(names) - MOST_TOLD
    told = [Text(f"    {safe(name)}") for name in names[:MOST_TOLD]]
    rest = [Text("    " + _("… and {count} more").format(count=more))] if more > 0 else []
    return [_mark(False, heading.format(count=len(names))), *told, *rest]
