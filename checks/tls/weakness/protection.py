"""The secrets of TLS 1.0 to 1.2 and the protection of its records (RFC 5246 §5, §6; RFC 2246, RFC 4346)."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from checks.tls.registry import SUITES, Suite
from checks.tls.wire.encoding import WireError

TLS10, TLS12 = 0x0301, 0x0303

Pad: TypeAlias = Callable[[int], bytes]
"""So many bytes of padding, the length byte behind them not counted."""

_BLOCK_CIPHERS: dict[str, tuple[Callable[[bytes], BlockCipherAlgorithm], int, int]] = {
    # name: (cipher, bytes of its key, bytes of its block)
    "AES_128_CBC": (AES, 16, 16),
    "AES_256_CBC": (AES, 32, 16),
    "3DES_EDE_CBC": (TripleDES, 24, 8),
}
_AEADS: dict[str, tuple[type[AESGCM | ChaCha20Poly1305], int, int]] = {
    # name: (cipher, bytes of its key, bytes of its fixed IV): RFC 5288 §3, RFC 7905 §2
    "AES_128_GCM": (AESGCM, 16, 4),
    "AES_256_GCM": (AESGCM, 32, 4),
    "CHACHA20_POLY1305": (ChaCha20Poly1305, 32, 12),
}
_KEY_EXCHANGES = ["ECDHE_ECDSA", "ECDHE_RSA", "RSA", "DHE_RSA"]


class Protection(Protocol):
    """One direction of a connection; counts its records."""

    def seal(self, kind: int, version: int, data: bytes) -> bytes: ...

    def open(self, kind: int, version: int, fragment: bytes) -> bytes:
        """Raises `WireError` for a record that was not made with these keys."""


@dataclass(slots=True)
class Keys:
    """What each side writes with after its ChangeCipherSpec."""

    client: Protection
    server: Protection


def spoken_suites() -> list[int]:
    """The suites that this client speaks, those that cost a server least first."""
    known = {suite.name: suite.code for suite in SUITES.values()}
    names = [
        f"TLS_{exchange}_WITH_{cipher}_{mac}"
        for exchange in _KEY_EXCHANGES
        for cipher in (*_AEADS, *_BLOCK_CIPHERS)
        for mac in ("SHA256", "SHA384", "SHA")
    ]
    return [known[name] for name in names if name in known]


def prf(version: int, suite: Suite, secret: bytes, label: bytes, seed: bytes, size: int) -> bytes:
    """The pseudorandom function (RFC 5246 §5; before TLS 1.2: RFC 2246 §5)."""
    if version >= TLS12:
        return _p_hash(_prf_hash(suite), secret, label + seed, size)
    half = (len(secret) + 1) // 2
    first = _p_hash("md5", secret[:half], label + seed, size)
    second = _p_hash("sha1", secret[-half:], label + seed, size)
    return bytes(a ^ b for a, b in zip(first, second, strict=True))


def verify_data(version: int, suite: Suite, master: bytes, label: bytes, transcript: bytes) -> bytes:
    """The content of a Finished message (RFC 5246 §7.4.9, RFC 2246 §7.4.9)."""
    hashes = [_prf_hash(suite)] if version >= TLS12 else ["md5", "sha1"]
    digest = b"".join(hashlib.new(name, transcript, usedforsecurity=False).digest() for name in hashes)
    return prf(version, suite, master, label, digest, 12)


def derive_keys(
    version: int, suite: Suite, master: bytes, client_random: bytes, server_random: bytes, pad: Pad
) -> Keys:
    """The key block, cut up (RFC 5246 §6.3). `pad` is how the client fills the blocks of a CBC suite."""
    mac = "" if suite.is_aead else _mac_hash(suite)
    mac_size = hashlib.new(mac, usedforsecurity=False).digest_size if mac else 0
    _, key_size, iv_size = _AEADS[suite.cipher] if suite.is_aead else _BLOCK_CIPHERS[suite.cipher]
    sizes = [mac_size, mac_size, key_size, key_size, iv_size, iv_size]
    block = prf(version, suite, master, b"key expansion", server_random + client_random, sum(sizes))
    parts = [block[sum(sizes[:index]) : sum(sizes[: index + 1])] for index in range(6)]
    if suite.is_aead:
        cipher = _AEADS[suite.cipher][0]
        return Keys(_Aead(cipher(parts[2]), parts[4]), _Aead(cipher(parts[3]), parts[5]))
    block_cipher = _BLOCK_CIPHERS[suite.cipher][0]
    return Keys(
        _Cbc(block_cipher(parts[2]), mac, parts[0], parts[4], pad),
        _Cbc(block_cipher(parts[3]), mac, parts[1], parts[5], pad),
    )


def right_padding(count: int) -> bytes:
    """Every byte says how many there are (RFC 5246 §6.2.3.2)."""
    return bytes([count]) * count


@dataclass(slots=True)
class _Cbc:
    """MAC, then pad, then encrypt (RFC 5246 §6.2.3.2); in TLS 1.0 each record's IV is the last block before it."""

    cipher: BlockCipherAlgorithm
    mac: str
    mac_key: bytes
    iv: bytes
    pad: Pad
    sequence: int = field(default=0)

    def seal(self, kind: int, version: int, data: bytes) -> bytes:
        size = len(self.iv)
        body = data + self._tag(kind, version, data)
        count = -(len(body) + 1) % size
        explicit = os.urandom(size) if version > TLS10 else b""
        encryptor = Cipher(self.cipher, modes.CBC(explicit or self.iv)).encryptor()
        sealed = encryptor.update(body + self.pad(count) + bytes([count])) + encryptor.finalize()
        self.iv = sealed[-size:]
        return explicit + sealed

    def open(self, kind: int, version: int, fragment: bytes) -> bytes:
        size = len(self.iv)
        iv, sealed = (fragment[:size], fragment[size:]) if version > TLS10 else (self.iv, fragment)
        if not sealed or len(sealed) % size:
            raise WireError("a record that is no whole number of blocks")
        decryptor = Cipher(self.cipher, modes.CBC(iv)).decryptor()
        plain = decryptor.update(sealed) + decryptor.finalize()
        self.iv = sealed[-size:]
        body = plain[: -1 - plain[-1]]
        tag_size = hashlib.new(self.mac, usedforsecurity=False).digest_size
        data, tag = body[:-tag_size], body[-tag_size:]
        if not hmac.compare_digest(tag, self._tag(kind, version, data)):
            raise WireError("a record whose MAC is wrong")
        return data

    def _tag(self, kind: int, version: int, data: bytes) -> bytes:
        head = _associated_data(self.sequence, kind, version, len(data))
        self.sequence += 1
        return hmac.digest(self.mac_key, head + data, self.mac)


@dataclass(slots=True)
class _Aead:
    """RFC 5288 §3 for GCM, whose nonce is sent in part; RFC 7905 §2 for ChaCha20, whose nonce is not."""

    cipher: AESGCM | ChaCha20Poly1305
    iv: bytes
    sequence: int = field(default=0)

    def seal(self, kind: int, version: int, data: bytes) -> bytes:
        explicit = self.sequence.to_bytes(8) if len(self.iv) == 4 else b""
        return explicit + self.cipher.encrypt(self._nonce(explicit), data, self._next(kind, version, len(data)))

    def open(self, kind: int, version: int, fragment: bytes) -> bytes:
        explicit, sealed = (fragment[:8], fragment[8:]) if len(self.iv) == 4 else (b"", fragment)
        if len(fragment) < len(explicit) + 16:
            raise WireError("a record too short for its tag")
        nonce = self._nonce(explicit)
        try:
            return self.cipher.decrypt(nonce, sealed, self._next(kind, version, len(sealed) - 16))
        except InvalidTag:
            raise WireError("a record whose tag is wrong") from None

    def _nonce(self, explicit: bytes) -> bytes:
        if explicit:
            return self.iv + explicit
        return (int.from_bytes(self.iv) ^ self.sequence).to_bytes(12)

    def _next(self, kind: int, version: int, size: int) -> bytes:
        data = _associated_data(self.sequence, kind, version, size)
        self.sequence += 1
        return data


def _associated_data(sequence: int, kind: int, version: int, size: int) -> bytes:
    return sequence.to_bytes(8) + bytes([kind]) + version.to_bytes(2) + size.to_bytes(2)


def _p_hash(name: str, secret: bytes, seed: bytes, size: int) -> bytes:
    made, a = b"", seed
    while len(made) < size:
        a = hmac.digest(secret, a, name)
        made += hmac.digest(secret, a + seed, name)
    return made[:size]


def _mac_hash(suite: Suite) -> str:
    return {"SHA": "sha1", "SHA256": "sha256", "SHA384": "sha384"}[suite.mac]


def _prf_hash(suite: Suite) -> str:
    return "sha384" if suite.name.endswith("_SHA384") else "sha256"
