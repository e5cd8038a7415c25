"""Cuts a stream of bytes into records (RFC 8446 §5.1) and handshake records into messages (§4)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.tls.wire.encoding import TooLarge, WireError, printable

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23

MAX_FLIGHT = 256 * 1024
"""Bytes; nothing that we read of one connection is longer."""

MAX_RECORD = (1 << 14) + 2048
"""Bytes (RFC 5246 §6.2.3, the largest of any version)."""

MAX_RECORDS = 512


class Records:
    """The records of one side of a connection. Raises `WireError` for what is none, `TooLarge` past the bounds."""

    __slots__ = ("_buffer", "_count", "received")

    def __init__(self) -> None:
        self._buffer = b""
        self._count = 0
        self.received = 0

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
        """Each record that is complete now: content type, header, fragment."""
        self.received += len(data)
        if self.received > MAX_FLIGHT:
            raise TooLarge(f"more than {MAX_FLIGHT} bytes")
        buffer, at = self._buffer + data, 0
        while len(buffer) >= at + 5:
            kind, length = buffer[at], buffer[at + 3] << 8 | buffer[at + 4]
            if not 20 <= kind <= 23 or buffer[at + 1] != 3 or buffer[at + 2] > 4:
                raise WireError(f"not TLS: {printable(buffer[at:])}")
            if length > MAX_RECORD:
                raise TooLarge(f"a record of {length} bytes")
            if not length and kind != APPLICATION_DATA:  # RFC 8446 §5.1
                raise WireError("an empty record")
            start = at + 5
            if len(buffer) < start + length:
                break
            self._count += 1
            if self._count > MAX_RECORDS:
                raise TooLarge(f"more than {MAX_RECORDS} records")
            header, at = buffer[at:start], start + length
            yield kind, header, buffer[start:at]
        self._buffer = buffer[at:]
        if self._buffer and not 20 <= self._buffer[0] <= 23:
            raise WireError(f"not TLS: {printable(self._buffer)}")


class Messages:
    """The handshake messages in the fragments of records, however they are split or joined."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        self._buffer = b""

    @property
    def pending(self) -> bool:
        """Whether bytes are left that belong to a later message than the last one given."""
        return bool(self._buffer)

    def feed(self, fragment: bytes) -> Iterator[tuple[int, bytes]]:
        """Each message that is complete now: type, and the whole message with its header of four bytes."""
        self._buffer += fragment
        while len(self._buffer) >= 4:
            length = 4 + int.from_bytes(self._buffer[1:4])
            if length > MAX_FLIGHT:
                raise TooLarge(f"a handshake message of {length} bytes")
            if len(self._buffer) < length:
                return
            message, self._buffer = self._buffer[:length], self._buffer[length:]
            yield message[0], message
