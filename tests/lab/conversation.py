"""How a conversation with a client ends: quietly, whichever side ends it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def conversation(writer: asyncio.StreamWriter) -> Iterator[None]:
    """Close the connection after the `with` block; a client gone, a patience spent, the lab's end are no errors."""
    with (
        contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError),
        contextlib.closing(writer),
    ):
        yield
