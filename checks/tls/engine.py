"""Many connections at once on one thread: an event loop that knows conversations, places and deadlines, and no more.

A strategy is a coroutine that awaits `Peer.converse`, `gather` and `pause`; a conversation is one connection, as a
generator that yields what to send and is sent what came. Measured against asyncio, whose protocols cost more than
twice as much a connection.
"""

from __future__ import annotations

import heapq
import selectors
import socket
import time
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import count
from typing import Any, Generic, TypeAlias, TypeVar

from checks.tls.conversation import Conversation, LastWords

T = TypeVar("T")

Open: TypeAlias = Callable[[str, int], socket.socket | float]
"""Begins a connection to (address, port) as `checks.network.dial.begin` does, or says in how many seconds there may
be a place for one. Raises OSError."""

Strategy: TypeAlias = Coroutine["_Request", Any, T]

_CHUNK = 32 * 1024
_NEVER = float("inf")
_COURTESY = 1.0  # seconds that an answer to last words is waited for, and twice as long as all before it took
_SWEEP = 0.05  # seconds between two looks for overdue connections


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

    @property
    def server_name(self) -> str | None:
        """The name to send in a hello: none for an IP address (RFC 6066 §3)."""
        try:
            ip_address(self.host)
        except ValueError:
            return self.host.rstrip(".")
        return None

    @property
    def is_out_of_time(self) -> bool:
        """Whether no further connection begins."""
        return time.monotonic() > self.until

    async def converse(self, conversation: Conversation[T], urgent: bool = False) -> T:
        """Run one conversation over a connection of its own.

        Raises `OSError` when there was no connection, and what the conversation raises.
        """
        result: T = await _Request(lambda loop, task: loop.connect(_Connection(self, conversation, task, urgent)))
        return result

    async def release(self) -> None:
        """End the reservation, and let those begin that had to wait for it."""
        self.reserved = False
        await _Request(lambda loop, task: loop.let_in(self.address, task))


async def gather(*strategies: Strategy[Any]) -> list[Any]:
    """Run strategies side by side; their results in their order. The first error is raised once all have ended."""
    results: list[Any] = await _Request(lambda loop, task: loop.spread(task, strategies))
    return results


async def pause(seconds: float) -> None:
    """Do nothing for a while."""
    await _Request(lambda loop, task: loop.later(seconds, lambda: loop.resume(task, None)))


class Promise(Generic[T]):
    """A value that one strategy keeps and others await."""

    def __init__(self) -> None:
        self._kept: list[T] = []
        self._waiting: list[tuple[_Loop, _Task]] = []

    @property
    def is_kept(self) -> bool:
        return bool(self._kept)

    def keep(self, value: T) -> None:
        """Give the value, once; later ones are ignored."""
        if not self._kept:
            self._kept.append(value)
            for loop, task in self._waiting:
                loop.resume(task, value)

    async def kept(self) -> T:
        """The value, as soon as there is one."""
        if not self._kept:
            await _Request(lambda loop, task: self._waiting.append((loop, task)))
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
    loop = _Loop()
    waiting = iter(strategies)
    ended: deque[_Task] = deque()
    running = 0
    try:
        while True:
            while running < at_once and (strategy := next(waiting, None)) is not None:
                loop.start(_Task(strategy, ended.append))
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


class _Request:
    """What a strategy awaits: a way to begin something, which resumes the task when it is done."""

    __slots__ = ("begin",)

    def __init__(self, begin: Callable[[_Loop, _Task], None]) -> None:
        self.begin = begin

    def __await__(self) -> Generator[_Request, Any, Any]:
        return (yield self)


class _Task:
    __slots__ = ("_error", "_result", "done", "strategy")

    def __init__(self, strategy: Strategy[Any], done: Callable[[_Task], None]) -> None:
        self.strategy = strategy
        self.done = done
        self._result: Any = None
        self._error: BaseException | None = None

    def end(self, result: Any, error: BaseException | None = None) -> None:
        self._result, self._error = result, error
        self.done(self)

    def outcome(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._result


@dataclass(slots=True, eq=False)
class _Connection:
    peer: Peer
    conversation: Conversation[Any]
    task: _Task
    urgent: bool
    sock: socket.socket | None = None
    deadline: float = _NEVER
    opened: float = 0.0
    unsent: bytes = b""
    connected: bool = False
    closed: bool = False


@dataclass(slots=True)
class _Loop:
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _ready: deque[tuple[_Task, Any, BaseException | None]] = field(default_factory=deque)
    _timers: list[tuple[float, int, Callable[[], object]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _queues: defaultdict[str, deque[_Connection]] = field(default_factory=lambda: defaultdict(deque))
    _stirred: set[str] = field(default_factory=set)  # addresses where a place may have come free
    _open: set[_Connection] = field(default_factory=set)
    _next_sweep: float = 0.0
    _failure: Exception | None = None  # the latest: who was to keep a promise may have died of it

    # Tasks

    def start(self, task: _Task) -> None:
        self._ready.append((task, None, None))

    def resume(self, task: _Task, value: Any, error: BaseException | None = None) -> None:
        self._ready.append((task, value, error))

    def spread(self, parent: _Task, strategies: Iterable[Strategy[Any]]) -> None:
        left = 0

        def done(_: _Task) -> None:
            nonlocal left
            left -= 1
            if not left:
                self._collect(parent, children)

        children = [_Task(strategy, done) for strategy in strategies]
        left = len(children)
        for child in children:
            self.start(child)
        if not children:
            self.resume(parent, [])

    def _collect(self, parent: _Task, children: list[_Task]) -> None:
        try:
            self.resume(parent, [child.outcome() for child in children])
        except BaseException as error:
            self.resume(parent, None, error)

    def _step(self, task: _Task, value: Any, error: BaseException | None) -> None:
        try:
            request = task.strategy.throw(error) if error is not None else task.strategy.send(value)
        except StopIteration as stop:
            task.end(stop.value)
        except Exception as failure:
            self._failure = failure
            task.end(None, failure)
        else:
            request.begin(self, task)

    # Time

    def later(self, seconds: float, call: Callable[[], object]) -> None:
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._numbers), call))

    def turn(self) -> None:
        """Run what is ready; with nothing ready, wait for what comes first."""
        if self._ready or self._stirred:
            while self._ready:
                self._step(*self._ready.popleft())
            self._fill_places()
            return
        now = time.monotonic()
        until = min(self._timers[0][0] if self._timers else _NEVER, self._next_sweep if self._open else _NEVER)
        if until == _NEVER:
            raise RuntimeError("every strategy waits for another") from self._failure
        for key, _ in self._selector.select(max(0.0, until - now) if until < _NEVER else None):
            self._move(key.data)
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()
        if now >= self._next_sweep:
            self._next_sweep = now + _SWEEP
            for connection in [each for each in self._open if each.deadline <= now]:
                self._fail(connection, TimeoutError("not answered in time"))

    def close(self) -> None:
        for connection in [*self._open]:
            self._leave(connection)
        self._selector.close()

    # Connections

    def connect(self, connection: _Connection) -> None:
        queue = self._queues[connection.peer.address]
        if connection.urgent:
            queue.appendleft(connection)
        else:
            queue.append(connection)
        self._stirred.add(connection.peer.address)

    def let_in(self, address: str, task: _Task) -> None:
        self._stirred.add(address)
        self.resume(task, None)

    def _fill_places(self) -> None:
        while self._stirred:
            address = self._stirred.pop()
            queue = self._queues[address]
            while queue and self._began(queue[0]):
                queue.popleft()
            if not queue:
                del self._queues[address]

    def _began(self, connection: _Connection) -> bool:
        """Whether a queued connection was begun, or has failed; else it keeps waiting for its place."""
        peer = connection.peer
        now = time.monotonic()
        if peer.is_out_of_time:
            self.resume(connection.task, None, TimeoutError(f"{peer.address}: out of time"))
            return True
        if peer.talking >= peer.at_once or (peer.reserved and not connection.urgent):
            return False
        if now < peer.began + peer.interval:
            self._stir(peer.address, peer.began + peer.interval - now)
            return False
        try:
            opened = peer.open(peer.address, peer.port)
        except OSError as error:
            peer.connections += 1
            self.resume(connection.task, None, error)
            return True
        if isinstance(opened, float):
            peer.until += opened
            self._stir(peer.address, opened)
            return False
        peer.began = now
        peer.connections += 1
        peer.talking += 1
        connection.sock = opened
        self._open.add(connection)
        connection.deadline = now + peer.timeout
        self._selector.register(opened, selectors.EVENT_WRITE, connection)
        return True

    def _stir(self, address: str, seconds: float) -> None:
        self.later(seconds, lambda: self._stirred.add(address))

    def _move(self, connection: _Connection) -> None:
        if connection.closed or connection.sock is None:
            return
        try:
            if not connection.connected:
                self._connected(connection, connection.sock)
            elif connection.unsent:
                self._send(connection, connection.sock)
            else:
                self._hear(connection, connection.sock.recv(_CHUNK))
        except BlockingIOError:
            return
        except OSError as error:
            self._fail(connection, error)

    def _connected(self, connection: _Connection, sock: socket.socket) -> None:
        error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, "the connection did not open")
        connection.connected = True
        connection.opened = time.monotonic()
        connection.deadline = connection.opened + connection.peer.timeout
        self._advance(connection, lambda: next(connection.conversation))

    def _send(self, connection: _Connection, sock: socket.socket) -> None:
        connection.unsent = connection.unsent[sock.send(connection.unsent) :]
        if not connection.unsent:
            self._selector.modify(sock, selectors.EVENT_READ, connection)

    def _hear(self, connection: _Connection, chunk: bytes) -> None:
        self._advance(connection, lambda: connection.conversation.send(chunk))
        if not chunk and not connection.closed:
            self._fail(connection, ConnectionResetError("the conversation went on after the end"))

    def _fail(self, connection: _Connection, error: OSError) -> None:
        if connection.connected:
            reset = error if isinstance(error, TimeoutError) else ConnectionResetError(*error.args)
            self._advance(connection, lambda: connection.conversation.throw(reset))
        else:
            connection.conversation.close()
            self._end(connection, None, error)

    def _advance(self, connection: _Connection, step: Callable[[], bytes]) -> None:
        """Let the conversation take a step, and send what it says next."""
        try:
            said = step()
        except StopIteration as stop:
            self._end(connection, stop.value)
        except Exception as error:
            self._end(connection, None, error)
        else:
            sock = connection.sock
            if sock is None:
                return
            if isinstance(said, LastWords):
                now = time.monotonic()
                connection.deadline = min(connection.deadline, now + _COURTESY + 2 * (now - connection.opened))
            if said or connection.unsent:
                connection.unsent += said
                self._flush(connection, sock)

    def _flush(self, connection: _Connection, sock: socket.socket) -> None:
        try:
            connection.unsent = connection.unsent[sock.send(connection.unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            connection.unsent = b""  # whatever goes wrong here is met again, and named, by the first read
        wanted = selectors.EVENT_WRITE if connection.unsent else selectors.EVENT_READ
        self._selector.modify(sock, wanted, connection)

    def _end(self, connection: _Connection, result: Any, error: BaseException | None = None) -> None:
        self._leave(connection)
        self.resume(connection.task, result, error)

    def _leave(self, connection: _Connection) -> None:
        connection.closed = True
        connection.peer.talking -= 1
        self._stirred.add(connection.peer.address)
        self._open.discard(connection)
        if connection.sock is not None:
            self._selector.unregister(connection.sock)
            connection.sock.close()
