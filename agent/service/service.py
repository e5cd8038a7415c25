"""The service: begins what is due, sees that it ends, does the daily work of a store. One turn does all that is due.

No part that fails stops the others, or the service: it is told in the log, counted in the beat, and tried again.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from agent.auditing.stopping import StopSwitch
from agent.errors import InputError
from agent.journal import SERVICE, Journal
from agent.keeping.keep import keep
from agent.notices.deliver import deliver_due
from agent.schedule.jobs import Planner
from agent.schedule.store import NoEntryError, Schedules
from agent.service.child import Child
from agent.service.leader import leader_of
from agent.service.notify import tell_systemd
from agent.service.runs import Run, Runs, RunState, drop_runs, hasten_runs
from agent.store import Store, StoreError
from agent.store.signs import Sign, keep_sign, read_sign
from agent.texts import _, language
from agent.watching.watch import watch
from reports.wording import ZONE

if TYPE_CHECKING:
    from agent.settings import ServiceSettings

log = logging.getLogger(__name__)

Execute = Callable[[int, "ServiceSettings", threading.Event], RunState]
"""Takes a run as far as it comes now: `agent.service.run.execute_run`."""
Value = TypeVar("Value")

REST = 5.0
"""Seconds between two turns at most: what people change is noticed within that time."""
WITH_CHILD = 1.0
"""The same while a run is under way."""
BEAT, HOUSEKEEPING = "service", "housekeeping"
"""Names of signs of life: the service turned, housekeeping was done."""
LEEWAY = timedelta(hours=1)
"""A run that takes longer than its deadline by this much hangs."""
CLOCK_LEEWAY = timedelta(minutes=2)
"""A last beat that lies further ahead than this was written before the clock was set back."""
_REPEAT = 60
"""A part that keeps failing is told at the first time and at each of so many."""
_STEP = 0.2
"""Seconds between two looks at a run that is waited for."""
_PARTING = 5.0
"""Seconds that parts under way have when the service ends."""


class Service:
    """The service on a store. Only one leads; another one's turns do nothing until it does."""

    def __init__(self, settings: ServiceSettings, execute: Execute | None = None, config: Path | None = None) -> None:
        """Runs are processes that read their settings from `config`, or calls of `execute` within a turn.

        Raises `StoreError` when the database can't be used.
        """
        self._settings, self._execute, self._config = settings, execute, config
        self.store = Store(settings.database)
        self._runs = Runs(self.store.database)
        self._leader = leader_of(self.store.database)
        self._planner: Planner | None = None
        self._child: Child | None = None
        self._since: datetime | None = None
        self._failures: dict[str, int] = {}
        self._beaten: datetime | None = None
        self._aside: dict[str, threading.Thread] | None = None
        self._stop = threading.Event()

    @property
    def leads(self) -> bool:
        """Whether this service led at its last turn."""
        return self._since is not None

    def lead(self) -> bool:
        """Lead the store if nobody else does; whether this service does now.

        Who begins to lead takes up what the one before left. Raises `StoreError`.
        """
        if self.leads and self._leader.held():
            return True
        if not self._leader.take():
            if self.leads:
                self._since = None
                log.error("another service leads the store now; this one stands by")
                self._stop_child()
            return False
        mine = [self._child.run_id] if self._child else []
        left = self._runs.take_over(_("the service ended while it ran"), mine)
        now = datetime.now(UTC)
        Journal(self.store.database).write("service.start", {**_process(), "runs": left}, SERVICE)
        log.info("this service leads; %d runs are taken up", len(left))
        self._since = now
        return True

    def turn(self) -> float:
        """Do all that is due now; returns in how many seconds something may be due again, at most `REST`."""
        if not self._guarded("leading", self.lead):
            return REST
        now = datetime.now(UTC)
        self._guarded("beat", self._beat)
        wait = self._guarded("schedule", self._plan)
        began = self._guarded("runs", lambda: self._see_to_runs(now))
        self._apart("notices", lambda: deliver_due(self.store.database, self._settings.notices, datetime.now(UTC)))
        self._apart("watching", lambda: watch(self.store.database, self._settings, datetime.now(UTC)))
        self._apart("housekeeping", self._keep)
        if began:
            return WITH_CHILD if self._child else 0.0
        return min(REST, REST if wait is None else wait)

    def run(self, stop: threading.Event) -> None:
        """Turn until `stop` is set, then end what is under way; notices and housekeeping keep no turn waiting."""
        self._stop, self._aside = stop, {}
        try:
            while not stop.is_set():
                wait = self.turn()
                told = "leads" if self.leads else "stands by"
                tell_systemd(READY=1, WATCHDOG=1, STATUS=told)
                stop.wait(max(wait, 0.05))
        finally:
            tell_systemd(STOPPING=1, STATUS="ends")
            self.close()

    def once(self, stop: threading.Event) -> None:
        """Do what is due now, and wait for the run that it begins; then for the next, until none is due or `stop` is
        set."""
        self._stop = stop
        self.turn()
        while not stop.is_set() and self.leads and (self._child or self._ready(datetime.now(UTC))):
            if not stop.wait(_STEP):
                self.turn()

    def close(self) -> None:
        """End a run that is under way, orderly if it can, and let another service lead."""
        self._stop_child()
        for thread in (self._aside or {}).values():
            thread.join(_PARTING)
        if self.leads:
            ended = {**_process(), "since": self._since.isoformat() if self._since else None}
            self._guarded("ending", lambda: Journal(self.store.database).write("service.stop", ended, SERVICE))
        self._since = None
        self._leader.release()
        self.store.close()

    def _guarded(self, part: str, work: Callable[[], Value]) -> Value | None:
        """Do one part; None where it fails, which is told without flooding the log."""
        try:
            value = work()
        except Exception as error:
            count = self._failures[part] = self._failures.get(part, 0) + 1
            if count % _REPEAT == 1:
                told = (
                    error.sentence(language()) if isinstance(error, StoreError) else f"{type(error).__name__}: {error}"
                )
                trace = None if isinstance(error, StoreError) else error
                log.error("%s failed (%d times in a row): %s", part, count, told, exc_info=trace)
            return None
        if self._failures.pop(part, 0):
            log.warning("%s works again", part)
        return value

    def _apart(self, part: str, work: Callable[[], object]) -> None:
        """Do one part that may wait for others: within the turn, or in a thread of its own once the service runs."""
        if self._aside is None:
            self._guarded(part, work)
            return
        before = self._aside.get(part)
        if before is None or not before.is_alive():
            thread = threading.Thread(target=self._guarded, args=(part, work), name=part, daemon=True)
            self._aside[part] = thread
            thread.start()

    def _beat(self) -> None:
        """Write down that the service turns, and which of its parts fail; runs that rest until a moment of a clock
        that was ahead go on."""
        now = datetime.now(UTC)
        if self._beaten is not None and self._beaten <= now < self._beaten + timedelta(seconds=REST):
            return
        since = self._since.isoformat() if self._since else None
        value = {**_process(), "since": since, "failing": dict(self._failures)}
        with self.store.database.writing() as connection:
            before = read_sign(connection, BEAT)
            if before is not None and before.at > now + CLOCK_LEEWAY:
                hasten_runs(connection, now)
            keep_sign(connection, BEAT, now, value)
        self._beaten = now

    def _plan(self) -> float | None:
        if self._planner is None:
            self._planner = Planner(self.store.database, self._settings.schedule)
        return self._planner.plan()

    def _ready(self, now: datetime) -> Run | None:
        """The run to begin or to go on with now; none while the stop switch is on."""
        ready = next((run for run in self._runs.open() if run.state != RunState.RUNNING and run.ready <= now), None)
        if ready and StopSwitch(self.store.database, self._settings.stop_file).asked():
            return None
        return ready

    def _see_to_runs(self, now: datetime) -> bool:
        """See whether the run under way has ended, and begin the next; whether one is or was under way."""
        if self._child is not None:
            if self._child.hung:
                log.error("the run hangs and is ended", extra={"run": self._child.run_id})
                self._child.stop(self._settings.schedule.stop_seconds, _alive)
            if self._child.status is None:
                return True
            self._ended(self._child.run_id, self._child.status)
            self._child = None
        for run_id in self._runs.under_way():  # without a process: it could not be started, or its end not be noted
            self._ended(run_id, None)
        run = self._ready(now)
        if run is None:
            return False
        limit = self._limit(run)
        if limit is None:
            self._ended(run.id, None)
            return True
        self._runs.begin(run.id)
        log.info("the run begins", extra={"run": run.id, "schedule": run.schedule})
        if self._execute is None:
            self._child = Child(run.id, self._config, limit)
            return True
        try:
            self._execute(run.id, self._settings, self._stop)
        except Exception:
            log.exception("the run broke off", extra={"run": run.id})
        self._ended(run.id, None)
        return True

    def _limit(self, run: Run) -> float | None:
        """Seconds after which a run hangs; None, once that is noted, for a run whose entry is gone or can't be used."""
        try:
            entry = Schedules(self.store.database).get(run.schedule).entry
        except NoEntryError:
            with self.store.database.writing() as connection:
                drop_runs(connection, run.schedule, datetime.now(UTC), _("its entry was removed from the schedule"))
            return None
        except InputError as error:
            self._runs.fail(run.id, str(error), self._settings.schedule)
            return None
        return (entry.deadline + LEEWAY).total_seconds()

    def _ended(self, run_id: int, status: int | None) -> None:
        """A run that ended without writing down how has crashed, and is tried again."""
        run = self._runs.get(run_id)
        if run.state is RunState.RUNNING:
            told = _("it broke off (status {status})").format(status="?" if status is None else status)
            run = self._runs.fail(run_id, told, self._settings.schedule)
        about = {"run": run.id, "schedule": run.schedule, "audit": run.audit}
        if run.state is RunState.FAILED:
            log.error("the run is given up: %s", run.told, extra=about)
        else:
            log.info("the run is %s: %s", run.state.value, run.told or "-", extra=about)

    def _keep(self) -> None:
        """Daily housekeeping, once its time has come and no run is under way, or a day after at the latest."""
        now = datetime.now(UTC)
        due = datetime.combine(now.astimezone(ZONE).date(), self._settings.schedule.housekeeping, ZONE)
        due = due if due <= now else due - timedelta(days=1)
        with self.store.database.reading() as connection:
            last: Sign | None = read_sign(connection, HOUSEKEEPING)
        if last is not None and due <= last.at <= now:
            return
        if self._child is not None and last is not None and last.at > due - timedelta(days=1):
            return
        keep(self.store.database, self._settings.keeping, now, self._settings.reports)
        with self.store.database.writing() as connection:
            keep_sign(connection, HOUSEKEEPING, now, {})

    def _stop_child(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        child.stop(self._settings.schedule.stop_seconds, _alive)
        self._guarded("runs", lambda: self._interrupted(child.run_id))

    def _interrupted(self, run_id: int) -> None:
        """A run that this service ended before it could say how far it came is to go on with the next service."""
        if self._runs.get(run_id).state is RunState.RUNNING:
            self._runs.rest(run_id, datetime.now(UTC), _("the service ended while it ran"))


def _process() -> dict[str, object]:
    return {"pid": os.getpid(), "host": socket.gethostname()}


def _alive() -> None:
    tell_systemd(WATCHDOG=1)
