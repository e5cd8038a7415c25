"""An event loop on one thread that knows conversations, places and deadlines, and no more.

Measured against asyncio, whose protocols cost more than twice as much a connection. `checks.tls.engine` is what
strategies see of it.
"""

from __future__ import annotations

import contextlib
import heapq
import select
import socket
import time
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from checks.network.dial import decided
from checks.tls.conversation import Conversation, LastWords

if TYPE_CHECKING:
    from checks.tls.engine import Peer

T = TypeVar("T")

Strategy: TypeAlias = Coroutine["Request", Any, T]

_CHUNK = 32 * 1024
_NEVER = float("inf")
_COURTESY = 1.0  # seconds that an answer to last words is waited for, and twice as long as all before it took
_SWEEP = 0.05  # seconds between two looks for overdue connections
# In a crowd of connections, a handful of events is let grow for a moment: being woken costs as much as answering.
_CROWD, _HANDFUL, _MOMENT = 32, 32, 0.003
# Each change is told once: there is no second call of the kernel when a conversation turns from saying to hearing.
_EVENTS = select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET
_THE_END = select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR


class Request:
    """What a strategy awaits: a way to begin something, which resumes the task when it is done."""

    __slots__ = ("begin",)

    def __init__(self, begin: Callable[[Loop, Task], None]) -> None:
        self.begin = begin

    def __await__(self) -> Generator[Request, Any, Any]:
        return (yield self)


class Task:
    """A strategy on its way, and what is done when it ends."""

    __slots__ = ("_error", "_result", "done", "strategy")

    def __init__(self, strategy: Strategy[Any], done: Callable[[Task], None]) -> None:
        self.strategy = strategy
        self.done = done
        self._result: Any = None
        self._error: BaseException | None = None

    def end(self, result: Any, error: BaseException | None = None) -> None:
        """Keep the result, or the error, and tell that it is there; once."""
        self._result, self._error = result, error
        self.done(self)
        del self.done  # which may hold this task: a circle

    def outcome(self) -> Any:
        """The result; raises the error."""
        if self._error is not None:
            raise self._error
        return self._result


@dataclass(slots=True, eq=False)
class Connection:
    """A conversation with a peer, whose result `task` awaits, and its socket once there is a place for one.

    `deadline` and `opened` are monotonic seconds.
    """

    peer: Peer
    conversation: Conversation[Any]
    task: Task
    urgent: bool
    sock: socket.socket = field(init=False)
    deadline: float = _NEVER
    opened: float = 0.0
    unsent: bytes = b""
    connected: bool = False
    closed: bool = False


@dataclass(slots=True)
class Loop:
    """What is ready, what waits for time, and what for the network."""

    _epoll: select.epoll = field(default_factory=select.epoll)
    _ready: deque[tuple[Task, Any, BaseException | None]] = field(default_factory=deque)
    _timers: list[tuple[float, int, Callable[[], object]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _queues: defaultdict[str, deque[Connection]] = field(default_factory=lambda: defaultdict(deque))
    _stirred: set[str] = field(default_factory=set)  # addresses where a place may have come free
    _open: dict[int, Connection] = field(default_factory=dict)  # by file descriptor
    _next_sweep: float = 0.0
    _failure: Exception | None = None  # the latest: who was to keep a promise may have died of it

    # Tasks

    def start(self, task: Task) -> None:
        """Let a task take its first step."""
        self._ready.append((task, None, None))

    def resume(self, task: Task, value: Any, error: BaseException | None = None) -> None:
        """Let a task go on with a value, or with an error."""
        self._ready.append((task, value, error))

    def spread(self, parent: Task, strategies: Iterable[Strategy[Any]]) -> None:
        """Start a task for each strategy, and let the parent go on with their results."""
        left = 0

        def done(_: Task) -> None:
            nonlocal left
            left -= 1
            if not left:
                self._collect(parent, children)

        children = [Task(strategy, done) for strategy in strategies]
        left = len(children)
        for child in children:
            self.start(child)
        if not children:
            self.resume(parent, [])

    def _collect(self, parent: Task, children: list[Task]) -> None:
        try:
            self.resume(parent, [child.outcome() for child in children])
        except BaseException as error:
            self.resume(parent, None, error)

    def _step(self, task: Task, value: Any, error: BaseException | None) -> None:
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
        """Call something after a while."""
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
        happened = self._epoll.poll(max(0.0, until - now) if until < _NEVER else None)
        if len(happened) < _HANDFUL and len(self._open) > _CROWD:
            time.sleep(_MOMENT)
            happened += self._epoll.poll(0)
        for descriptor, events in happened:
            self._move(descriptor, events)
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()
        if now >= self._next_sweep:
            self._next_sweep = now + _SWEEP
            for connection in [each for each in self._open.values() if each.deadline <= now]:
                self._fail(connection, TimeoutError("not answered in time"))

    def close(self) -> None:
        """Close every connection that is open."""
        for connection in [*self._open.values()]:
            self._leave(connection)
        self._epoll.close()

    # Connections

    def connect(self, connection: Connection) -> None:
        """Let a connection wait for its place, an urgent one first."""
        queue = self._queues[connection.peer.address]
        if connection.urgent:
            queue.appendleft(connection)
        else:
            queue.append(connection)
        self._stirred.add(connection.peer.address)

    def let_in(self, address: str, task: Task) -> None:
        """Look whether there is a place at an address now, and let the task go on."""
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

    def _began(self, connection: Connection) -> bool:
        """Whether a queued connection was begun, or has failed; else it keeps waiting for its place."""
        peer = connection.peer
        now = time.monotonic()
        if now > peer.until:
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
        connection.deadline = now + peer.timeout
        self._open[opened.fileno()] = connection
        self._epoll.register(opened, _EVENTS)
        return True

    def _stir(self, address: str, seconds: float) -> None:
        self.later(seconds, lambda: self._stirred.add(address))

    def _move(self, descriptor: int, events: int) -> None:
        connection = self._open.get(descriptor)
        if connection is None:
            return
        try:
            if not connection.connected:
                self._connected(connection, events)
            elif connection.unsent:
                with contextlib.suppress(BlockingIOError):
                    self._send(connection)
            if events & ~select.EPOLLOUT and not connection.closed:
                self._hear(connection, events)
        except BlockingIOError:
            return
        except OSError as error:
            self._fail(connection, error)

    def _connected(self, connection: Connection, events: int) -> None:
        if events != select.EPOLLOUT and (error := connection.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
            raise OSError(error, "the connection did not open")
        connection.connected = True
        connection.opened = time.monotonic()
        decided(connection.sock, connection.opened - connection.deadline + connection.peer.timeout)
        connection.deadline = connection.opened + connection.peer.timeout
        self._advance(connection, connection.conversation.send, None)

    def _hear(self, connection: Connection, events: int) -> None:
        """Read all that is there, and the end of it where that was told: neither is told again."""
        more = True
        while more:
            chunk = connection.sock.recv(_CHUNK)
            self._advance(connection, connection.conversation.send, chunk)
            more = bool(chunk) and not connection.closed and (len(chunk) == _CHUNK or bool(events & _THE_END))
        if not chunk and not connection.closed:
            self._fail(connection, ConnectionResetError("the conversation went on after the end"))

    def _fail(self, connection: Connection, error: OSError) -> None:
        if connection.connected:
            reset = error if isinstance(error, TimeoutError) else ConnectionResetError(*error.args)
            self._advance(connection, connection.conversation.throw, reset)
        else:
            decided(connection.sock, error)
            connection.conversation.close()
            self._end(connection, None, error)

    def _advance(self, connection: Connection, step: Callable[[Any], bytes], value: object) -> None:
        """Let the conversation take a step, and send what it says next."""
        try:
            said = step(value)
        except StopIteration as stop:
            self._end(connection, stop.value)
        except Exception as error:
            self._end(connection, None, error)
        else:
            if isinstance(said, LastWords):
                now = time.monotonic()
                connection.deadline = min(connection.deadline, now + _COURTESY + 2 * (now - connection.opened))
            connection.unsent += said
            if connection.unsent:
                # What goes wrong here is met again, and named, by the first read; what finds no room is sent later.
                with contextlib.suppress(OSError):
                    self._send(connection)

    def _send(self, connection: Connection) -> None:
        connection.unsent = connection.unsent[connection.sock.send(connection.unsent) :]

    def _end(self, connection: Connection, result: Any, error: BaseException | None = None) -> None:
        self._leave(connection)
        self.resume(connection.task, result, error)

    def _leave(self, connection: Connection) -> None:
        connection.closed = True
        connection.peer.talking -= 1
        self._stirred.add(connection.peer.address)
        del self._open[connection.sock.fileno()]
        connection.sock.close()  # which takes it out of the epoll, too
