"""Writes results so that a reader never meets half a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from agent.errors import InputError
from agent.texts import _


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


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file in one step, a text in UTF-8: it is there whole, or as it was before; raises `InputError`."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
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
