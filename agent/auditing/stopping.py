"""The stop switch: asked for by anybody in charge, it halts all traffic of the audits of a database within two seconds.

It stands in two places, either of which is enough: a row in the database, and a file that even a person without the
database can make. It stays on until somebody lifts it.
"""

from __future__ import annotations

import contextlib
import logging
import pwd
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete

from agent.journal import write_entry
from agent.store.engine import Database
from agent.store.errors import StoreError
from agent.store.service_schema import signs_of_life
from agent.store.signs import keep_sign, read_sign
from checks.network.politeness import Politeness

log = logging.getLogger(__name__)

SIGN = "stop"
"""The name of the row in the table of signs of life."""
FILE = "tuanthu.stop"
"""The name of the file beside an SQLite database, where no other is named."""
BETWEEN_LOOKS = 0.5
"""Seconds between two looks at the switch."""
LONGEST_TEXT = 200
"""Characters that are kept of who asked, and of why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for the stop, when, and why (which may be empty). Whoever shows the texts escapes them."""

    who: str
    when: datetime
    why: str


class StopSwitch:
    """The switch of a database and of a file; with None, of `tuanthu.stop` beside an SQLite database."""

    def __init__(self, database: Database, file: Path | None = None) -> None:
        self._database = database
        self.file = file or _beside(database)

    def asked(self) -> Asked | None:
        """Who asked for the stop, if anybody did; raises `StoreError` where neither place tells."""
        return self.asked_by_file() or self.asked_in_database()

    def asked_by_file(self) -> Asked | None:
        """The same, by the file alone: its owner asked, and its first line says why."""
        if self.file is None:
            return None
        try:
            status = self.file.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:  # there may be a file that cannot be seen: rather stop than go on
            return Asked("", datetime.now(UTC), f"{self.file.name[:80]}: {error.strerror}")
        return Asked(_owner(status.st_uid), datetime.fromtimestamp(status.st_mtime, UTC), self._first_line())

    def ask(self, who: str, why: str = "") -> None:
        """Halt all traffic; raises `StoreError` where the database can't be told, by when the file is there, and
        `OSError` where the file can't be written, by when the database is told."""
        who, why = who[:LONGEST_TEXT], why[:LONGEST_TEXT]
        now = datetime.now(UTC)
        try:
            if self.file is not None:
                self.file.write_text(f"{' '.join(why.split())}\n", encoding="utf-8", errors="replace")
        finally:
            with self._database.writing() as connection:
                keep_sign(connection, SIGN, now, {"who": who, "why": why})
                write_entry(connection, "stop.ask", {"why": why}, who, now)

    def lift(self, who: str) -> None:
        """Let traffic flow again, from the next audit on. Raises `StoreError` or `OSError` where that can't be done."""
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            connection.execute(delete(signs_of_life).where(signs_of_life.c.name == SIGN))
            write_entry(connection, "stop.lift", {}, who[:LONGEST_TEXT], now)
        if self.file is not None:
            self.file.unlink(missing_ok=True)

    def asked_in_database(self) -> Asked | None:
        """The same, by the database alone; raises `StoreError`."""
        with self._database.reading() as connection:
            sign = read_sign(connection, SIGN)
        return Asked(str(sign.value["who"]), sign.at, str(sign.value["why"])) if sign else None

    def _first_line(self) -> str:
        with contextlib.suppress(OSError):
            if self.file is not None and self.file.is_file():
                with self.file.open(encoding="utf-8", errors="replace") as text:
                    return text.readline(LONGEST_TEXT).strip()
        return ""


@contextmanager
def watching(switch: StopSwitch, politeness: Politeness, stop: threading.Event) -> Iterator[None]:
    """Look at the switch all the time during a `with` block: once somebody asked, halt all traffic and set `stop`.

    While the database is away, or does not answer, the file alone decides.
    """
    over = threading.Event()

    def watch(look: Callable[[], Asked | None]) -> None:
        away = False
        while not over.is_set():
            try:
                asked, away = look(), False
            except StoreError as error:
                asked = None
                if not away:
                    log.warning("the stop switch in the database cannot be seen: %s", error)
                away = True
            if asked is not None:
                log.warning("all traffic is halted, asked for by %s: %s", asked.who, asked.why)
                politeness.halt()
                stop.set()
                return
            over.wait(BETWEEN_LOOKS)

    looks = (switch.asked_by_file, switch.asked_in_database)
    watchers = [threading.Thread(target=watch, args=(look,), name="stop-switch", daemon=True) for look in looks]
    for watcher in watchers:
        watcher.start()
    try:
        yield
    finally:
        over.set()
        for watcher in watchers:
            watcher.join(4 * BETWEEN_LOOKS)


def _beside(database: Database) -> Path | None:
    if database.url.get_backend_name() != "sqlite":
        return None
    return Path(database.url.database or "").parent / FILE


def _owner(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
