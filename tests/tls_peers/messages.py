"""Writes what a TLS server says: records, alerts and handshake messages, right or as wrong as asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
SERVER_HELLO, NEW_SESSION_TICKET, ENCRYPTED_EXTENSIONS, CERTIFICATE = 2, 4, 8, 11
SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE, CERTIFICATE_VERIFY, FINISHED, KEY_UPDATE = 12, 14, 15, 20, 24
HANDSHAKE_FAILURE, PROTOCOL_VERSION = 40, 70
SECP256R1, ECDSA_SECP256R1_SHA256 = 0x0017, 0x0403
PLAIN = 1 << 14
"""Bytes that one record carries at most (RFC 8446 §5.1)."""
RETRY_RANDOM = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
"""The random that makes a ServerHello a HelloRetryRequest (RFC 8446 §4.1.3)."""
RANDOM = bytes(range(32))

Extensions = Iterable[tuple[int, bytes]]


def vector(data: bytes, width: int) -> bytes:
    """Data after its length in `width` bytes."""
    return len(data).to_bytes(width) + data


def record(kind: int, fragment: bytes, version: int = 0x0303) -> bytes:
    """One record (RFC 8446 §5.1)."""
    return bytes([kind]) + version.to_bytes(2) + vector(fragment, 2)


def records(kind: int, data: bytes, size: int = PLAIN) -> bytes:
    """Data in as many records as it takes."""
    return b"".join(record(kind, data[at : at + size]) for at in range(0, len(data), size))


def alert(code: int, level: int = 2) -> bytes:
    """An alert in its record (RFC 8446 §6)."""
    return record(ALERT, bytes([level, code]))


def message(kind: int, body: bytes) -> bytes:
    """A handshake message (RFC 8446 §4)."""
    return bytes([kind]) + vector(body, 3)


def extension_block(extensions: Extensions) -> bytes:
    return vector(b"".join(code.to_bytes(2) + vector(body, 2) for code, body in extensions), 2)


def server_hello(
    suite: int,
    version: int = 0x0303,
    *,
    random: bytes = RANDOM,
    session_id: bytes = b"",
    compression: int = 0,
    extensions: Extensions | None = None,
    trailing: bytes = b"",
) -> bytes:
    """A ServerHello (RFC 5246 §7.4.1.3, RFC 8446 §4.1.3)."""
    block = b"" if extensions is None else extension_block(extensions)
    body = version.to_bytes(2) + random + vector(session_id, 1) + suite.to_bytes(2) + bytes([compression])
    return message(SERVER_HELLO, body + block + trailing)


def certificate(chain: Sequence[bytes]) -> bytes:
    """The Certificate of TLS 1.2 and before (RFC 5246 §7.4.2)."""
    return message(CERTIFICATE, vector(b"".join(vector(each, 3) for each in chain), 3))


def certificate13(chain: Sequence[bytes]) -> bytes:
    """The Certificate of TLS 1.3 (RFC 8446 §4.4.2)."""
    return message(CERTIFICATE, b"\0" + vector(b"".join(vector(each, 3) + b"\0\0" for each in chain), 3))


def new_session_ticket(ticket: bytes, lifetime: int = 7200) -> bytes:
    """A NewSessionTicket of TLS 1.3 (RFC 8446 §4.6.1)."""
    body = lifetime.to_bytes(4) + bytes(4) + vector(b"\0", 1) + vector(ticket, 2) + vector(b"", 2)
    return message(NEW_SESSION_TICKET, body)
