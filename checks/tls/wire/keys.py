"""The key schedule of TLS 1.3 and the protection of its records (RFC 8446 §5.2, §7)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305

from checks.tls.wire.encoding import WireError, vector
from checks.tls.wire.records import APPLICATION_DATA


class Aead(Protocol):
    """Authenticated encryption with associated data (RFC 5116)."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Raises OverflowError for too much data."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Raises InvalidTag."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What a suite protects records with (RFC 8446 §B.4): hash, length of the key in bytes, cipher."""

    digest: str
    key_length: int
    cipher: Callable[[bytes], Aead]


PROTECTIONS = {
    0x1301: Protection("sha256", 16, AESGCM),
    0x1302: Protection("sha384", 32, AESGCM),
    0x1303: Protection("sha256", 32, ChaCha20Poly1305),
    0x1304: Protection("sha256", 16, AESCCM),
    0x1305: Protection("sha256", 16, lambda key: AESCCM(key, tag_length=8)),
}
"""Suite → how it protects."""


class Traffic:
    """One direction under one secret (RFC 8446 §7.3)."""

    __slots__ = ("_cipher", "_iv", "_sequence", "finished_key")

    def __init__(self, protection: Protection, secret: bytes) -> None:
        digest = protection.digest
        self._cipher = protection.cipher(expand_label(digest, secret, b"key", b"", protection.key_length))
        self._iv = int.from_bytes(expand_label(digest, secret, b"iv", b"", 12))
        self._sequence = 0
        self.finished_key = expand_label(digest, secret, b"finished", b"", hashlib.new(digest).digest_size)

    def open(self, header: bytes, fragment: bytes) -> tuple[int, bytes]:
        """The real content type and the content of a protected record (RFC 8446 §5.2). Raises `WireError`."""
        try:
            inner = self._cipher.decrypt(self._nonce(), fragment, header).rstrip(b"\0")
        except (InvalidTag, ValueError) as error:
            raise WireError("a record that cannot be decrypted") from error
        if not inner:
            raise WireError("a protected record without a type")
        return inner[-1], inner[:-1]

    def seal(self, kind: int, content: bytes) -> bytes:
        """A protected record."""
        inner = content + bytes([kind])
        sealed = self._cipher.encrypt(bytes(12), b"", None)  # an empty text is as long as the tag
        header = bytes([APPLICATION_DATA, 3, 3]) + (len(inner) + len(sealed)).to_bytes(2)
        return header + self._cipher.encrypt(self._nonce(), inner, header)

    def _nonce(self) -> bytes:
        nonce = self._iv ^ self._sequence
        self._sequence += 1
        return nonce.to_bytes(12)


class Schedule:
    """The secrets of one handshake without PSK, from the ServerHello on (RFC 8446 §7.1).

    `transcript` are the messages up to the ServerHello; `update` takes each later one.
    """

    def __init__(self, protection: Protection, transcript: bytes, shared_secret: bytes) -> None:
        self._protection = protection
        self._transcript = hashlib.new(protection.digest, transcript)
        zeros = bytes(self._transcript.digest_size)
        early = self._mac(zeros, zeros)
        self._handshake = self._mac(self._derived(early), shared_secret)
        self.client = self._traffic(self._handshake, b"c hs traffic")
        self.server = self._traffic(self._handshake, b"s hs traffic")

    def update(self, message: bytes) -> None:
        """Add a message to the transcript."""
        self._transcript.update(message)

    def verify_data(self, side: Traffic) -> bytes:
        """What a Finished of that side holds now (RFC 8446 §4.4.4)."""
        return self._mac(side.finished_key, self._transcript.digest())

    def application(self) -> tuple[Traffic, Traffic]:
        """The client's and the server's traffic after the handshake; asked for right after the server's Finished."""
        master = self._mac(self._derived(self._handshake), bytes(self._transcript.digest_size))
        return self._traffic(master, b"c ap traffic"), self._traffic(master, b"s ap traffic")

    def _traffic(self, secret: bytes, label: bytes) -> Traffic:
        digest = self._transcript.digest()
        return Traffic(self._protection, expand_label(self._protection.digest, secret, label, digest, len(digest)))

    def _derived(self, secret: bytes) -> bytes:
        empty = hashlib.new(self._protection.digest).digest()
        return expand_label(self._protection.digest, secret, b"derived", empty, len(empty))

    def _mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, self._protection.digest)


def expand_label(digest: str, secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
    """HKDF-Expand-Label (RFC 8446 §7.1) of no more bytes than the hash has, so that one round is all it takes."""
    info = length.to_bytes(2) + vector(b"tls13 " + label, 1) + vector(context, 1)
    return hmac.digest(secret, info + b"\1", digest)[:length]
