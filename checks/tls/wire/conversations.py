"""Whole connections, as generators that yield what to send and are sent what came (see `checks.tls.conversation`)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from checks.tls.conversation import Conversation, LastWords
from checks.tls.wire.encoding import WireError
from checks.tls.wire.flight import FlightReader, Until
from checks.tls.wire.hello import Hello
from checks.tls.wire.messages import Alert, Flight
from checks.tls.wire.ssl2 import Ssl2Reader
from checks.tls.wire.tls13 import Flight13, Handshake13, PrivateKey

How: TypeAlias = Literal["closed", "reset", "timeout"]


@dataclass(frozen=True, slots=True)
class Silence:
    """The server gave no answer: it closed (FIN), reset (RST) or let the time run out.

    `received` counts the bytes that came all the same; `warnings` are alerts among them that end nothing.
    """

    how: How
    received: int
    warnings: tuple[Alert, ...] = field(default=())


Answer: TypeAlias = Flight | Silence


def ask(hello: Hello, until: Until = "hello") -> Conversation[Answer]:
    """Send a hello and read the ServerHello or the alert, or with `until="flight"` all that comes in clear.

    A flight that breaks off after its ServerHello is given as far as it came, without `done`. Raises `WireError` for
    bytes that are no answer.
    """
    reader = Ssl2Reader(hello) if hello.version == "SSLv2" else FlightReader(hello, until)
    how = yield from _listen(reader, bytes(hello))
    if how is None or reader.flight.hello is not None:
        return reader.flight
    return Silence(how, reader.received, tuple(reader.flight.warnings))


def shake13(
    hello: Hello, private_key: PrivateKey, agreed: Callable[[Flight13], None] | None = None
) -> Conversation[Flight13 | Silence]:
    """Send a hello with the key share of `private_key`, decrypt the server's flight, finish, and wait for a ticket.

    The flight is given as far as it was read: up to a HelloRetryRequest, an alert or where it broke off, else
    `finished`. After that a ticket, the end of the connection or an error ends the conversation, which has all it
    wanted; `parted` tells that it was no error. `agreed` is called once the flight is `finished`, before the wait for a
    ticket, which is put into the same flight. Raises `WireError` for bytes that are no answer.
    """
    said = bytes(hello)
    handshake = Handshake13(hello, said, private_key)
    flight, how = handshake.flight, None
    try:
        how = yield from _listen(handshake, said)
    except WireError:
        if not flight.finished:
            raise
        return flight
    if flight.finished and agreed is not None:
        agreed(flight)
    if flight.finished and not flight.tickets and flight.alert is None:
        with contextlib.suppress(WireError, ConnectionResetError, TimeoutError):
            said = LastWords(handshake.answer())
            while not flight.tickets and flight.alert is None and (chunk := (yield said)):
                said = b""
                handshake.feed(chunk)
            flight.parted = True
    if how is None or flight.hello is not None:
        return flight
    return Silence(how, handshake.received, tuple(flight.warnings))


def _listen(reader: FlightReader | Ssl2Reader | Handshake13, said: bytes) -> Conversation[How | None]:
    """Say something and feed the reader until it is complete; how the peer ended, if it ended before that."""
    while not reader.complete:
        try:
            chunk = yield said
        except ConnectionResetError:
            return "reset"
        except TimeoutError:
            return "timeout"
        if not chunk:
            return "closed"
        said = b""
        reader.feed(chunk)
    return None
