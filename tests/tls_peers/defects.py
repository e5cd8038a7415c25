"""Front ends with one defect each."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

from tests.tls_peers import messages as m
from tests.tls_peers.client_hello import ClientHello
from tests.tls_peers.front import Endpoint, FrontEnd, Refusal, TurnedAwayError, Visit

_FATAL = 2


class SwallowsAlerts(FrontEnd):
    """Ends the connection in its own way where the server sends a fatal alert."""

    def __init__(self, server: Endpoint, how: Refusal) -> None:
        super().__init__(server)
        self.how = how

    async def say(self, visit: Visit, record: bytes) -> None:
        if record[0] == m.ALERT and record[5:6] == bytes([_FATAL]):
            raise TurnedAwayError(self.how)
        await super().say(visit, record)


class Limits(FrontEnd):
    """Lets so many connections through per client and window of time, and turns the others away in its own way.

    `how` None closes the listening socket until the window is over, so that the kernel refuses. A window begins
    with its first connection.
    """

    def __init__(self, server: Endpoint, connections: int, seconds: float, how: Refusal | None) -> None:
        super().__init__(server)
        self.connections = connections
        self.seconds = seconds
        self.how = how
        self._windows: dict[str, tuple[float, int]] = {}
        self._reopening: asyncio.Task[None] | None = None

    async def admit(self, visit: Visit) -> None:
        now = time.monotonic()
        start, count = self._windows.get(visit.client, (now, 0))
        if now >= start + self.seconds:
            start, count = now, 0
        self._windows[visit.client] = start, count + 1
        if self.how is not None and count >= self.connections:
            raise TurnedAwayError(self.how)
        if self.how is None and count + 1 == self.connections:
            self.refuse()
            here = visit.writer.get_extra_info("sockname")[:2]
            self._reopening = asyncio.get_running_loop().create_task(self._reopen(here, start + self.seconds - now))

    async def close(self) -> None:
        if self._reopening is not None:
            self._reopening.cancel()
        await super().close()

    async def _reopen(self, here: Endpoint, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.open(here)


class FewAtOnce(FrontEnd):
    """Serves so many connections of a client at once; further ones wait, or are reset."""

    def __init__(self, server: Endpoint, at_once: int, *, wait: bool) -> None:
        super().__init__(server)
        self.at_once = at_once
        self.wait = wait
        self._served: defaultdict[str, int] = defaultdict(int)
        self._admitted: set[Visit] = set()
        self._changed = asyncio.Condition()

    async def admit(self, visit: Visit) -> None:
        async with self._changed:
            if not self.wait and self._served[visit.client] >= self.at_once:
                raise TurnedAwayError(Refusal.RST)
            await self._changed.wait_for(lambda: self._served[visit.client] < self.at_once)
            self._served[visit.client] += 1
            self._admitted.add(visit)

    async def left(self, visit: Visit) -> None:
        async with self._changed:
            if visit in self._admitted:
                self._admitted.discard(visit)
                self._served[visit.client] -= 1
                self._changed.notify_all()


class Balances(FrontEnd):
    """Sends each client's connections to one server and another: by turns, or in an order drawn by lot.

    The lot is drawn for four connections at a time, so that eight in a row always meet both servers.
    """

    def __init__(self, one: Endpoint, other: Endpoint, *, by_lot: bool) -> None:
        super().__init__(one, other)
        self._turns = self._drawn() if by_lot else itertools.cycle(self.servers)

    async def choose(self, visit: Visit) -> Endpoint:
        return next(self._turns)

    def _drawn(self) -> Iterator[Endpoint]:
        lot = random.Random(64)  # noqa: S311 - a repeatable draw
        while True:
            four = [*self.servers, *self.servers]
            lot.shuffle(four)
            yield from four


class ReadsFewSuites(FrontEnd):
    """Reads the first suites of a hello and no more."""

    def __init__(self, server: Endpoint, suites: int) -> None:
        super().__init__(server)
        self.suites = suites

    async def hear(self, visit: Visit, hello: ClientHello, said: bytes) -> bytes:
        if len(hello.suites) <= self.suites:
            return said
        return m.records(m.HANDSHAKE, hello.with_suites(hello.suites[: self.suites]).message)


class Dislikes(FrontEnd):
    """Turns away every client whose hello has something that the front end cannot stand."""

    def __init__(self, server: Endpoint, dislike: Callable[[ClientHello, bytes], bool], how: Refusal) -> None:
        super().__init__(server)
        self.dislike = dislike
        self.how = how

    async def hear(self, visit: Visit, hello: ClientHello, said: bytes) -> bytes:
        if self.dislike(hello, said):
            raise TurnedAwayError(self.how)
        return said


class AnswersInPieces(FrontEnd):
    """Cuts what the server says into pieces of three bytes; the first ones come a moment apart."""

    async def say(self, visit: Visit, record: bytes) -> None:
        for number, at in enumerate(range(0, len(record), 3)):
            await visit.send(record[at : at + 3])
            await asyncio.sleep(0.001 if number < 30 else 0)


class SplitsRecords(FrontEnd):
    """Cuts the server's unencrypted handshake records into records of eleven bytes."""

    def __init__(self, server: Endpoint) -> None:
        super().__init__(server)
        self._encrypted: set[Visit] = set()

    async def left(self, visit: Visit) -> None:
        self._encrypted.discard(visit)

    async def say(self, visit: Visit, record: bytes) -> None:
        if record[0] == m.CHANGE_CIPHER_SPEC:
            self._encrypted.add(visit)
        if record[0] == m.HANDSHAKE and visit not in self._encrypted:
            record = m.records(m.HANDSHAKE, record[5:], 11)
        await super().say(visit, record)


class Warns(FrontEnd):
    """Sends a warning, unrecognized_name (RFC 6066 §3), before every answer."""

    async def say(self, visit: Visit, record: bytes) -> None:
        if visit.asking:
            await visit.send(m.alert(112, level=1))
        await super().say(visit, record)


class Delays(FrontEnd):
    """Waits before every answer."""

    def __init__(self, server: Endpoint, seconds: float) -> None:
        super().__init__(server)
        self.seconds = seconds

    async def say(self, visit: Visit, record: bytes) -> None:
        if visit.asking:
            await asyncio.sleep(self.seconds)
        await super().say(visit, record)


class Dies(FrontEnd):
    """Serves so many connections; with the next one it resets all that are open, and refuses from then on."""

    def __init__(self, server: Endpoint, after: int) -> None:
        super().__init__(server)
        self.after = after
        self._visits: set[Visit] = set()
        self._count = 0

    async def admit(self, visit: Visit) -> None:
        self._visits.add(visit)
        self._count += 1
        if self._count > self.after:
            self.refuse()
            for each in self._visits:
                each.abort()

    async def left(self, visit: Visit) -> None:
        self._visits.discard(visit)


class StartsBlocking(FrontEnd):
    """Serves so many connections, and from then on turns everybody away."""

    def __init__(self, server: Endpoint, after: int, how: Refusal) -> None:
        super().__init__(server)
        self.after = after
        self.how = how
        self._count = 0

    async def admit(self, visit: Visit) -> None:
        self._count += 1
        if self._count > self.after:
            raise TurnedAwayError(self.how)
