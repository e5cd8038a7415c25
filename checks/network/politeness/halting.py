"""Halts everything that an audit does on the network, from any thread and at once."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakSet


class Halted(BaseException):
    """All traffic was told to end. Like an interrupt, and no `Exception`: nothing that answers for mistakes may turn
    it into a fact about a portal."""


class Halting:
    """Whether all traffic was told to end, and what has to be ended then."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._ends: dict[int, Callable[[], None]] = {}
        self._sockets: WeakSet[socket.socket] = WeakSet()

    @property
    def told(self) -> bool:
        """Whether `halt` was called."""
        return self._told.is_set()

    def check(self) -> None:
        """Raise `Halted` once `halt` was called."""
        if self._told.is_set():
            raise Halted

    def pause(self, seconds: float) -> None:
        """Do nothing for a while; raises `Halted` as soon as `halt` is called."""
        if self._told.wait(seconds):
            raise Halted

    def watch(self, sock: socket.socket) -> None:
        """Have a socket shut by `halt`, be it on its way or connected; raises `Halted` after that."""
        with self._lock:
            self.check()
            self._sockets.add(sock)

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Have `halt` call something during a `with` block; it must be short and raise nothing."""
        with self._lock:
            self.check()
            number = next(self._numbers)
            self._ends[number] = end
        try:
            yield
        finally:
            with self._lock:
                self._ends.pop(number, None)

    def halt(self) -> None:
        """End what is under way and let nothing begin; for good."""
        with self._lock:
            self._told.set()
            sockets, ends = list(self._sockets), list(self._ends.values())
        for sock in sockets:
            with contextlib.suppress(OSError):  # it was closed meanwhile
                sock.shutdown(socket.SHUT_RDWR)
        for end in ends:
            end()
