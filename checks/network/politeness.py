"""How hard one address may be asked: hundreds of commune sites share one, so the limit is per address."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_A_MOMENT = 0.002  # seconds after which a place may have come free
_A_WHILE = 0.2  # seconds after which one who has an address alone may have left


@dataclass(frozen=True, slots=True)
class Rate:
    """Connections open at once, and connections begun per second, to one address."""

    connections: int = 4
    per_second: float = 10.0


@dataclass(slots=True)
class _Load:
    changed: threading.Condition
    open: int = 0
    next_start: float = 0.0
    closed: bool = False


@dataclass(slots=True)
class Politeness:
    """Keeps every address within its rate; shared by all threads of an audit."""

    begun: int = 0
    _loads: dict[str, _Load] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def enter(self, address: str, rate: Rate) -> None:
        """Wait for a place at `address`; every `enter` needs its `leave`."""
        with self._lock:
            load = self._load(address)
            while not self._entered(load, rate):
                wait = load.next_start - time.monotonic()
                full = load.closed or load.open >= rate.connections
                load.changed.wait(None if full else max(0.0, wait))

    def try_enter(self, address: str, rate: Rate) -> float:
        """Take a place at `address` at once and return 0, or return in how many seconds to try again."""
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
        now = time.monotonic()
        if load.closed or load.open >= rate.connections or load.next_start > now:
            return False
        load.open += 1
        load.next_start = now + 1 / rate.per_second
        self.begun += 1
        return True

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
        """Have `address` alone for the length of a `with` block, as soon as those who are there have left it."""
        with self._lock:
            load = self._load(address)
            while load.closed:
                load.changed.wait()
            load.closed = True
            while load.open:
                load.changed.wait()
        try:
            yield
        finally:
            with self._lock:
                load.closed = False
                load.changed.notify_all()
