"""How hard one address may be asked: hundreds of commune sites share one, so the limit is per address."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
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
    open: int = 0
    next_start: float = 0.0
    closed: bool = False


@dataclass(slots=True)
class Politeness:
    """Keeps every address within its rate; shared by all threads of an audit."""

    begun: int = 0
    _loads: defaultdict[str, _Load] = field(default_factory=lambda: defaultdict(_Load))
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def enter(self, address: str, rate: Rate) -> None:
        """Wait for a place at `address`; every `enter` needs its `leave`."""
        with self._changed:
            load = self._loads[address]
            while not self._entered(load, rate):
                wait = load.next_start - time.monotonic()
                full = load.closed or load.open >= rate.connections
                self._changed.wait(None if full else max(0.0, wait))

    def try_enter(self, address: str, rate: Rate) -> float:
        """Take a place at `address` at once and return 0, or return in how many seconds to try again."""
        with self._changed:
            load = self._loads[address]
            if self._entered(load, rate):
                return 0.0
            if load.closed:
                return _A_WHILE
            return max(_A_MOMENT, load.next_start - time.monotonic())

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
        with self._changed:
            self._loads[address].open -= 1
            self._changed.notify_all()

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
        with self._changed:
            load = self._loads[address]
            while load.closed:
                self._changed.wait()
            load.closed = True
            while load.open:
                self._changed.wait()
        try:
            yield
        finally:
            with self._changed:
                load.closed = False
                self._changed.notify_all()
