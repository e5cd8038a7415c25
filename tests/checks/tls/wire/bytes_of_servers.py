"""Messages of servers, made by hand."""

from __future__ import annotations

from checks.tls.wire.encoding import extension, numbers, vector

RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
DONE = b"\x0e\0\0\0"
TLS13 = extension(43, b"\3\4")


def record(kind: int, fragment: bytes) -> bytes:
    return bytes([kind, 3, 3]) + vector(fragment, 2)


def alert(code: int, level: int = 2) -> bytes:
    return record(21, bytes([level, code]))


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + vector(body, 3)


def server_hello(
    suite: int,
    extensions: bytes | None = None,
    version: int = 0x0303,
    compression: int = 0,
    random: bytes = bytes(32),
    session_id: bytes = b"",
) -> bytes:
    """RFC 5246 §7.4.1.3, as a message."""
    body = version.to_bytes(2) + random + vector(session_id, 1) + numbers([suite]) + bytes([compression])
    return message(2, body + (b"" if extensions is None else vector(extensions, 2)))


def certificates(*ders: bytes) -> bytes:
    return message(11, vector(b"".join(vector(der, 3) for der in ders), 3))


def key_share(group: int, key: bytes) -> bytes:
    return extension(51, numbers([group]) + vector(key, 2))
