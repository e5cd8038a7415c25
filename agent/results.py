"""Reads what `audit` and `check --json` wrote: files that may come from another machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agent.errors import InputError
from agent.texts import _
from checks.record import PortalRecord

LARGEST = 512 * 1024 * 1024
"""Bytes of a file that is read."""
WRONG = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What is raised on the way through a file that is no result of ours."""


def read_document(file: Path) -> Any:
    """The JSON in a file; raises one of `WRONG`."""
    if file.stat().st_size > LARGEST:
        raise ValueError(_("larger than {limit} MiB").format(limit=LARGEST >> 20))
    return json.loads(file.read_text(encoding="utf-8"))


def no_result(file: Path, error: Exception) -> InputError:
    """The error to raise for a file that is no result of ours."""
    why = error.strerror if isinstance(error, OSError) else None  # the sentence names the file already
    return InputError(
        _("{file} is no result of tuanthu: {why}; give a JSON file that 'audit' or 'check --json' wrote").format(
            file=file, why=why or str(error)[:200]
        )
    )


def records_in(file: Path) -> tuple[list[PortalRecord], bool]:
    """The records in a JSON file, those of systems first, and whether it is of one portal rather than of an audit.

    Raises `InputError` when it is neither.
    """
    try:
        document = read_document(file)
        told = [*document.get("systems", ()), *document.get("portals", [document])]
        return [PortalRecord.from_document(each) for each in told], "portals" not in document
    except WRONG as error:
        raise no_result(file, error) from error
