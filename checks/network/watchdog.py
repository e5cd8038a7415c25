"""Ends what lasts too long: one thread that watches over every exchange of the process."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Watchdog:
    """Calls back when a time runs out. Its thread is begun with the first thing to watch and lives as long as the
    process; callbacks must be short and raise nothing."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, list[Callable[[], None]]]] = []
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    @contextmanager
    def within(self, seconds: float, end: Callable[[], None]) -> Iterator[None]:
        """Call `end` in another thread when a `with` block has not ended after so many seconds."""
        waiting = [end]
        with self._changed:
            when = time.monotonic() + seconds
            heapq.heappush(self._due, (when, next(self._numbers), waiting))
            if self._thread is None or not self._thread.is_alive():  # a forked process has none
                self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
                self._thread.start()
            elif self._due[0][2] is waiting:
                self._changed.notify()
        try:
            yield
        finally:
            waiting.clear()

    def _watch(self) -> None:
        with self._changed:
            while True:
                left = self._due[0][0] - time.monotonic() if self._due else None
                if left is None or left > 0:
                    self._changed.wait(left)
                    continue
                _, _, waiting = heapq.heappop(self._due)
                for end in waiting:
                    end()
