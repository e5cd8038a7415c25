"""Reads the first flight of a server, as far as it is clear: all of it up to TLS 1.2, the ServerHello in TLS 1.3."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from checks.tls.wire import messages, records
from checks.tls.wire.encoding import TooLarge, WireError, printable
from checks.tls.wire.hello import Hello
from checks.tls.wire.messages import Alert, Flight, KeyExchange, ServerHello

__all__ = ["Alert", "Flight", "FlightReader", "KeyExchange", "ServerHello", "TooLarge", "Until", "WireError"]

Until: TypeAlias = Literal["hello", "flight"]
"""How far to read: the ServerHello, or the whole flight as far as it is clear."""

# What comes before ChangeCipherSpec when a session is resumed (RFC 5246 §7.3, RFC 5077 §3.3)
_ABBREVIATED = ({messages.SERVER_HELLO}, {messages.SERVER_HELLO, messages.NEW_SESSION_TICKET})


class FlightReader:
    """Is fed what a server sends in answer to `hello`, in pieces of any size, and keeps what it says in `flight`.

    `complete` tells that nothing more is to come of interest; bytes fed after that are ignored. `feed` raises
    `WireError` for what is no answer, and `TooLarge` for too much of it; what came before stays in `flight`.
    """

    def __init__(self, hello: Hello, until: Until = "flight") -> None:
        self.flight = Flight()
        self.complete = False
        self._hello = hello
        self._until = until
        self._records = records.Records()
        self._messages = records.Messages()
        self._seen: set[int] = set()

    @property
    def received(self) -> int:
        """How many bytes came."""
        return self._records.received

    def feed(self, data: bytes) -> None:
        """Read on. Raises `WireError`."""
        if self.complete:
            return
        for kind, _, fragment in self._records.feed(data):
            if kind == records.HANDSHAKE:
                for message, whole in self._messages.feed(fragment):
                    self._read(message, whole[4:])
                    if self.complete:
                        return
            elif kind == records.ALERT:
                self._read_alert(fragment)
            elif kind == records.CHANGE_CIPHER_SPEC and self._seen in _ABBREVIATED:
                self.flight.resumed = self.complete = True
            else:
                raise WireError(f"a record of type {kind} before the end of the handshake: {printable(fragment)}")
            if self.complete:
                return

    def _read_alert(self, fragment: bytes) -> None:
        alert = messages.read_alert(fragment)
        if alert.ends:
            self.flight.alert = alert
            self.complete = True
            return
        self.flight.warnings.append(alert)
        if len(self.flight.warnings) > messages.MAX_WARNINGS:
            raise TooLarge("nothing but warnings")

    def _read(self, kind: int, body: bytes) -> None:
        """One handshake message; each kind may come once, and none before the ServerHello (RFC 5246 §7.3)."""
        if kind in self._seen or (kind == messages.SERVER_HELLO) == (self.flight.hello is not None):
            raise WireError(f"handshake message {kind} where it does not belong")
        if kind not in _READERS:
            raise WireError(f"handshake message {kind}, which no server sends here")
        self._seen.add(kind)
        _READERS[kind](self, body)

    def _server_hello(self, body: bytes) -> None:
        self.flight.hello = messages.read_server_hello(body, self._hello)
        self.complete = self._until == "hello" or self.flight.hello.version == "TLSv1.3"

    def _certificate(self, body: bytes) -> None:
        self.flight.certificates = messages.read_certificates(body)

    def _status(self, body: bytes) -> None:
        self.flight.staple = messages.read_staple(body)

    def _key_exchange(self, body: bytes) -> None:
        if self.flight.hello is not None:
            self.flight.key_exchange = messages.read_key_exchange(body, self.flight.hello)

    def _request(self, body: bytes) -> None:
        self.flight.certificate_request = True

    def _done(self, body: bytes) -> None:
        if body:
            raise WireError("a ServerHelloDone with a body")
        self.flight.done = self.complete = True

    def _passed_over(self, body: bytes) -> None:
        """A message that tells nothing that is asked: a ticket when a session is resumed, supplemental data."""


_READERS: dict[int, Callable[[FlightReader, bytes], None]] = {
    messages.SERVER_HELLO: FlightReader._server_hello,
    messages.CERTIFICATE: FlightReader._certificate,
    messages.CERTIFICATE_STATUS: FlightReader._status,
    messages.SERVER_KEY_EXCHANGE: FlightReader._key_exchange,
    messages.CERTIFICATE_REQUEST: FlightReader._request,
    messages.SERVER_HELLO_DONE: FlightReader._done,
    messages.NEW_SESSION_TICKET: FlightReader._passed_over,
    messages.SUPPLEMENTAL_DATA: FlightReader._passed_over,
}
