"""A service that lives through simulated time, in a process that a test may kill.

The clock of the process stands where its last life ended; while nothing is due it is moved on by hours.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_double
from datetime import UTC, datetime
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import time_machine

from agent.service.run import execute_run
from agent.service.runs import Runs, RunState
from agent.service.service import REST, Service
from agent.settings import ServiceSettings, load_settings
from policies.catalogue import load_catalogue

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

STEP, STEP_WHILE_A_RUN_RESTS = 12 * 3600.0, 1200.0
"""Seconds by which the clock is moved on while nothing is due."""
CATALOGUE = load_catalogue()
"""Read before lives are forked, once for all of them."""
PATIENCE = 60.0


class Life:
    """One process of the service. `moment` is its clock, in seconds since 1970, and that of its last moment once it is
    over; `busy` says that a run is under way."""

    def __init__(self, process: ForkServerProcess, shared: Any) -> None:
        self._process, self._shared = process, shared

    @property
    def moment(self) -> float:
        """Its clock."""
        return float(self._shared[0])

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return bool(self._shared[1])

    def die_in_a_run(self, once: Callable[[], bool], after: float) -> bool:
        """Kill it in a run, so long after something is so; false when the run, or the life, was over by then."""
        while not (self.busy and once()) and self._process.is_alive():
            time.sleep(0.01)
        time.sleep(after)
        if not self.busy or not self._process.is_alive():
            return False
        self._process.kill()
        self._process.join()
        return True

    def end(self) -> None:
        """Wait until its time is over."""
        self._process.join(PATIENCE)
        assert self._process.exitcode == 0, f"exit status {self._process.exitcode}"


def context() -> ForkServerContext:
    """Where lives are forked from: a process that has all modules, and no threads."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([__name__])
    return server


@contextmanager
def life(
    config: Path, start: float, until: float, zone: str, jumps: Sequence[tuple[float, float]] = (), most_bytes: int = 0
) -> Iterator[Life]:
    """A service from one moment to another, on a machine whose time zone is `zone`.

    At each (moment, seconds) of `jumps` somebody sets the clock; with `most_bytes` no file may
    grow beyond that, once the service stands.
    """
    server = context()
    shared = server.Array(c_double, [start, 0.0], lock=False)
    process = server.Process(target=_live, args=(config, until, zone, list(jumps), most_bytes, shared))
    process.start()
    try:
        yield Life(process, shared)
    finally:
        if process.is_alive():
            process.kill()
        process.join()


def _live(
    config: Path, until: float, zone: str, jumps: list[tuple[float, float]], most_bytes: int, shared: Any
) -> None:
    os.environ["TZ"] = zone
    time.tzset()

    def execute(run_id: int, settings: ServiceSettings, stop: threading.Event) -> RunState:
        shared[1] = 1.0
        try:
            return execute_run(run_id, settings, stop)
        finally:
            shared[1] = 0.0

    with time_machine.travel(datetime.fromtimestamp(shared[0], UTC), tick=True) as clock:
        service = Service(load_settings(config), execute)
        if most_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
        while time.time() < until:
            wait = service.turn()
            while jumps and jumps[0][0] <= time.time():
                clock.shift(jumps.pop(0)[1])
            step = STEP_WHILE_A_RUN_RESTS if Runs(service.store.database).open() else STEP
            clock.shift(wait if wait < REST else min(step, max(0.0, until - time.time())))
            shared[0] = time.time()
        service.close()
