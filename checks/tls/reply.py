"""Reads the first thing a server says to a ClientHello; strict, bounded, and never surprised.

Whatever a peer sends is either a `ServerHello`, an `Alert`, not yet enough, or a `ReplyError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from checks.tls.hello import VERSION_CODES

MAX_BYTES = 64 * 1024
"""No reply that we need to understand is longer."""

_MAX_RECORD = 1 << 14  # RFC 5246 §6.2.1
_MAX_RECORDS = 256
_MAX_WARNINGS = 4
_ALERT, _HANDSHAKE = 21, 22  # RFC 5246 §6.2.1, ContentType
_SERVER_HELLO = 2  # RFC 5246 §7.4
_SUPPORTED_VERSIONS = 43  # RFC 8446 §4.2.1
_VERSION_NAMES = {code: name for name, code in VERSION_CODES.items()}

ALERTS = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    21: "decryption_failed",
    22: "record_overflow",
    30: "decompression_failure",
    40: "handshake_failure",
    41: "no_certificate",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    52: "too_many_cids_requested",
    60: "export_restriction",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    100: "no_renegotiation",
    109: "missing_extension",
    110: "unsupported_extension",
    111: "certificate_unobtainable",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    114: "bad_certificate_hash_value",
    115: "unknown_psk_identity",
    116: "certificate_required",
    120: "no_application_protocol",
    121: "ech_required",
}
"""Code → name in IANA's registry "TLS Alerts"."""


class ReplyError(Exception):
    """The peer's bytes are no answer to the question; the message says why, in a few printable words."""


@dataclass(frozen=True, slots=True)
class ServerHello:
    """The server chose: a version and the name of a suite (None when SSLv2 lists no cipher that we know).

    A HelloRetryRequest (RFC 8446 §4.1.4) is the same choice with a question after it, so it is one of these.
    """

    version: str
    suite: str | None


@dataclass(frozen=True, slots=True)
class Alert:
    """The server said no: the name of the alert in IANA's registry."""

    name: str


Reply: TypeAlias = ServerHello | Alert


def parse_reply(data: bytes, version: str, offered: Mapping[int, str], ended: bool = False) -> Reply | None:
    """What `data`, all that came so far, says in answer to a hello for `version` with the `offered` suites.

    None: not enough yet. `ended` tells that no more will come, so that a warning is the last word.
    Raises `ReplyError`.
    """
    if len(data) > MAX_BYTES:
        raise ReplyError(f"more than {MAX_BYTES} bytes and no answer in them")
    if version == "SSLv2" and data[:1] >= b"\x80":
        return _ssl2_reply(data, offered)
    return _tls_reply(data, version, offered, ended)


def _tls_reply(data: bytes, version: str, offered: Mapping[int, str], ended: bool) -> Reply | None:
    message = b""
    warnings: list[Alert] = []
    at = 0
    for _ in range(_MAX_RECORDS):
        if at >= len(data):
            break
        if data[at] not in (_ALERT, _HANDSHAKE):
            raise ReplyError(f"not TLS: {_printable(data[at : at + 24])}")
        if len(data) < at + 5:
            break
        kind, major, length = data[at], data[at + 1], int.from_bytes(data[at + 3 : at + 5])
        if major != 3 or not 0 < length <= _MAX_RECORD:  # RFC 5246 §6.2.1: no empty handshake or alert records
            raise ReplyError(f"a record that TLS does not know: {_printable(data[at : at + 5])}")
        fragment = data[at + 5 : at + 5 + length]
        at += 5 + length
        if kind == _HANDSHAKE:
            message += fragment
            hello = _whole_message(message)
            if hello is not None:
                return _server_hello(hello, version, offered)
        elif len(fragment) == length:
            alert, fatal = _alert(fragment)
            if fatal:
                return alert
            warnings.append(alert)
            if len(warnings) > _MAX_WARNINGS:
                raise ReplyError("nothing but warnings")
    else:
        raise ReplyError(f"{_MAX_RECORDS} records and no answer in them")
    return warnings[-1] if ended and warnings and not message else None


def _alert(fragment: bytes) -> tuple[Alert, bool]:
    """The alert of a record and whether it ends the connection (RFC 5246 §7.2)."""
    if len(fragment) != 2 or fragment[0] not in (1, 2):
        raise ReplyError(f"a malformed alert: {_printable(fragment[:8])}")
    level, code = fragment
    return Alert(ALERTS.get(code, f"alert {code}")), level == 2 or code == 0


def _whole_message(message: bytes) -> bytes | None:
    """The body of the first handshake message once it is complete; it must be a ServerHello."""
    if message and message[0] != _SERVER_HELLO:
        raise ReplyError(f"handshake message {message[0]} instead of a ServerHello")
    if len(message) < 4:
        return None
    length = int.from_bytes(message[1:4])
    if length > _MAX_RECORD:
        raise ReplyError(f"a ServerHello of {length} bytes")
    return message[4 : 4 + length] if len(message) >= 4 + length else None


def _server_hello(body: bytes, asked: str, offered: Mapping[int, str]) -> ServerHello:
    """RFC 5246 §7.4.1.3 and RFC 8446 §4.1.3, which share their shape."""
    rest = _Reader(body)
    code = rest.number(2)
    rest.take(32)  # random
    if len(rest.vector(1)) > 32:
        raise ReplyError("a session id of more than 32 bytes")
    suite, compression = rest.number(2), rest.number(1)
    selected = _extensions(rest).get(_SUPPORTED_VERSIONS)
    if selected is not None:
        code = _Reader(selected).only(2)
    version = _VERSION_NAMES.get(code)
    if version is None or version == "SSLv2":
        raise ReplyError(f"a version that TLS does not know: {code:#06x}")
    if code > VERSION_CODES[asked]:
        raise ReplyError(f"{version} in answer to {asked}")
    if suite not in offered:
        raise ReplyError(f"suite {suite:#06x}, which was not offered")
    if compression != 0:
        raise ReplyError(f"compression {compression}, which was not offered")
    return ServerHello(version, offered[suite])


def _extensions(rest: _Reader) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    if rest.left:
        block = _Reader(rest.vector(2))
        while block.left:
            kind = block.number(2)
            if kind in found:  # RFC 8446 §4.2
                raise ReplyError(f"extension {kind} twice")
            found[kind] = block.vector(2)
    if rest.left:
        raise ReplyError("bytes after the ServerHello's end")
    return found


def _ssl2_reply(data: bytes, offered: Mapping[int, str]) -> Reply | None:
    """SERVER-HELLO or ERROR of draft-hickman-netscape-ssl-00 §C.6.1 and §C.7."""
    if len(data) < 2:
        return None
    length = int.from_bytes(data[:2]) & 0x7FFF
    rest = _Reader(data[2 : 2 + length])
    if length and rest.left and data[2] not in (0, 4):
        raise ReplyError(f"not SSLv2: {_printable(data[:24])}")
    if rest.left < length:
        return None
    if rest.number(1) == 0:
        return Alert(f"SSLv2 error {rest.only(2)}")
    rest.take(2)  # session-id-hit, certificate type
    if (code := rest.number(2)) != VERSION_CODES["SSLv2"]:
        raise ReplyError(f"version {code:#06x} in answer to SSLv2")
    certificate, specs, connection = rest.number(2), rest.number(2), rest.number(2)
    rest.take(certificate)
    kinds = _Reader(rest.take(specs))
    rest.take(connection)
    if rest.left or specs % 3:
        raise ReplyError("a malformed SSLv2 SERVER-HELLO")
    names = [offered.get(kinds.number(3)) for _ in range(specs // 3)]
    return ServerHello("SSLv2", next((name for name in names if name), None))


class _Reader:
    """Takes bytes off the front; raises `ReplyError` when they run out."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise ReplyError("a length that reaches past the message's end")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def vector(self, size: int) -> bytes:
        return self.take(self.number(size))

    def only(self, size: int) -> int:
        """A number that must be all there is."""
        if self.left != size:
            raise ReplyError("a field of the wrong length")
        return self.number(size)


def _printable(data: bytes) -> str:
    """The first bytes of something foreign, safe to show."""
    return repr(data.decode("ascii", "backslashreplace").replace("\n", " ").replace("\r", ""))[1:-1]
