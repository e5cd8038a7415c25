"""A front end that counts the connections it is given: open at once, and begun within any second."""

from __future__ import annotations

import socket
import time

from tests.tls_peers.front import Endpoint, FrontEnd, Visit

# States in which the client has not closed its side yet (Linux, tcp_states.h): ESTABLISHED, FIN_WAIT1, FIN_WAIT2.
_OPEN_AT_THE_CLIENT = {1, 4, 5}


class Counting(FrontEnd):
    """Passes everything on, and counts.

    The kernel is asked for the state of each connection whenever one begins and before each answer, so one that the
    client closed before it opened the next is never counted with it. What a client holds open while it waits for an
    answer is always seen; two connections that overlap for no answer's time may not be.
    """

    def __init__(self, *servers: Endpoint) -> None:
        super().__init__(*servers)
        self.at_once = 0
        """The most connections that were open at one time."""
        self.begun: list[float] = []
        """When each connection began, in monotonic seconds."""
        self._visits: set[Visit] = set()

    @property
    def total(self) -> int:
        return len(self.begun)

    def most_within(self, seconds: float) -> int:
        """The most connections that began within so many seconds, wherever those start."""
        return max(
            (sum(start <= later < start + seconds for later in self.begun[at:]) for at, start in enumerate(self.begun)),
            default=0,
        )

    async def admit(self, visit: Visit) -> None:
        self.begun.append(time.monotonic())
        self._visits.add(visit)
        self._count()

    async def say(self, visit: Visit, record: bytes) -> None:
        self._count()
        await super().say(visit, record)

    async def left(self, visit: Visit) -> None:
        self._visits.discard(visit)

    def _count(self) -> None:
        self.at_once = max(self.at_once, sum(map(_is_open, self._visits)))


def _is_open(visit: Visit) -> bool:
    state: int = visit.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state in _OPEN_AT_THE_CLIENT
