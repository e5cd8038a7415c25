"""Reads a ClientHello, as a server or a front end of one does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.tls_peers.messages import CHANGE_CIPHER_SPEC, HANDSHAKE

SUPPORTED_GROUPS, SUPPORTED_VERSIONS, KEY_SHARE = 10, 43, 51
TLS12, TLS13 = 0x0303, 0x0304
_LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class ClientHello:
    """What a client offers (RFC 8446 §4.1.2; RFC 6101 §E for SSLv2's form, of which only the version is read)."""

    version: int
    """The field of that name: 0x0303 for TLS 1.2 and all later versions, 0x0002 for SSLv2."""
    random: bytes = b""
    session_id: bytes = b""
    suites: Sequence[int] = ()
    compression: bytes = b""
    extensions: Sequence[tuple[int, bytes]] | None = None
    """In their order; None when the hello has no such block."""

    @property
    def versions(self) -> list[int]:
        """What supported_versions lists; else the version field and nothing older, as each is asked for by itself."""
        listed = self.extension(SUPPORTED_VERSIONS)
        return _numbers(listed[1:]) if listed else [self.version]

    @property
    def groups(self) -> list[int] | None:
        listed = self.extension(SUPPORTED_GROUPS)
        return None if listed is None else _numbers(listed[2:])

    @property
    def key_shares(self) -> dict[int, bytes]:
        return {int.from_bytes(share[:2]): share[4:] for share in _vectors((self.extension(KEY_SHARE) or b"")[2:])}

    def extension(self, code: int) -> bytes | None:
        return next((body for kind, body in self.extensions or () if kind == code), None)

    def with_suites(self, suites: Sequence[int]) -> ClientHello:
        return replace(self, suites=suites)

    @property
    def message(self) -> bytes:
        """The handshake message."""
        body = (
            self.version.to_bytes(2)
            + self.random
            + bytes([len(self.session_id)])
            + self.session_id
            + (2 * len(self.suites)).to_bytes(2)
            + b"".join(suite.to_bytes(2) for suite in self.suites)
            + bytes([len(self.compression)])
            + self.compression
        )
        if self.extensions is not None:
            block = b"".join(code.to_bytes(2) + len(said).to_bytes(2) + said for code, said in self.extensions)
            body += len(block).to_bytes(2) + block
        return b"\1" + len(body).to_bytes(3) + body


class HelloReader:
    """Collects bytes until a whole ClientHello has come, in however many pieces and records."""

    def __init__(self) -> None:
        self.received = b""

    def feed(self, data: bytes) -> ClientHello | None:
        """The hello, once it is whole. Raises ValueError for anything else."""
        self.received += data
        if len(self.received) > _LIMIT:
            raise ValueError("a hello without end")
        if self.received[:1] >= b"\x80":  # SSLv2: two bytes of length, one of type, the version
            length = int.from_bytes(self.received[:2]) & 0x7FFF
            return ClientHello(int.from_bytes(self.received[3:5])) if len(self.received) >= length + 2 else None
        message = self.message()
        if len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4]):
            return None
        return parse(message[4:])

    def message(self) -> bytes:
        """What the records that came so far carry."""
        message, rest = b"", self.received
        while len(rest) >= 5:
            if rest[0] not in (CHANGE_CIPHER_SPEC, HANDSHAKE):
                raise ValueError("not a handshake record")
            length = int.from_bytes(rest[3:5])
            if rest[0] == HANDSHAKE:  # the other one means nothing before a second hello (RFC 8446 §D.4)
                message += rest[5 : 5 + length]
            rest = rest[5 + length :]
        return message


def parse(body: bytes) -> ClientHello:
    """A hello from the body of its handshake message."""
    session_id, rest = _vector(body[34:], 1)
    suites, rest = _vector(rest, 2)
    compression, rest = _vector(rest, 1)
    extensions = None
    if rest:
        block, _ = _vector(rest, 2)
        extensions = [(int.from_bytes(each[:2]), each[4:]) for each in _vectors(block)]
    return ClientHello(int.from_bytes(body[:2]), body[2:34], session_id, _numbers(suites), compression, extensions)


def _vector(data: bytes, width: int) -> tuple[bytes, bytes]:
    end = width + int.from_bytes(data[:width])
    if len(data) < end:
        raise ValueError("a length that lies")
    return data[width:end], data[end:]


def _vectors(data: bytes) -> list[bytes]:
    """Entries of a two-byte code, a two-byte length and so many bytes."""
    entries = []
    while data:
        end = 4 + int.from_bytes(data[2:4])
        if len(data) < end:
            raise ValueError("a length that lies")
        entries.append(data[:end])
        data = data[end:]
    return entries


def _numbers(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data) - 1, 2)]
