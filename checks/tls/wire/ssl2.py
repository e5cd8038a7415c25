"""Reads what a server answers to a CLIENT-HELLO of SSL 2.0 (draft-hickman-netscape-ssl-00)."""

from __future__ import annotations

from checks.tls.wire.encoding import VERSION_CODES, Reader, TooLarge, WireError, printable
from checks.tls.wire.flight import FlightReader
from checks.tls.wire.hello import Hello
from checks.tls.wire.messages import Alert, Flight, ServerHello

_ERROR, _SERVER_HELLO = 0, 4  # §C.6
_ERRORS = {1: "no_cipher", 2: "no_certificate", 4: "bad_certificate", 6: "unsupported_certificate_type"}  # §C.8
_TLS_RECORDS = (b"\x15\x03", b"\x16\x03")


class Ssl2Reader:
    """Like `FlightReader`, for an SSL 2.0 hello; a TLS alert in answer to it is understood too."""

    def __init__(self, hello: Hello) -> None:
        self.received = 0
        self._buffer = bytearray()
        self._hello = hello
        self._tls = FlightReader(hello)
        self._speaks_tls = False

    @property
    def flight(self) -> Flight:
        """What the server said so far."""
        return self._tls.flight

    @property
    def complete(self) -> bool:
        """Whether nothing more is to come of interest."""
        return self._tls.complete

    def feed(self, data: bytes) -> None:
        """Read on. Raises `WireError`."""
        if self.complete:
            return
        self.received += len(data)
        self._buffer += data
        if self._speaks_tls or self._buffer[:2] in _TLS_RECORDS:
            self._tls.feed(data if self._speaks_tls else bytes(self._buffer))
            self._speaks_tls = True
        elif (record := self._record()) is not None:
            self._read(record)
            self._tls.complete = True

    def _record(self) -> bytes | None:
        """The first record once it is complete, with a header of two bytes, or of three with padding (§C.2)."""
        if len(self._buffer) < 3:
            return None
        short = self._buffer[0] >= 0x80
        length = int.from_bytes(self._buffer[:2]) & (0x7FFF if short else 0x3FFF)
        start, padding = (2, 0) if short else (3, self._buffer[2])
        if len(self._buffer) > start and self._buffer[start] not in (_ERROR, _SERVER_HELLO):
            raise WireError(f"not SSL 2.0: {printable(bytes(self._buffer))}")
        if padding >= length or length < 3:
            raise WireError("a record that SSL 2.0 does not know")
        if self.received > start + length:
            raise TooLarge("bytes after the answer in SSL 2.0")
        return bytes(self._buffer[start : start + length - padding]) if self.received == start + length else None

    def _read(self, record: bytes) -> None:
        rest = Reader(record)
        if rest.number(1) == _ERROR:
            code = rest.number(2)
            rest.end("an ERROR")
            self.flight.alert = Alert(2, code, _ERRORS.get(code, f"ssl2_error_{code}"))
            return
        rest.take(2)  # session-id-hit, certificate type
        version, lengths = rest.number(2), [rest.number(2) for _ in range(3)]
        if version != VERSION_CODES["SSLv2"]:
            raise WireError(f"version {version:#06x} in answer to SSLv2")
        certificate, kinds, connection = map(rest.take, lengths)
        rest.end("a SERVER-HELLO")
        if len(kinds) % 3:
            raise WireError("cipher kinds of SSL 2.0 that are cut short")
        self.flight.ssl2_ciphers = tuple(int.from_bytes(kinds[at : at + 3]) for at in range(0, len(kinds), 3))
        if not set(self.flight.ssl2_ciphers) <= set(self._hello.suites):
            raise WireError("cipher kinds of SSL 2.0 that were not offered")
        self.flight.certificates = [certificate] if certificate else []
        self.flight.hello = ServerHello("SSLv2", 0, 0, connection, {}, b"")
        self.flight.done = True
