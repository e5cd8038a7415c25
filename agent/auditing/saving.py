"""Stores what an audit found, and waits for a database that is away for a while."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from agent.store import Audit, AuditStatus, Store, StoreError
from agent.store.errors import Text

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
"""Seconds between two tries, at most; the first is taken after one."""

Done = TypeVar("Done")


def patiently(act: Callable[[], Done], patience: timedelta, stop: threading.Event) -> Done:
    """Do something with the store, again and again while the database is away, locked or out of room.

    The audit stands still meanwhile: what it holds in memory is no more than what was under way. Raises the last
    `StoreError` when the patience is over or `stop` is set, and any other at once.
    """
    until = time.monotonic() + patience.total_seconds()
    pause = 1.0
    while True:
        try:
            return act()
        except StoreError as error:
            left = until - time.monotonic()
            if not isinstance(error.__cause__, OperationalError) or left <= 0 or stop.is_set():
                raise
            log.warning("the database is away, tried again for %.0f s: %s", left, error)
            stop.wait(min(pause, left))
            pause = min(2 * pause, LONGEST_PAUSE)


def saved_once(save: Callable[[], None]) -> Callable[[], None]:
    """Something that saves a portal and may be repeated: where a try was whole and only its answer was lost, the next
    one finds the portal stored, and is done."""
    failed = False

    def again() -> None:
        nonlocal failed
        try:
            save()
        except StoreError as error:
            if not failed or error.text is not Text.SAVED_TWICE:
                failed = True
                raise

    return again


def finished_once(store: Store, audit_id: str, finish: Callable[[str], Audit]) -> Callable[[], Audit]:
    """The same for what closes an audit that is running: its load and what came between count once."""
    failed = False

    def again() -> Audit:
        nonlocal failed
        if failed and (closed := store.audit(audit_id)).status is not AuditStatus.RUNNING:
            return closed
        try:
            return finish(audit_id)
        except StoreError:
            failed = True
            raise

    return again
