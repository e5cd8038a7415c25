"""One process at a time works on an audit: who does says so in the store, and is asked whether it lives."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete

from agent.errors import InputError
from agent.store import StoreError
from agent.store.engine import Database
from agent.store.service_schema import signs_of_life
from agent.store.signs import Sign, keep_sign, read_sign
from agent.texts import _

BETWEEN_BEATS = 30.0
"""Seconds after which the holder says again that it lives."""
SILENCE = timedelta(minutes=3)
"""A holder on another machine that said nothing for so long is gone."""

_PREFIX = "audit:"


class Hold:
    """An audit that this process holds."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name
        self._beaten = self._heard = time.monotonic()

    def beat(self) -> None:
        """Say, now and then, that this process still holds the audit; a database that is away does not hear it.

        Raises `InputError` where another process has taken the audit up, as it may after a long silence.
        """
        if time.monotonic() < self._beaten + BETWEEN_BEATS:
            return
        self._beaten = time.monotonic()
        with contextlib.suppress(StoreError):
            self._say()

    def make_sure(self) -> None:
        """Before something is written after a long silence: as `beat`, but raises `StoreError` where nobody hears."""
        if time.monotonic() >= self._heard + SILENCE.total_seconds() / 2:
            self._say()

    def _say(self) -> None:
        with self._database.writing() as connection:
            if not _is_mine(read_sign(connection, self._name)):
                raise InputError(
                    _(
                        "another process took up the audit {audit} while this one was not heard of; this one ends"
                    ).format(audit=self._name.removeprefix(_PREFIX))
                )
            keep_sign(connection, self._name, datetime.now(UTC), _myself())
        self._heard = time.monotonic()


@contextmanager
def holding(database: Database, audit_id: str) -> Iterator[Hold]:
    """Hold an audit for the length of a `with` block; raises `InputError` while another process does."""
    name = f"{_PREFIX}{audit_id}"
    with database.writing() as connection:
        held = read_sign(connection, name)
        if held is not None and _lives(held):
            raise InputError(
                _("the audit {audit} is being worked on by process {pid} on {host}; wait for it, or end it").format(
                    audit=audit_id, pid=held.value["pid"], host=held.value["host"]
                )
            )
        keep_sign(connection, name, datetime.now(UTC), _myself())
    try:
        yield Hold(database, name)
    finally:
        with contextlib.suppress(StoreError), database.writing() as connection:
            if _is_mine(read_sign(connection, name)):
                connection.execute(delete(signs_of_life).where(signs_of_life.c.name == name))


def _myself() -> dict[str, object]:
    return {"host": socket.gethostname(), "pid": os.getpid(), "born": _born(os.getpid())}


def _is_mine(held: Sign | None) -> bool:
    return held is not None and held.value == _myself()


def _lives(held: Sign) -> bool:
    """Whether the holder is a process of this machine that is still the same, or one of another that was heard of."""
    if held.value["host"] != socket.gethostname():
        return datetime.now(UTC) - held.at < SILENCE
    pid: int = held.value["pid"]
    born: str | None = held.value["born"]
    return pid != os.getpid() and born is not None and _born(pid) == born


def _born(pid: int) -> str | None:
    """What tells a process from any other that has or had its number: boot and start; None where none runs."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        state, *others = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if state in ("Z", "X") else f"{boot} {others[18]}"
