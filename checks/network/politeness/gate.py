"""The one gate to every address: hundreds of commune sites share one, so what is allowed is kept per address."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from checks.network.politeness.barred import BarredError
from checks.network.politeness.halting import Halting
from checks.network.politeness.pace import Pace, Step
from checks.network.politeness.rate import Rate
from checks.observation import Reason, Unseen

_A_MOMENT = 0.002  # seconds after which a place may have come free
_A_WHILE = 0.2  # seconds after which one who has an address alone may have left

LONGEST_REST = 600.0
"""Seconds that an address may ask for at a time (Retry-After); one that asks for more is left alone for good."""
MOST_REST = 900.0
"""Seconds that an address may ask for in all; likewise."""


@dataclass(slots=True)
class _Load:
    changed: threading.Condition
    open: int = 0
    next_start: float = 0.0
    closed: bool = False
    pace: Pace = field(default_factory=Pace)
    answering: set[int] = field(default_factory=set)  # ports that have answered
    rested: float = 0.0
    left_alone: Unseen | None = None
    begun: int = 0
    most_open: int = 0
    most_begun: int = 0
    latest: deque[float] = field(default_factory=deque)  # beginnings within the last second


@dataclass(slots=True)
class Politeness:
    """Keeps every address within its rate, and below it while it shows signs of trouble; shared by all threads of an
    audit. `begun` counts the connections, `walls` the answers that asked for fewer requests (HTTP 429)."""

    begun: int = 0
    walls: int = 0
    halting: Halting = field(default_factory=Halting)
    _loads: dict[str, _Load] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def halted(self) -> bool:
        """Whether all traffic was told to end."""
        return self.halting.told

    def halt(self) -> None:
        """End all traffic at once and for good: sockets are shut, and who waits or comes is told `Halted`."""
        self.halting.halt()
        with self._lock:
            for load in self._loads.values():
                load.changed.notify_all()

    def enter(self, address: str, rate: Rate) -> None:
        """Wait for a place at `address`; every `enter` needs its `leave`.

        Raises `BarredError` when the address is left alone by then, `Halted` when all traffic was told to end.
        """
        with self._lock:
            load = self._load(address)
            while not self._entered(load, rate):
                wait = load.next_start - time.monotonic()
                full = load.closed or load.open >= load.pace.connections(rate)
                load.changed.wait(None if full else max(0.0, wait))

    def try_enter(self, address: str, rate: Rate) -> float:
        """Take a place at `address` at once and return 0, or return in how many seconds to try again.

        Raises as `enter` does.
        """
        with self._lock:
            load = self._load(address)
            if self._entered(load, rate):
                return 0.0
            if load.closed:
                return _A_WHILE
            return max(_A_MOMENT, load.next_start - time.monotonic())

    def _load(self, address: str) -> _Load:
        """Of one address. Whoever waits there is woken by what happens there alone."""
        if address not in self._loads:
            self._loads[address] = _Load(threading.Condition(self._lock))
        return self._loads[address]

    def _entered(self, load: _Load, rate: Rate) -> bool:
        self.halting.check()
        if load.left_alone is not None:
            raise BarredError(load.left_alone)
        now = time.monotonic()
        if load.closed or load.open >= load.pace.connections(rate) or load.next_start > now:
            return False
        load.open += 1
        load.next_start = now + load.pace.interval(rate)
        self.begun += 1
        self._count(load, now)
        return True

    def _count(self, load: _Load, now: float) -> None:
        load.begun += 1
        load.most_open = max(load.most_open, load.open)
        load.latest.append(now)
        while load.latest[0] <= now - 1:
            load.latest.popleft()
        load.most_begun = max(load.most_begun, len(load.latest))

    def leave(self, address: str) -> None:
        """Give the place at `address` back."""
        with self._lock:
            load = self._load(address)
            load.open -= 1
            load.changed.notify_all()

    @contextmanager
    def turn(self, address: str, rate: Rate) -> Iterator[None]:
        """Hold a place at `address` for the length of a `with` block."""
        self.enter(address, rate)
        try:
            yield
        finally:
            self.leave(address)

    @contextmanager
    def alone(self, address: str) -> Iterator[None]:
        """Have `address` alone for the length of a `with` block, as soon as those who are there have left it and it
        has had the rest that it asked for.

        Raises `Halted` when all traffic was told to end.
        """
        with self._lock:
            load = self._load(address)
            while load.closed:
                self.halting.check()
                load.changed.wait()
            self.halting.check()
            load.closed = True
        try:
            with self._lock:
                while load.open:
                    load.changed.wait()
                while (rest := load.next_start - time.monotonic()) > 0 and not self.halted:
                    load.changed.wait(rest)
            self.halting.check()
            yield
        finally:
            with self._lock:
                load.closed = False
                load.changed.notify_all()

    def took(self, address: str, port: int, step: Step, seconds: float) -> None:
        """Note how long an endpoint took for a step that it took."""
        with self._lock:
            load = self._load(address)
            load.answering.add(port)
            load.pace.took(step, seconds, time.monotonic(), alone=load.open <= 1)

    def failed(self, address: str, port: int) -> None:
        """Note that an endpoint was silent, refused or broke off: a sign of trouble where it had answered before."""
        with self._lock:
            load = self._load(address)
            if port in load.answering:
                load.pace.trouble(time.monotonic())

    def overloaded(self, address: str) -> None:
        """Note that a server said itself that it has too much to do (HTTP 503)."""
        with self._lock:
            self._load(address).pace.trouble(time.monotonic())

    def walled(self, address: str, rest: float | None) -> None:
        """Note that a server asked for fewer requests (HTTP 429), and for none during `rest` seconds.

        Nothing begins there for so long; when that is too long, nothing any more.
        """
        with self._lock:
            load, now = self._load(address), time.monotonic()
            self.walls += 1
            load.pace.trouble(now)
            if rest is None:
                return
            longer = max(0.0, now + rest - max(now, load.next_start))
            load.rested += longer
            if rest > LONGEST_REST or load.rested > MOST_REST:
                asked = f"{address} asks for no more requests: HTTP 429, Retry-After {rest:.0f} s"
                load.left_alone = load.left_alone or Unseen(Reason.BLOCKED, asked)
            else:
                load.next_start = max(load.next_start, now + rest)
            load.changed.notify_all()

    def left_alone(self, address: str) -> Unseen | None:
        """Why nothing begins at an address any more; None while it may be asked."""
        with self._lock:
            return self._load(address).left_alone

    def caused(self) -> dict[str, int]:
        """The load so far. `busiest`, `at_once` and `in_a_second` are of the one address where they are greatest."""
        with self._lock:
            loads = self._loads.values()
            return {
                "connections": self.begun,
                "busiest": max((load.begun for load in loads), default=0),
                "at_once": max((load.most_open for load in loads), default=0),
                "in_a_second": max((load.most_begun for load in loads), default=0),
                "backoffs": sum(load.pace.halvings for load in loads),
                "walls": self.walls,
            }
