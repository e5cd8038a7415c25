"""A front end: a small TCP server that stands before real TLS servers and, as it is here, passes everything on."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import struct
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from enum import Enum
from types import TracebackType
from typing import Any, TypeVar

from tests.tls_peers.client_hello import ClientHello, HelloReader

T = TypeVar("T")
Endpoint = tuple[str, int]
_PIECE = 65536
_ADDRESSES = itertools.count(1)


class Refusal(Enum):
    """How a client is turned away: by FIN, by RST, or by saying nothing until it goes."""

    FIN = "FIN"
    RST = "RST"
    SILENCE = "silence"


class TurnedAwayError(Exception):
    """A step of a front end raises it to end the visit, in the way given."""

    def __init__(self, how: Refusal) -> None:
        super().__init__(how)
        self.how = how


class Visit:
    """One client's connection to a front end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.asking = False
        """Whether the client has said something since the last answer."""

    @property
    def client(self) -> str:
        """The client's address."""
        address: str = self.writer.get_extra_info("peername")[0]
        return address

    @property
    def sock(self) -> Any:
        return self.writer.get_extra_info("socket")

    async def read_hello(self) -> tuple[ClientHello, bytes]:
        """The hello and the bytes it came in."""
        reader = HelloReader()
        while piece := await self.reader.read(_PIECE):
            if (hello := reader.feed(piece)) is not None:
                return hello, reader.received
        raise ConnectionError("the client went before its hello")

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def turn_away(self, how: Refusal) -> None:
        """End the visit."""
        if how is Refusal.RST:
            self.abort()
        elif how is Refusal.FIN:
            await self.finish()
        else:
            await self.hold()

    def abort(self) -> None:
        """Close by RST."""
        with contextlib.suppress(OSError):
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def finish(self) -> None:
        """Send FIN, and wait until the client closes too."""
        self.writer.write_eof()
        await self.hold()

    async def hold(self) -> None:
        """Say nothing until the client goes."""
        while await self.reader.read(_PIECE):
            pass


class FrontEnd:
    """Passes on what a client says to a server, and the server's records to the client. Defects override a step."""

    def __init__(self, *servers: Endpoint) -> None:
        self.servers = servers
        self._listener: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def admit(self, visit: Visit) -> None:
        """A client has connected."""

    async def hear(self, visit: Visit, hello: ClientHello, said: bytes) -> bytes:
        """A hello has come; returns what the server gets to hear."""
        return said

    async def choose(self, visit: Visit) -> Endpoint:
        """The server for this client."""
        return self.servers[0]

    async def say(self, visit: Visit, record: bytes) -> None:
        """The server has said a record."""
        await visit.send(record)

    async def left(self, visit: Visit) -> None:
        """A client has gone."""

    async def open(self, endpoint: Endpoint) -> Endpoint:
        """Listen there, on any port for port 0."""
        self._listener = await asyncio.start_server(self._began, *endpoint, backlog=512)
        address, port = self._listener.sockets[0].getsockname()[:2]
        return address, port

    def refuse(self) -> None:
        """Listen no more: new connections are refused by the kernel."""
        if self._listener is not None:
            self._listener.close()

    async def close(self) -> None:
        """Listen no more, and end the visits; those whose client has gone end by themselves."""
        self.refuse()
        if tasks := [*self._tasks]:
            await asyncio.wait(tasks, timeout=1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # the loop closes what a cancelled task no longer waited for

    def _began(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(Visit(reader, writer)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, visit: Visit) -> None:
        try:
            with contextlib.suppress(OSError, ValueError):
                await self._attend(visit)
        finally:
            await self.left(visit)
            await _close(visit.writer)

    async def _attend(self, visit: Visit) -> None:
        try:
            await self.admit(visit)
            hello, said = await visit.read_hello()
            visit.asking = True
            await self._pass_on(visit, await self.hear(visit, hello, said))
        except TurnedAwayError as away:
            await visit.turn_away(away.how)

    async def _pass_on(self, visit: Visit, heard: bytes) -> None:
        reader, writer = await asyncio.open_connection(*await self.choose(visit))
        rest = asyncio.get_running_loop().create_task(self._pass_rest(visit, writer))
        try:
            writer.write(heard)
            async for record in records_of(reader):
                await self.say(visit, record)
                visit.asking = False
            rest.cancel()
            await asyncio.wait([rest])
            await visit.finish()
        finally:
            rest.cancel()
            await asyncio.gather(rest, return_exceptions=True)
            await _close(writer)

    async def _pass_rest(self, visit: Visit, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await visit.reader.read(_PIECE):
                visit.asking = True
                writer.write(piece)
        with contextlib.suppress(OSError):
            writer.write_eof()


async def records_of(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """A server's records, as long as what it says looks like records; then whatever it says."""
    received = b""
    while piece := await reader.read(_PIECE):
        received += piece
        while len(received) >= 5 and len(received) >= (end := 5 + int.from_bytes(received[3:5])):
            yield received[:end]
            received = received[end:]
    if received:
        yield received


async def _close(writer: asyncio.StreamWriter) -> None:
    """Close a connection that has nothing more to say; whoever should read the last word has read it."""
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


class Street:
    """Where front ends stand: an event loop in a thread, and for each front end an address of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._fronts: list[FrontEnd] = []

    def __enter__(self) -> Street:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for front in self._fronts:
            self._do(front.close())
        self._do(self._loop.shutdown_asyncgens())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def open(self, front: FrontEnd) -> Endpoint:
        """Let a front end listen; returns where."""
        self._fronts.append(front)
        return self._do(front.open((own_address(), 0)))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


def own_address() -> str:
    """A loopback address that no other peer of this process has: places and limits are counted per address."""
    number = next(_ADDRESSES)
    return f"127.31.{number // 250}.{number % 250 + 1}"


@contextlib.contextmanager
def standing(*fronts: FrontEnd) -> Iterator[list[Endpoint]]:
    """Front ends that listen, and where each does."""
    with Street() as street:
        yield [street.open(front) for front in fronts]
