"""Writes a ClientHello, for every version from SSL 2.0 to TLS 1.3 (RFC 8446 §4.1.2)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from checks.tls.registry import FALLBACK_SCSV, RENEGOTIATION_SCSV, groups_for, schemes_for
from checks.tls.wire.encoding import VERSION_CODES, extension, numbers, vector

SERVER_NAME, STATUS_REQUEST, SUPPORTED_GROUPS, EC_POINT_FORMATS = 0, 5, 10, 11
SIGNATURE_ALGORITHMS, ALPN, PADDING, ENCRYPT_THEN_MAC, EXTENDED_MASTER_SECRET = 13, 16, 21, 22, 23
SESSION_TICKET, EARLY_DATA, SUPPORTED_VERSIONS, COOKIE, PSK_KEY_EXCHANGE_MODES = 35, 42, 43, 44, 45
KEY_SHARE, RENEGOTIATION_INFO = 51, 0xFF01

_GREASE = [0x0A0A + 0x1010 * each for each in range(16)]  # RFC 8701 §2
_AVOIDED = range(256, 512)  # RFC 7685 §1: lengths of a message that some front ends hang on


@dataclass(slots=True, kw_only=True)
class Hello:
    """What a ClientHello offers; `bytes(hello)` is the record (or records), with a new random each time.

    `version` is the newest offered; a hello for TLSv1.3 offers that alone. `groups` and `schemes` are codes, None
    standing for all that the version can have and () for no extension. `key_shares` maps groups to public keys;
    without any, a server of TLS 1.3 must answer with a HelloRetryRequest (RFC 8446 §4.2.8). `grease` adds meaningless
    values that a server must ignore (RFC 8701). `extensions=False` leaves out all but what a version cannot do
    without. `padding="avoid"` keeps the message out of lengths that some front ends hang on (RFC 7685). `fragment` is
    the largest number of bytes in a record. `extra` maps codes of further extensions to their bodies.
    """

    version: str
    suites: Sequence[int]
    server_name: str | None = None
    groups: Sequence[int] | None = None
    key_shares: Mapping[int, bytes] = field(default_factory=dict)
    schemes: Sequence[int] | None = None
    alpn: Sequence[str] = ()
    compression: Sequence[int] = (0,)
    grease: bool = True
    renegotiation: bool = True
    fallback: bool = False
    status_request: bool = True
    extended_master_secret: bool = True
    encrypt_then_mac: bool = True
    session_ticket: bool = True
    extensions: bool = True
    padding: Literal["avoid", "none"] = "avoid"
    fragment: int | None = None
    extra: Mapping[int, bytes] = field(default_factory=dict)
    session_id: bytes = b""

    def __bytes__(self) -> bytes:
        return self.encode()

    def encode(self) -> bytes:
        """The bytes to send."""
        if self.version == "SSLv2":
            return _ssl2_hello(self.suites)
        message = self._message()
        # RFC 8446 §5.1, RFC 5246 §E.1: the version that old servers expect here
        header = b"\x16\x03\x00" if self.version == "SSLv3" else b"\x16\x03\x01"
        if self.fragment is None:
            return header + vector(message, 2)
        cuts = range(0, len(message), self.fragment)
        return b"".join(header + vector(message[at : at + self.fragment], 2) for at in cuts)

    @property
    def offered_groups(self) -> Sequence[int]:
        """The groups that the hello names."""
        return groups_for(self.version) if self.groups is None else self.groups

    @property
    def offered_extensions(self) -> frozenset[int]:
        """The extensions that a server may answer with, those of `extra` apart (RFC 8446 §4.2, RFC 5746 §3.4)."""
        return _offered_extensions(
            self.version,
            self.server_name is not None,
            bool(self.alpn),
            self.renegotiation,
            self.status_request,
            self.extended_master_secret,
            self.encrypt_then_mac,
            self.session_ticket,
            self.extensions,
        )

    def _message(self) -> bytes:
        newest = self.version == "TLSv1.3"
        random = os.urandom(65)
        grease = _GREASE[random[64] & 15] if self.grease and self.version != "SSLv3" else None
        session = self.session_id or (random[32:64] if newest else b"")  # RFC 8446 §D.4, for middleboxes
        signals = () if newest else (RENEGOTIATION_SCSV,) * self.renegotiation + (FALLBACK_SCSV,) * self.fallback
        suites = numbers((*(() if grease is None else (grease,)), *self.suites, *signals))
        body = b"".join(
            (
                b"\x03\x03" if newest else VERSION_CODES[self.version].to_bytes(2),  # legacy_version stays at 1.2
                random[:32],
                vector(session, 1),
                vector(suites, 2),
                b"\x01\x00" if newest else vector(bytes(self.compression), 1),
            )
        )
        if self.version != "SSLv3":  # RFC 6101 knows no extensions
            extensions = self._extensions(grease)
            if extensions and self.padding == "avoid":
                extensions += _padding(4 + len(body) + 2 + len(extensions))
            if extensions:
                body += vector(extensions, 2)
        return b"\x01" + vector(body, 3)

    def _extensions(self, grease: int | None) -> bytes:
        found = b""
        if self.extensions:
            found = _constant(
                self.version,
                grease,
                self.status_request,
                self.extended_master_secret,
                self.encrypt_then_mac,
                self.session_ticket,
                tuple(self.alpn),
            )
        if self.extensions or self.version == "TLSv1.3":
            groups = self.groups if self.groups is None else tuple(self.groups)
            schemes = self.schemes if self.schemes is None else tuple(self.schemes)
            found += _lists(self.version, grease, groups, schemes)
        if self.version == "TLSv1.3":
            shares = b"".join(numbers((group, len(key))) + key for group, key in self.key_shares.items())
            found += extension(KEY_SHARE, vector(shares, 2))
        if self.extensions:
            if self.server_name is not None:
                found += _server_name(self.server_name)
            for kind, body in self.extra.items():
                found += extension(kind, body)
        return found


@lru_cache(maxsize=1024)
def _server_name(name: str) -> bytes:
    """RFC 6066 §3."""
    return extension(SERVER_NAME, vector(b"\0" + vector(name.encode("ascii"), 2), 2))


@lru_cache(maxsize=1024)
def _constant(
    version: str,
    grease: int | None,
    status: bool,
    master_secret: bool,
    encrypt_then_mac: bool,
    ticket: bool,
    alpn: tuple[str, ...],
) -> bytes:
    """The extensions without lists of codes. Empty ones stand in front, as some servers cannot bear one at the end."""
    older = version != "TLSv1.3"
    parts = []
    if grease is not None:
        parts.append(extension(grease, b""))
    if master_secret and older:
        parts.append(extension(EXTENDED_MASTER_SECRET, b""))  # RFC 7627 §5.1
    if encrypt_then_mac and older:
        parts.append(extension(ENCRYPT_THEN_MAC, b""))  # RFC 7366 §2
    if ticket and older:
        parts.append(extension(SESSION_TICKET, b""))  # RFC 5077 §3.2
    if status:
        parts.append(extension(STATUS_REQUEST, b"\x01\0\0\0\0"))  # ocsp, no responders, no extensions: RFC 6066 §8
    if alpn:
        protocols = b"".join(vector(each.encode("ascii"), 1) for each in alpn)
        parts.append(extension(ALPN, vector(protocols, 2)))  # RFC 7301 §3.1
    return b"".join(parts)


@lru_cache(maxsize=1024)
def _lists(version: str, grease: int | None, groups: tuple[int, ...] | None, schemes: tuple[int, ...] | None) -> bytes:
    """The extensions that list codes."""
    groups = groups_for(version) if groups is None else groups
    schemes = schemes_for(version) if schemes is None else schemes
    odd = () if grease is None else (grease,)
    parts = []
    if groups:
        parts.append(extension(SUPPORTED_GROUPS, vector(numbers((*odd, *groups)), 2)))  # RFC 8446 §4.2.7
        if version != "TLSv1.3":
            parts.append(extension(EC_POINT_FORMATS, b"\x01\x00"))  # uncompressed: RFC 8422 §5.1.2
    if schemes and version in ("TLSv1.2", "TLSv1.3"):
        parts.append(extension(SIGNATURE_ALGORITHMS, vector(numbers(schemes), 2)))  # RFC 8446 §4.2.3
    if version == "TLSv1.3":
        parts.append(extension(SUPPORTED_VERSIONS, vector(numbers((*odd, VERSION_CODES[version])), 1)))  # §4.2.1
        parts.append(extension(PSK_KEY_EXCHANGE_MODES, b"\x01\x01"))  # psk_dhe_ke, §4.2.9
    return b"".join(parts)


@lru_cache(maxsize=256)
def _offered_extensions(
    version: str,
    name: bool,
    alpn: bool,
    renegotiation: bool,
    status: bool,
    master_secret: bool,
    encrypt_then_mac: bool,
    ticket: bool,
    extensions: bool,
) -> frozenset[int]:
    if version == "TLSv1.3":
        always = {SUPPORTED_GROUPS, SUPPORTED_VERSIONS, KEY_SHARE, COOKIE}
        optional = {SERVER_NAME: name, ALPN: alpn, STATUS_REQUEST: status}
    else:
        always = {RENEGOTIATION_INFO} if renegotiation else set()
        optional = {SERVER_NAME: name, ALPN: alpn, STATUS_REQUEST: status, EXTENDED_MASTER_SECRET: master_secret}
        optional |= {ENCRYPT_THEN_MAC: encrypt_then_mac, SESSION_TICKET: ticket}
        optional |= {SUPPORTED_GROUPS: True, EC_POINT_FORMATS: True}
    wanted = extensions and version != "SSLv3"
    return frozenset(always | {kind for kind, offered in optional.items() if offered and wanted})


def _padding(length: int) -> bytes:
    """RFC 7685 §3: zeros that make a message of so many bytes long enough to be safe."""
    return extension(PADDING, bytes(max(0, _AVOIDED.stop - length - 4))) if length in _AVOIDED else b""


def _ssl2_hello(suites: Sequence[int]) -> bytes:
    """CLIENT-HELLO of draft-hickman-netscape-ssl-00 §C.5.1 (also RFC 5246 §E.2), two-byte record header."""
    specs = b"".join(code.to_bytes(3) for code in suites)
    challenge = os.urandom(16)
    lengths = numbers((len(specs), 0, len(challenge)))
    message = b"\1" + VERSION_CODES["SSLv2"].to_bytes(2) + lengths + specs + challenge
    return (0x8000 | len(message)).to_bytes(2) + message
