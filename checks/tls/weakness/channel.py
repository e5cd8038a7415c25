"""One connection of a probe: records in the clear or protected, alerts told from answers, nothing unbounded."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from checks.tls.conversation import Conversation, LastWords
from checks.tls.weakness.protection import Protection
from checks.tls.wire.encoding import TooLarge, WireError, printable, vector
from checks.tls.wire.messages import HELLO_REQUEST, Alert, read_alert
from checks.tls.wire.records import ALERT, CHANGE_CIPHER_SPEC, HANDSHAKE, MAX_FLIGHT, MAX_RECORD, Messages

HEARTBEAT = 24  # RFC 6520 §6

_CLOSE_NOTIFY = b"\1\0"
_MAX_FRAGMENT = 2**14
_PARTING = {0, 100}  # close_notify and no_renegotiation: warnings that end what was going on


class Stage(StrEnum):
    """How far a conversation has come, in words for what happens then."""

    HELLO = "instead of a hello"
    HANDSHAKE = "after the server's hello"
    PROBE = "in answer to the probe"


class AlertError(Exception):
    """The peer sent an alert that ends what was going on."""

    def __init__(self, alert: Alert) -> None:
        super().__init__(alert.name)
        self.alert = alert


class ClosedError(Exception):
    """The peer closed the connection (FIN) without a word."""


class Record(NamedTuple):
    """`data` is in the clear; of `HANDSHAKE` it is one whole message, whatever records it came in."""

    kind: int
    data: bytes


@dataclass(slots=True)
class Channel:
    """What was said is sent with the next look for an answer. A probe says itself when its stage has come.

    `parting`: all that matters has been heard, so that an answer is not waited for for long.
    """

    version: int = 0x0301
    stage: Stage = Stage.HELLO
    parting: bool = False
    writing: Protection | None = None
    reading: Protection | None = None
    _unsent: bytearray = field(default_factory=bytearray)
    _received: bytearray = field(default_factory=bytearray)
    _messages: Messages = field(default_factory=Messages)
    _heard: deque[bytes] = field(default_factory=deque)
    _count: int = 0

    def say_raw(self, data: bytes) -> None:
        """Bytes as they stand."""
        self._unsent += data

    def say(self, kind: int, data: bytes) -> None:
        """Data in records of the present version, protected once there are keys."""
        for start in range(0, len(data), _MAX_FRAGMENT):
            piece = data[start : start + _MAX_FRAGMENT]
            fragment = self.writing.seal(kind, self.version, piece) if self.writing else piece
            self._unsent += record(kind, self.version, fragment)

    def hear(self) -> Conversation[Record]:
        """What the peer says next.

        Raises `AlertError` for alerts but passing warnings, `ClosedError`, `ConnectionResetError`, `TimeoutError`, and
        `WireError` for bytes that are no TLS or too many.
        """
        while not self._heard:
            kind, data = yield from self._record()
            if kind == HANDSHAKE:
                self._heard += (whole for message, whole in self._messages.feed(data) if message != HELLO_REQUEST)
            elif kind != ALERT:
                return Record(kind, data)
            elif (alert := read_alert(data)).level == 2 or alert.code in _PARTING:
                raise AlertError(alert)
        return Record(HANDSHAKE, self._heard.popleft())

    def part(self) -> Conversation[None]:
        """Close in due form, and leave the peer a moment for the same (RFC 5246 §7.2.1)."""
        self.say(ALERT, _CLOSE_NOTIFY)
        self.parting = True
        with suppress(AlertError, ClosedError, WireError, OSError):
            yield from self.hear()

    def _record(self) -> Conversation[tuple[int, bytes]]:
        head = yield from self._receive(5)
        kind, version, size = head[0], int.from_bytes(head[1:3]), int.from_bytes(head[3:5])
        if not CHANGE_CIPHER_SPEC <= kind <= HEARTBEAT or version >> 8 != 3:
            raise WireError(f"not TLS: {printable(bytes(self._received))}")
        if size > MAX_RECORD:
            raise TooLarge(f"a record of {size} bytes")
        fragment = (yield from self._receive(5 + size))[5:]
        del self._received[: 5 + size]
        return kind, self.reading.open(kind, version, fragment) if self.reading else fragment

    def _receive(self, size: int) -> Conversation[bytes]:
        """The first bytes of what came, once there are so many; what was said before is sent first."""
        while len(self._received) < size:
            unsent, self._unsent = bytes(self._unsent), bytearray()
            chunk = yield LastWords(unsent) if self.parting else unsent
            if not chunk:
                raise ClosedError
            self._count += len(chunk)
            if self._count > MAX_FLIGHT:
                raise TooLarge(f"more than {MAX_FLIGHT} bytes")
            self._received += chunk
        return bytes(self._received[:size])


def record(kind: int, version: int, fragment: bytes) -> bytes:
    """One record (RFC 5246 §6.2.1)."""
    return bytes([kind]) + version.to_bytes(2) + vector(fragment, 2)
