"""The files of a report on disk: listed with their hashes, and compared with such a list.

No path is ever made from a name in a list: names are only compared with those that were met in the folder itself, and
no link is followed. What a list says can therefore not lead out of its folder.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from agent.errors import InputError
from agent.sealing.statement import Data, Sha256
from agent.texts import _

MOST_FILES = 100_000
_DATABASE = (".db", ".db-wal", ".db-shm", ".db-journal")
"""How the names of databases end, which are no files of a report wherever they lie."""


class Listed(Data):
    """One file by its path within the folder (parts joined by `/`), its size in bytes and the hash of its bytes."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class FileChanges:
    """How the files differ from a list of them, by name; `linked` are those that are no plain file any more (a link, a
    folder, a pipe stands in their place), `unchanged` counts the rest."""

    unchanged: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    linked: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether all are there as they were, and no more than those."""
        return not (self.changed or self.missing or self.linked or self.added)


def names_in(folder: Path, covers: str, leave_out: Collection[str]) -> list[str]:
    """The path within `folder` of every file below it that begins with `covers`, in order; raises `InputError` for a
    link or another thing that is no plain file, for a name that is no text, and for what cannot be read."""
    met = dict(_met(folder, covers, leave_out))
    for name, plain in met.items():
        if not plain:
            raise InputError(_("{file} is no plain file; put the file itself there").format(file=folder / name))
        if not name.isprintable():
            raise InputError(_("the name of {file} cannot be told; rename it").format(file=folder / name))
    return sorted(met)


def list_files(folder: Path, names: Iterable[str]) -> list[Listed]:
    """Those files with their hashes; raises `InputError` for what cannot be read."""
    listed = []
    for name in names:
        size, sha256 = _read(folder / name)
        listed.append(Listed(name=name, size=size, sha256=sha256))
    return listed


def compare_files(folder: Path, covers: str, listed: Collection[Listed], leave_out: Collection[str]) -> FileChanges:
    """How the files below `folder` differ from those that were listed; raises `InputError` for what cannot be read."""
    met = dict(_met(folder, covers, leave_out))
    known = {file.name: file for file in listed}
    here = [file for name, file in known.items() if met.get(name)]
    changed = {file.name for file in here if _read(folder / file.name) != (file.size, file.sha256)}
    missing = {name for name in known if name not in met}
    linked = {name for name in known if met.get(name) is False}
    return FileChanges(
        unchanged=len(here) - len(changed),
        changed=tuple(sorted(changed)),
        missing=tuple(sorted(missing)),
        linked=tuple(sorted(linked)),
        added=tuple(sorted(met.keys() - known.keys())),
    )


def _met(folder: Path, covers: str, leave_out: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The path within the folder of each thing that is no folder, and whether it is a plain file."""
    waiting, count = [""], 0
    try:
        while waiting:
            inside = waiting.pop()
            with os.scandir(folder / inside) as entries:
                for entry in entries:
                    name = f"{inside}{entry.name}"
                    if not name.startswith(covers) or name in leave_out or name.endswith(_DATABASE):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{name}/")
                        continue
                    count += 1
                    if count > MOST_FILES:
                        raise InputError(
                            _("{folder} holds more than {limit} files; name the folder of one report").format(
                                folder=folder, limit=MOST_FILES
                            )
                        )
                    yield name, entry.is_file(follow_symlinks=False)
    except OSError as error:
        raise InputError(_("{file} cannot be read: {why}").format(file=folder, why=error.strerror)) from error


def _read(path: Path) -> tuple[int, str]:
    """Size and hash of a plain file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise InputError(_("{file} is no plain file; put the file itself there").format(file=path))
            digest = hashlib.file_digest(file, "sha256")
            return file.tell(), digest.hexdigest()
    except OSError as error:
        raise InputError(_("{file} cannot be read: {why}").format(file=path, why=error.strerror)) from error
