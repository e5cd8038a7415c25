"""A handshake of TLS 1.3 from the client's side: reads what the server says after its ServerHello (RFC 8446)."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec, x448, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from checks.tls.wire import messages, records
from checks.tls.wire.encoding import Reader, TooLarge, WireError, printable, vector
from checks.tls.wire.hello import ALPN, EARLY_DATA, STATUS_REQUEST, SUPPORTED_GROUPS, Hello
from checks.tls.wire.keys import PROTECTIONS, Schedule, Traffic
from checks.tls.wire.messages import Alert, ServerHello

PrivateKey: TypeAlias = x25519.X25519PrivateKey | x448.X448PrivateKey | ec.EllipticCurvePrivateKey

X25519, X448, SECP256R1 = 29, 30, 23
_CURVES: dict[int, ec.EllipticCurve] = {SECP256R1: ec.SECP256R1(), 24: ec.SECP384R1(), 25: ec.SECP521R1()}

READABLE_GROUPS = (*_CURVES, X25519, X448)
"""The groups in which a secret can be agreed on here."""

READABLE_SUITES = (0x1305, 0x1304, 0x1303, 0x1301, 0x1302)
"""The suites whose records can be decrypted here, the likeliest last."""

_MAX_TICKETS = 16
_CHANGE_CIPHER_SPEC = b"\x14\x03\x03\x00\x01\x01"
_CLOSE_NOTIFY = b"\x01\x00"


@dataclass(frozen=True, slots=True)
class Ticket:
    """NewSessionTicket (RFC 8446 §4.6.1): seconds to live, and how many bytes of early data it lets in (0: none)."""

    lifetime: int
    max_early_data: int


@dataclass(slots=True, eq=False)
class Flight13:
    """What a server answered in TLS 1.3.

    `groups` are the supported_groups of EncryptedExtensions, None when it sent none. `staple` is the OCSP response for
    the first certificate. `scheme` is that of CertificateVerify, whose signature is not checked. `finished`: the
    server's Finished came and was right, so the whole flight was read; `tickets`, and an alert that refuses a client
    without a certificate, can come after it, and `parted` tells that nothing more was to come then. `warnings` are
    alerts that end nothing.
    """

    hello: ServerHello | None = None
    alert: Alert | None = None
    alpn: str | None = None
    groups: list[int] | None = None
    certificates: list[bytes] = field(default_factory=list)
    staple: bytes | None = None
    scheme: int | None = None
    finished: bool = False
    certificate_request: bool = False
    tickets: list[Ticket] = field(default_factory=list)
    parted: bool = False
    warnings: list[Alert] = field(default_factory=list)


def new_key(group: int) -> PrivateKey:
    """A fresh private key for one of `READABLE_GROUPS`; raises KeyError for another group."""
    if group == X25519:
        return x25519.X25519PrivateKey.generate()
    if group == X448:
        return x448.X448PrivateKey.generate()
    return ec.generate_private_key(_CURVES[group])


def key_shares(private_key: PrivateKey) -> dict[int, bytes]:
    """What a `Hello` takes as its `key_shares` to offer this key (RFC 8446 §4.2.8.2).

    Let its `groups` name no other group: a server may ask for one that it likes better by a HelloRetryRequest.
    """
    if isinstance(private_key, ec.EllipticCurvePrivateKey):
        group = next(group for group, curve in _CURVES.items() if curve.name == private_key.curve.name)
        return {group: private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)}
    group = X25519 if isinstance(private_key, x25519.X25519PrivateKey) else X448
    return {group: private_key.public_key().public_bytes_raw()}


class Handshake13:
    """Is fed what a server sends in answer to `hello`, whose bytes were `hello_bytes` and whose key share belongs to
    `private_key`, and keeps what it says in `flight`.

    `complete`: the handshake is read to its end, or to where it cannot be read on: a HelloRetryRequest, an alert, an
    older version, a suite that is not in `READABLE_SUITES`. Once `finished`, `feed` reads tickets. It raises
    `WireError`, and `TooLarge` for too much; what came before stays in `flight`.
    """

    def __init__(self, hello: Hello, hello_bytes: bytes, private_key: PrivateKey) -> None:
        self.flight = Flight13()
        self._hello = hello
        self._private_key = private_key
        self._records = records.Records()
        self._messages = records.Messages()
        self._client_hello = hello_bytes
        self._expected: tuple[int, ...] = (messages.SERVER_HELLO,)
        self._schedule: Schedule | None = None
        self._incoming: Traffic | None = None
        self._outgoing: Traffic | None = None
        self._context = b""
        self._deaf = False

    @property
    def complete(self) -> bool:
        """Whether nothing more is to come before `answer` is sent, if that can be."""
        return self._deaf or self.flight.finished

    @property
    def received(self) -> int:
        """How many bytes came."""
        return self._records.received

    def feed(self, data: bytes) -> None:
        """Read on. Raises `WireError`."""
        if self._deaf:
            return
        for kind, header, fragment in self._records.feed(data):
            if kind == records.CHANGE_CIPHER_SPEC and fragment == b"\1":  # RFC 8446 §5: to be dropped
                continue
            if kind == records.HANDSHAKE and self._incoming is not None:
                raise WireError("a handshake message in clear")
            if kind == records.APPLICATION_DATA and self._incoming is not None:
                kind, fragment = self._incoming.open(header, fragment)
            self._read_record(kind, fragment)
            if self._deaf:
                return

    def answer(self) -> bytes:
        """The client's last flight and a close_notify (RFC 8446 §4.4, §6.1, §D.4); once, when the server finished."""
        if self._schedule is None or self._outgoing is None:
            raise ValueError("the server has not finished")
        client = self._schedule.client
        said = _CHANGE_CIPHER_SPEC
        if self.flight.certificate_request:
            none = _message(messages.CERTIFICATE, vector(self._context, 1) + vector(b"", 3))
            self._schedule.update(none)
            said += client.seal(records.HANDSHAKE, none)
        said += client.seal(records.HANDSHAKE, _message(messages.FINISHED, self._schedule.verify_data(client)))
        return said + self._outgoing.seal(records.ALERT, _CLOSE_NOTIFY)

    def _read_record(self, kind: int, fragment: bytes) -> None:
        if kind == records.HANDSHAKE:
            for message, whole in self._messages.feed(fragment):
                self._read(message, whole)
                if self._deaf:
                    return
        elif kind == records.ALERT:
            self._read_alert(messages.read_alert(fragment))
        elif kind != records.APPLICATION_DATA or not self.flight.finished:
            raise WireError(f"a record of type {kind} in the handshake: {printable(fragment)}")

    def _read_alert(self, alert: Alert) -> None:
        if alert.ends or self._schedule is not None:  # RFC 8446 §6: in TLS 1.3 the level says nothing
            self.flight.alert = alert
            self._deaf = True
            return
        self.flight.warnings.append(alert)
        if len(self.flight.warnings) > messages.MAX_WARNINGS:
            raise TooLarge("nothing but warnings")

    def _read(self, kind: int, whole: bytes) -> None:
        """One handshake message, in the only order there is (RFC 8446 §2)."""
        if kind not in self._expected:
            raise WireError(f"handshake message {kind} where it does not belong")
        body = whole[4:]
        if kind == messages.FINISHED:
            self._check_finished(body)
        if self._schedule is not None and not self.flight.finished:
            self._schedule.update(whole)
        self._expected = _READERS[kind](self, body)

    def _server_hello(self, body: bytes) -> tuple[int, ...]:
        hello = self.flight.hello = messages.read_server_hello(body, self._hello)
        protection = PROTECTIONS.get(hello.suite)
        if hello.retry or hello.version != "TLSv1.3" or protection is None:
            self._deaf = True
            return ()
        self._change_keys()
        transcript = _handshake_of(self._client_hello) + _message(messages.SERVER_HELLO, body)
        self._schedule = Schedule(protection, transcript, self._shared_secret(hello))
        self._incoming = self._schedule.server
        return (messages.ENCRYPTED_EXTENSIONS,)

    def _change_keys(self) -> None:
        if self._messages.pending:  # RFC 8446 §5.1
            raise WireError("a message that spans a change of keys")

    def _shared_secret(self, hello: ServerHello) -> bytes:
        """RFC 8446 §7.4.2."""
        try:
            if isinstance(self._private_key, x25519.X25519PrivateKey):
                return self._private_key.exchange(x25519.X25519PublicKey.from_public_bytes(hello.key))
            if isinstance(self._private_key, x448.X448PrivateKey):
                return self._private_key.exchange(x448.X448PublicKey.from_public_bytes(hello.key))
            point = ec.EllipticCurvePublicKey.from_encoded_point(self._private_key.curve, hello.key)
            return self._private_key.exchange(ec.ECDH(), point)
        except ValueError as error:
            raise WireError("a key share that is no key") from error

    def _encrypted_extensions(self, body: bytes) -> tuple[int, ...]:
        rest = Reader(body)
        found = rest.extensions()
        rest.end("EncryptedExtensions")
        if ALPN in found:
            self.flight.alpn = _protocol(found[ALPN], self._hello)
        if SUPPORTED_GROUPS in found:
            self.flight.groups = _groups(found[SUPPORTED_GROUPS])
        return messages.CERTIFICATE_REQUEST, messages.CERTIFICATE

    def _request(self, body: bytes) -> tuple[int, ...]:
        rest = Reader(body)
        self._context = rest.vector(1)
        rest.extensions()
        rest.end("a CertificateRequest")
        self.flight.certificate_request = True
        return (messages.CERTIFICATE,)

    def _certificate(self, body: bytes) -> tuple[int, ...]:
        message = Reader(body)
        message.vector(1)
        rest = Reader(message.vector(3))
        message.end("a Certificate message")
        while rest.left:
            self.flight.certificates.append(messages.read_certificate(rest))
            status = rest.extensions().get(STATUS_REQUEST)  # RFC 8446 §4.4.2.1
            if status is not None and len(self.flight.certificates) == 1:
                self.flight.staple = messages.read_staple(status)
            if len(self.flight.certificates) > messages.MAX_CERTIFICATES:
                raise TooLarge(f"more than {messages.MAX_CERTIFICATES} certificates")
        if not self.flight.certificates:  # RFC 8446 §4.4.2.4
            raise WireError("a Certificate message without a certificate")
        return (messages.CERTIFICATE_VERIFY,)

    def _verify(self, body: bytes) -> tuple[int, ...]:
        rest = Reader(body)
        self.flight.scheme = rest.number(2)
        rest.vector(2)
        rest.end("a CertificateVerify")
        return (messages.FINISHED,)

    def _check_finished(self, body: bytes) -> None:
        if self._schedule is None or not hmac.compare_digest(body, self._schedule.verify_data(self._schedule.server)):
            raise WireError("a Finished that is wrong")

    def _finished(self, body: bytes) -> tuple[int, ...]:
        self._change_keys()
        if self._schedule is not None:
            self._outgoing, self._incoming = self._schedule.application()
        self.flight.finished = True
        return messages.NEW_SESSION_TICKET, messages.KEY_UPDATE

    def _ticket(self, body: bytes) -> tuple[int, ...]:
        rest = Reader(body)
        lifetime = rest.number(4)
        rest.take(4)  # ticket_age_add
        rest.vector(1)  # ticket_nonce
        rest.vector(2)
        early_data = rest.extensions().get(EARLY_DATA, b"")
        rest.end("a NewSessionTicket")
        self.flight.tickets.append(Ticket(lifetime, int.from_bytes(early_data[:4])))
        if len(self.flight.tickets) > _MAX_TICKETS:
            raise TooLarge("nothing but tickets")
        return self._expected

    def _key_update(self, body: bytes) -> tuple[int, ...]:
        """New keys (RFC 8446 §4.6.3), which are not followed."""
        self._deaf = True
        return ()


_READERS: dict[int, Callable[[Handshake13, bytes], tuple[int, ...]]] = {
    messages.SERVER_HELLO: Handshake13._server_hello,
    messages.ENCRYPTED_EXTENSIONS: Handshake13._encrypted_extensions,
    messages.CERTIFICATE_REQUEST: Handshake13._request,
    messages.CERTIFICATE: Handshake13._certificate,
    messages.CERTIFICATE_VERIFY: Handshake13._verify,
    messages.FINISHED: Handshake13._finished,
    messages.NEW_SESSION_TICKET: Handshake13._ticket,
    messages.KEY_UPDATE: Handshake13._key_update,
}


def _message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + vector(body, 3)


def _handshake_of(sent: bytes) -> bytes:
    """The ClientHello in its records."""
    return b"".join(fragment for _, _, fragment in records.Records().feed(sent))


def _protocol(body: bytes, hello: Hello) -> str:
    """The one protocol that the server chose (RFC 7301 §3.1)."""
    rest = Reader(body)
    names = Reader(rest.vector(2))
    rest.end("the ALPN extension")
    name = names.vector(1)
    names.end("the ALPN extension")
    for offered in hello.alpn:
        if offered.encode("ascii") == name:
            return offered
    raise WireError(f"protocol {printable(name)}, which was not offered")


def _groups(body: bytes) -> list[int]:
    """RFC 8446 §4.2.7."""
    rest = Reader(body)
    codes = Reader(rest.vector(2))
    rest.end("supported_groups")
    groups = []
    while codes.left:
        groups.append(codes.number(2))
    return groups
