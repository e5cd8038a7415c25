"""What a server says in a handshake, as facts, and how its messages are read (RFC 5246 §7.4, RFC 8446 §4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from checks.tls.registry import alert_name, suite
from checks.tls.wire.encoding import VERSION_CODES, VERSION_NAMES, Reader, TooLarge, WireError, printable
from checks.tls.wire.hello import COOKIE, KEY_SHARE, SUPPORTED_VERSIONS, Hello

HELLO_REQUEST, SERVER_HELLO, NEW_SESSION_TICKET, ENCRYPTED_EXTENSIONS, CERTIFICATE = 0, 2, 4, 8, 11
SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST, SERVER_HELLO_DONE, CERTIFICATE_VERIFY, FINISHED = 12, 13, 14, 15, 20
CERTIFICATE_STATUS, SUPPLEMENTAL_DATA, KEY_UPDATE = 22, 23, 24

MAX_CERTIFICATES = 100
MAX_WARNINGS = 4

_CLOSE_NOTIFY = 0

# SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3)
_RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
_IN_CLEAR = {SUPPORTED_VERSIONS, KEY_SHARE, COOKIE}  # all that a ServerHello of TLS 1.3 may have (RFC 8446 §4.2)
_EXPLICIT_CURVES = {1: 0xFF01, 2: 0xFF02}  # RFC 8422 §5.4: curve type → the group that stands for such curves


@dataclass(frozen=True, slots=True)
class Alert:
    """RFC 8446 §6. `level` is 1 (warning) or 2 (fatal), `name` IANA's."""

    level: int
    code: int
    name: str

    @property
    def ends(self) -> bool:
        """Whether nothing comes after it: it is fatal, or a close_notify."""
        return self.level == 2 or self.code == _CLOSE_NOTIFY


@dataclass(slots=True)
class ServerHello:
    """RFC 8446 §4.1.3, RFC 5246 §7.4.1.3. `version` is the one that was agreed on. `retry`: it is a HelloRetryRequest.

    `group` is the group of its key share, or the one that a HelloRetryRequest wants. In SSL 2.0, where the client
    chooses, `suite` is 0.
    """

    version: str
    suite: int
    compression: int
    session_id: bytes
    extensions: dict[int, bytes]
    random: bytes
    retry: bool = False
    group: int | None = None

    @property
    def key(self) -> bytes:
        """The public key of the key share, b"" without one."""
        return self.extensions.get(KEY_SHARE, b"")[4:]


@dataclass(frozen=True, slots=True)
class KeyExchange:
    """ServerKeyExchange (RFC 5246 §7.4.3, RFC 8422 §5.4).

    For "dh" `prime` and `generator` are the parameters; for "rsa" (export suites: a short key beside that of the
    certificate) the modulus and the exponent. For "ecdh" `group` is the curve; with explicit curves, whose parameters
    are not read, it is arbitrary_explicit_prime_curves or arbitrary_explicit_char2_curves. Big-endian bytes.
    `scheme` is the signature scheme in TLS 1.2; `signature` is empty for anonymous suites.
    """

    kind: Literal["dh", "ecdh", "rsa"]
    group: int | None = None
    prime: bytes = b""
    generator: bytes = b""
    public: bytes = b""
    scheme: int | None = None
    signature: bytes = b""


@dataclass(slots=True)
class Flight:
    """What a server answered to a ClientHello, as far as it is not encrypted.

    `certificates` are DER, as sent. `staple` is the OCSP response. `certificate_request`: it asks the client for a
    certificate. `done`: ServerHelloDone came. `resumed`: it took up an earlier session instead of a full handshake.
    `warnings` are alerts that end nothing. `ssl2_ciphers` are the cipher kinds of an SSL 2.0 SERVER-HELLO.
    """

    hello: ServerHello | None = None
    certificates: list[bytes] = field(default_factory=list)
    staple: bytes | None = None
    key_exchange: KeyExchange | None = None
    certificate_request: bool = False
    done: bool = False
    resumed: bool = False
    alert: Alert | None = None
    warnings: list[Alert] = field(default_factory=list)
    ssl2_ciphers: tuple[int, ...] = ()


def read_alert(fragment: bytes) -> Alert:
    """RFC 8446 §6. Raises `WireError`."""
    if len(fragment) != 2 or fragment[0] not in (1, 2):
        raise WireError(f"a malformed alert: {printable(fragment)}")
    return Alert(fragment[0], fragment[1], alert_name(fragment[1]))


def read_server_hello(body: bytes, hello: Hello) -> ServerHello:
    """RFC 5246 §7.4.1.3 and RFC 8446 §4.1.3, which share their shape. Raises `WireError` for what was not offered."""
    rest = Reader(body)
    code = rest.number(2)
    random = rest.take(32)
    session_id = rest.vector(1)
    if len(session_id) > 32:
        raise WireError("a session id of more than 32 bytes")
    chosen, compression = rest.number(2), rest.number(1)
    extensions = rest.extensions() if rest.left else {}
    rest.end("a ServerHello")
    version = _version(code, extensions, hello)
    if chosen not in hello.suites:
        raise WireError(f"suite {chosen:#06x}, which was not offered")
    if compression not in (hello.compression if version != "TLSv1.3" else (0,)):
        raise WireError(f"compression {compression}, which was not offered")
    allowed = _IN_CLEAR if version == "TLSv1.3" else hello.offered_extensions
    for kind in extensions:  # RFC 8446 §4.2
        if kind not in allowed and kind not in hello.extra:
            raise WireError(f"extension {kind}, which was not offered")
    if version != "TLSv1.3":
        return ServerHello(version, chosen, compression, session_id, extensions, random)
    retry = random == _RETRY
    group = _key_share(extensions.get(KEY_SHARE), retry, hello)
    return ServerHello(version, chosen, compression, session_id, extensions, random, retry, group)


def _version(code: int, extensions: dict[int, bytes], hello: Hello) -> str:
    selected = extensions.get(SUPPORTED_VERSIONS)
    if selected is not None:
        code = int.from_bytes(selected)
        if len(selected) != 2 or code != VERSION_CODES["TLSv1.3"]:
            raise WireError(f"a wrong version selected: {printable(selected)}")
    version = VERSION_NAMES.get(code)
    if version is None or version == "SSLv2" or (version == "TLSv1.3" and selected is None):
        raise WireError(f"a version that TLS does not know: {code:#06x}")
    if code > VERSION_CODES[hello.version]:
        raise WireError(f"{version} in answer to {hello.version}")
    return version


def _key_share(body: bytes | None, retry: bool, hello: Hello) -> int | None:
    """The group of a key share (RFC 8446 §4.2.8); a HelloRetryRequest may do without one."""
    if body is None:
        if retry:
            return None
        raise WireError("a ServerHello without a key share")
    rest = Reader(body)
    group = rest.number(2)
    if not retry:
        rest.vector(2)
    rest.end("a key share")
    if group not in (hello.offered_groups if retry else hello.key_shares):
        raise WireError(f"group {group:#06x}, which was not offered")
    return group


def read_certificates(body: bytes) -> list[bytes]:
    """Certificate of TLS 1.2 and older (RFC 5246 §7.4.2)."""
    message = Reader(body)
    rest = Reader(message.vector(3))
    message.end("a Certificate message")
    certificates = []
    while rest.left:
        certificates.append(read_certificate(rest))
        if len(certificates) > MAX_CERTIFICATES:
            raise TooLarge(f"more than {MAX_CERTIFICATES} certificates")
    return certificates


def read_certificate(rest: Reader) -> bytes:
    """The next certificate of a list."""
    certificate = rest.vector(3)
    if not certificate:
        raise WireError("an empty certificate")
    return certificate


def read_staple(body: bytes) -> bytes:
    """CertificateStatus (RFC 6066 §8): the OCSP response."""
    rest = Reader(body)
    if rest.number(1) != 1:
        raise WireError("a certificate status that is not OCSP")
    staple = rest.vector(3)
    rest.end("a CertificateStatus")
    return staple


def read_key_exchange(body: bytes, hello: ServerHello) -> KeyExchange:
    """ServerKeyExchange for the suite that a ServerHello chose. Raises `WireError`."""
    chosen = suite(hello.suite)
    rest = Reader(body)
    group, prime, generator, public = None, b"", b"", b""
    kind: Literal["dh", "ecdh", "rsa"]
    if chosen.is_ecdhe:
        kind, curve = "ecdh", rest.number(1)
        if curve in _EXPLICIT_CURVES:
            return KeyExchange(kind, _EXPLICIT_CURVES[curve])
        if curve != 3:
            raise WireError(f"a curve of type {curve}")
        group, public = rest.number(2), rest.vector(1)
    elif chosen.is_dhe:
        kind, prime, generator, public = "dh", rest.vector(2), rest.vector(2), rest.vector(2)
    elif chosen.is_rsa_kex and chosen.is_export:
        kind, prime, generator = "rsa", rest.vector(2), rest.vector(2)
    else:
        raise WireError(f"a ServerKeyExchange with {chosen.name}")
    scheme, signature = None, b""
    if not chosen.is_anonymous:
        scheme = rest.number(2) if hello.version == "TLSv1.2" else None
        signature = rest.vector(2)
    rest.end("a ServerKeyExchange")
    return KeyExchange(kind, group, prime, generator, public, scheme, signature)
