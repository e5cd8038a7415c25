"""Writes a ClientHello for each version of SSL and TLS: the question "do you speak this one?".

Nothing is ever agreed on, so the keys in it are thrown away and no secret is computed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

VERSION_CODES = {
    "SSLv2": 0x0002,
    "SSLv3": 0x0300,
    "TLSv1.0": 0x0301,
    "TLSv1.1": 0x0302,
    "TLSv1.2": 0x0303,
    "TLSv1.3": 0x0304,
}
"""The versions there are, oldest first, and how they are written in a record."""

_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00FF  # RFC 5746 §3.3

# IANA "TLS Supported Groups": what browsers use first, then finite fields, then the oldest curves.
_X25519 = 29
_MODERN_GROUPS = [_X25519, 23, 30, 24, 25, 0x11EC, 0x11EB, 0x11ED, 31, 32, 33, 41, *range(34, 41), *range(256, 261)]
_OLD_GROUPS = [26, 27, 28, *range(22, 0, -1)]

# IANA "TLS SignatureScheme" (RFC 8446 §4.2.3) and, below TLS 1.3, the pairs of RFC 5246 §7.4.1.4.1.
_MODERN_SIGNATURES = [
    *(0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),
    *(0x0401, 0x0501, 0x0601, 0x081A, 0x081B, 0x081C, 0x0708, 0x0904, 0x0905, 0x0906, 0x0203, 0x0201),
]
_OLD_SIGNATURES = [0x0840, 0x0841, 0x0303, 0x0301, 0x0602, 0x0502, 0x0402, 0x0302, 0x0202, 0x0101]


def client_hello(version: str, suites: Iterable[int], server_name: str | None) -> bytes:
    """The bytes of a first flight that asks for exactly one version.

    `suites` are codes of `checks.tls.suites`; `server_name` is an ASCII host name, or None for an IP address.
    """
    if version == "SSLv2":
        return _ssl2_hello(suites)
    code = VERSION_CODES[version]
    legacy_code = min(code, VERSION_CODES["TLSv1.2"])  # RFC 8446 §4.1.2: legacy_version stays at 1.2
    session = secrets.token_bytes(32) if version == "TLSv1.3" else b""  # RFC 8446 §D.4, for middleboxes
    ciphers = _numbers([*suites, *([_EMPTY_RENEGOTIATION_INFO_SCSV] if version != "TLSv1.3" else [])])
    body = b"".join(
        [
            legacy_code.to_bytes(2),
            secrets.token_bytes(32),
            _vector(session, 1),
            _vector(ciphers, 2),
            _vector(b"\0", 1),  # no compression
        ]
    )
    if version != "SSLv3":  # RFC 6101 knows no extensions
        extensions = _extensions(version, server_name)
        body += _vector(extensions + _padding(len(body) + len(extensions)), 2)
    message = b"\1" + _vector(body, 3)  # RFC 5246 §7.4: client_hello(1)
    record_code = min(code, VERSION_CODES["TLSv1.0"])  # RFC 5246 §E.1: the version that old servers expect here
    return b"\x16" + record_code.to_bytes(2) + _vector(message, 2)


def _ssl2_hello(suites: Iterable[int]) -> bytes:
    """CLIENT-HELLO of draft-hickman-netscape-ssl-00 §C.5.1 (also RFC 5246 §E.2), two-byte record header."""
    specs = b"".join(code.to_bytes(3) for code in suites)
    challenge = secrets.token_bytes(16)
    lengths = _numbers([len(specs), 0, len(challenge)])
    message = b"\1" + VERSION_CODES["SSLv2"].to_bytes(2) + lengths + specs + challenge
    return (0x8000 | len(message)).to_bytes(2) + message


def _extensions(version: str, server_name: str | None) -> bytes:
    newest = version == "TLSv1.3"
    parts = []
    if server_name is not None:  # server_name, RFC 6066 §3
        parts.append(_extension(0, _vector(b"\0" + _vector(server_name.encode("ascii"), 2), 2)))
    groups = _MODERN_GROUPS + ([] if newest else _OLD_GROUPS)
    parts.append(_extension(10, _vector(_numbers(groups), 2)))  # supported_groups, RFC 8446 §4.2.7
    if newest or version == "TLSv1.2":  # signature_algorithms, RFC 8446 §4.2.3
        schemes = _MODERN_SIGNATURES + ([] if newest else _OLD_SIGNATURES)
        parts.append(_extension(13, _vector(_numbers(schemes), 2)))
    if not newest:
        parts.append(_extension(11, _vector(b"\0", 1)))  # ec_point_formats, RFC 8422 §5.1.2
        parts.append(_extension(23, b""))  # extended_master_secret, RFC 7627 §5.1
        return b"".join(parts)
    key = X25519PrivateKey.generate().public_key().public_bytes_raw()
    share = _X25519.to_bytes(2) + _vector(key, 2)  # other groups are asked for by HelloRetryRequest
    parts.append(_extension(43, _vector(_numbers([VERSION_CODES[version]]), 1)))  # supported_versions, §4.2.1
    parts.append(_extension(45, _vector(b"\1", 1)))  # psk_key_exchange_modes, §4.2.9
    parts.append(_extension(51, _vector(share, 2)))  # key_share, §4.2.8
    return b"".join(parts)


def _padding(length: int) -> bytes:
    """RFC 7685: some front ends hang on a ClientHello of 256 to 511 bytes, so such a one is made 512 long."""
    length += 2 + 4  # the length of the extensions and the header of the message
    return _extension(21, bytes(max(0, 512 - length - 4))) if 256 <= length < 512 else b""


def _extension(kind: int, data: bytes) -> bytes:
    return kind.to_bytes(2) + _vector(data, 2)


def _vector(data: bytes, size: int) -> bytes:
    """A variable-length vector with a length of `size` bytes before it (RFC 5246 §4.3)."""
    return len(data).to_bytes(size) + data


def _numbers(values: Iterable[int]) -> bytes:
    return b"".join(value.to_bytes(2) for value in values)
