"""Writes results so that a reader never meets half a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from agent.errors import InputError
from agent.texts import _

Content: TypeAlias = str | bytes | Iterable[str]
"""What a file holds: whole, or a text in pieces that are made as they are written."""


def ensure_writable(folder: Path) -> None:
    """Make the folder and prove that it takes files; raises `InputError` before any work is done in vain."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(
            _("cannot write to folder {folder}: {why}; name another one with -o").format(
                folder=folder, why=error.strerror
            )
        ) from error


def encoded(content: Content) -> Iterator[bytes]:
    """The bytes of a file, a text's in UTF-8."""
    for piece in [content] if isinstance(content, str | bytes) else content:
        yield piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")


def write_whole(path: Path, content: Content) -> Path:
    """Write a file in one step, a text in UTF-8: it is there whole, or as it was before; raises `InputError`."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.writelines(encoded(content))
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o640)
        temporary.replace(path)
    except OSError as error:
        raise InputError(_("cannot write {path}: {why}").format(path=path, why=error.strerror)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return path
