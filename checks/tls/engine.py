"""What looks at TLS are written with: many connections at once on one thread.

A strategy is a coroutine that awaits `Peer.converse`, `gather` and `pause`; a conversation is one connection, as a
generator that yields what to send and is sent what came.
"""

from __future__ import annotations

import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Generic, TypeAlias, TypeVar

from checks.tls.conversation import Conversation
from checks.tls.loop import Connection, Loop, Request, Task
from checks.tls.loop import Strategy as Strategy

T = TypeVar("T")

Open: TypeAlias = Callable[[str, int], socket.socket | float]
"""Begins a connection to (address, port) as `checks.network.dial.begin` does, or says in how many seconds there may
be a place for one. Raises OSError."""

_NEVER = float("inf")


@dataclass(slots=True)
class Peer:
    """One address and port, asked under one name.

    `host` is an ASCII name or an IP address. `timeout` is in seconds, for a connection to open and again for its
    conversation. On top of what `open` allows, no more than `at_once` connections are open at a time, they begin at
    least `interval` seconds apart, and none begins after `until` (monotonic seconds), which waiting for a place puts
    off. While it is `reserved`, only `urgent` conversations begin.
    """

    open: Open
    host: str
    address: str
    port: int
    timeout: float
    at_once: float = _NEVER
    interval: float = 0.0
    reserved: bool = False
    until: float = _NEVER
    connections: int = 0
    talking: int = 0
    began: float = 0.0
    server_name: str | None = field(init=False)
    """The name to send in a hello: none for an IP address (RFC 6066 §3)."""

    def __post_init__(self) -> None:
        try:
            ip_address(self.host)
        except ValueError:
            self.server_name = self.host.rstrip(".")
        else:
            self.server_name = None

    @property
    def is_out_of_time(self) -> bool:
        """Whether no further connection begins."""
        return time.monotonic() > self.until

    async def converse(self, conversation: Conversation[T], urgent: bool = False) -> T:
        """Run one conversation over a connection of its own.

        Raises `OSError` when there was no connection, and what the conversation raises.
        """
        result: T = await Request(lambda loop, task: loop.connect(Connection(self, conversation, task, urgent)))
        return result

    async def release(self) -> None:
        """End the reservation, and let those begin that had to wait for it."""
        self.reserved = False
        await Request(lambda loop, task: loop.let_in(self.address, task))


async def gather(*strategies: Strategy[Any]) -> list[Any]:
    """Run strategies side by side; their results in their order. The first error is raised once all have ended."""
    results: list[Any] = await Request(lambda loop, task: loop.spread(task, strategies))
    return results


async def pause(seconds: float) -> None:
    """Do nothing for a while."""
    await Request(lambda loop, task: loop.later(seconds, lambda: loop.resume(task, None)))


class Promise(Generic[T]):
    """A value that one strategy keeps and others await."""

    def __init__(self) -> None:
        self._kept: list[T] = []
        self._waiting: list[tuple[Loop, Task]] = []

    @property
    def is_kept(self) -> bool:
        return bool(self._kept)

    @property
    def is_awaited(self) -> bool:
        """Whether a strategy waits for it now."""
        return bool(self._waiting)

    def keep(self, value: T) -> None:
        """Give the value, once; later ones are ignored."""
        if not self._kept:
            self._kept.append(value)
            for loop, task in self._waiting:
                loop.resume(task, value)
            self._waiting.clear()

    async def kept(self) -> T:
        """The value, as soon as there is one."""
        if not self._kept:
            await Request(lambda loop, task: self._waiting.append((loop, task)))
        return self._kept[0]


class Lock:
    """Lets one strategy at a time into an `async with` block, in the order of their coming."""

    def __init__(self) -> None:
        self._held = False
        self._waiting: deque[Promise[None]] = deque()

    async def __aenter__(self) -> None:
        if self._held:
            self._waiting.append(Promise())
            await self._waiting[-1].kept()
        self._held = True

    async def __aexit__(self, *_: object) -> None:
        if self._waiting:
            self._waiting.popleft().keep(None)
        else:
            self._held = False


def run(strategy: Strategy[T]) -> T:
    """Run one strategy to its end."""
    return next(run_many([strategy], at_once=1))


def run_many(strategies: Iterable[Strategy[T]], at_once: int) -> Iterator[T]:
    """Run strategies, so many at a time, and give each one's result as soon as it ends; raises what one raises."""
    loop = Loop()
    waiting = iter(strategies)
    ended: deque[Task] = deque()
    running = 0
    try:
        while True:
            while running < at_once and (strategy := next(waiting, None)) is not None:
                loop.start(Task(strategy, ended.append))
                running += 1
            if not running:
                return
            while not ended:
                loop.turn()
            task = ended.popleft()
            running -= 1
            yield task.outcome()
    finally:
        loop.close()
