"""A small client of TLS 1.0 to 1.2 that shakes hands to the end, so that what comes after can be looked at.

It trusts everybody: signatures and certificates are not verified, since nothing secret is ever said.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x25519

from checks.tls.conversation import Conversation
from checks.tls.registry import SUITES, Suite
from checks.tls.weakness.channel import Channel, Stage, record
from checks.tls.weakness.protection import (
    TLS10,
    TLS12,
    Keys,
    Pad,
    derive_keys,
    prf,
    right_padding,
    spoken_suites,
    verify_data,
)
from checks.tls.wire.encoding import VERSION_CODES, WireError, vector
from checks.tls.wire.flight import FlightReader
from checks.tls.wire.hello import Hello
from checks.tls.wire.messages import CERTIFICATE, FINISHED, NEW_SESSION_TICKET, Flight, KeyExchange, ServerHello
from checks.tls.wire.records import CHANGE_CIPHER_SPEC, HANDSHAKE

_CLIENT_KEY_EXCHANGE = 16
_CURVES: dict[int, ec.EllipticCurve] = {23: ec.SECP256R1(), 24: ec.SECP384R1(), 25: ec.SECP521R1()}
_X25519 = 29
_MIN_RSA = 8 * (48 + 11)  # bits that a secret and its padding need (RFC 8017 §7.2.1)
_MAX_PRIME = 8192  # bits; a longer one is there to keep clients busy


Said: TypeAlias = Sequence[tuple[int, bytes]]
"""Contents of records, each with its type."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The server's first flight, with all messages said so far and the client's random."""

    flight: Flight
    hello: ServerHello
    transcript: bytes
    client_random: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """A finished handshake. `ticket` is empty when none was given (RFC 5077 §3.3)."""

    hello: ServerHello
    ticket: bytes
    client_finished: bytes
    server_finished: bytes


def own_hello(hello: Hello) -> Hello:
    """A hello with all that this client speaks, and nothing that it doesn't."""
    return replace(
        hello,
        suites=spoken_suites(),
        groups=[_X25519, *_CURVES],
        grease=False,
        status_request=False,
        extended_master_secret=False,
        encrypt_then_mac=False,
        session_ticket=False,
        renegotiation=True,
    )


def hear_hello(channel: Channel, hello: Hello) -> Conversation[ServerHello]:
    """Say hello and read the ServerHello. Raises what `Channel.hear` raises."""
    reader, _ = yield from _answer(channel, hello)
    return _server_hello(reader)


def greet(channel: Channel, hello: Hello) -> Conversation[Greeting]:
    """Say hello and read the server's flight to its ServerHelloDone. Raises what `Channel.hear` raises."""
    reader, transcript = yield from _answer(channel, hello)
    while not reader.flight.done:
        transcript += yield from _hear_into(reader, channel)
    if channel.stage is Stage.HELLO:
        channel.stage = Stage.HANDSHAKE
    return Greeting(reader.flight, _server_hello(reader), transcript, transcript[6:38])


def _answer(channel: Channel, hello: Hello) -> Conversation[tuple[FlightReader, bytes]]:
    """The server's first message in its reader, and both messages."""
    records = bytes(hello)
    said = _messages_in(records)
    if channel.writing:
        channel.say(HANDSHAKE, said)
    else:
        channel.say_raw(records)
    reader = FlightReader(hello)
    heard = yield from _hear_into(reader, channel)
    channel.version = VERSION_CODES.get(_server_hello(reader).version, channel.version)
    return reader, said + heard


def _hear_into(reader: FlightReader, channel: Channel) -> Conversation[bytes]:
    kind, message = yield from channel.hear()
    if kind != HANDSHAKE:
        raise WireError(f"a record of type {kind} before the end of the server's hello")
    reader.feed(_in_records(message))
    return message


def _server_hello(reader: FlightReader) -> ServerHello:
    if reader.flight.hello is None:
        raise WireError("a message in place of the ServerHello")
    return reader.flight.hello


def shake_hands(channel: Channel, hello: Hello, then: Said = ()) -> Conversation[Session]:
    """A whole handshake; a further one on the same channel is a renegotiation. For `then` see `finish`."""
    greeting = yield from greet(channel, hello)
    return (yield from finish(channel, hello, greeting, then=then))


def finish(
    channel: Channel, hello: Hello, greeting: Greeting, pad: Pad = right_padding, then: Said = (), early: bool = False
) -> Conversation[Session]:
    """What follows on the server's first flight, to its Finished, which is verified.

    `pad` fills the last block of what the client says. `then` goes out in the same breath as its Finished. `early`:
    the ChangeCipherSpec goes before the key exchange, so that there is no secret yet to make keys of. Raises what
    `Channel.hear` raises.
    """
    suite, version = SUITES[greeting.hello.suite], channel.version
    premaster, exchange = _exchange_keys(hello, suite, greeting.flight, version)
    said = _message(CERTIFICATE, bytes(3)) if greeting.flight.certificate_request else b""
    said += client_key_exchange(exchange)
    transcript = greeting.transcript + said
    randoms = greeting.client_random, greeting.hello.random
    master = prf(version, suite, premaster, b"master secret", b"".join(randoms), 48)
    keys = derive_keys(version, suite, b"" if early else master, *randoms, pad)
    finished = verify_data(version, suite, master, b"client finished", transcript)
    if not early:
        channel.say(HANDSHAKE, said)
    channel.say(CHANGE_CIPHER_SPEC, b"\1")
    channel.writing = keys.client
    if early:
        channel.say(HANDSHAKE, said)
    channel.say(HANDSHAKE, _message(FINISHED, finished))
    for kind, data in then:
        channel.say(kind, data)
    ticket = yield from _ticket(channel)
    transcript += _message(FINISHED, finished) + ticket
    answer = yield from _finished(channel, keys)
    if not hmac.compare_digest(answer, verify_data(version, suite, master, b"server finished", transcript)):
        raise WireError("a Finished that is wrong")
    return Session(greeting.hello, _ticket_of(ticket), finished, answer)


def _ticket(channel: Channel) -> Conversation[bytes]:
    """The NewSessionTicket message before the ChangeCipherSpec, empty without one (RFC 5077 §3.3)."""
    ticket = b""
    kind, data = yield from channel.hear()
    if kind == HANDSHAKE and data[0] == NEW_SESSION_TICKET:
        ticket = data
        kind, data = yield from channel.hear()
    if kind != CHANGE_CIPHER_SPEC:
        raise WireError(f"a record of type {kind} in place of the ChangeCipherSpec")
    return ticket


def _ticket_of(message: bytes) -> bytes:
    """The ticket, behind its lifetime and its length (RFC 5077 §3.3)."""
    ticket = message[10:]
    if len(ticket) != int.from_bytes(message[8:10]):
        raise WireError("a NewSessionTicket of the wrong length")
    return ticket


def _finished(channel: Channel, keys: Keys) -> Conversation[bytes]:
    channel.reading = keys.server
    kind, message = yield from channel.hear()
    if kind != HANDSHAKE or message[0] != FINISHED:
        raise WireError("no Finished after the ChangeCipherSpec")
    return message[4:]


def _exchange_keys(hello: Hello, suite: Suite, flight: Flight, version: int) -> tuple[bytes, bytes]:
    """The premaster secret and the message's body (RFC 5246 §7.4.7, RFC 8422 §5.7)."""
    if version < TLS10:
        raise WireError("SSLv3, which this client does not speak")
    if suite.is_rsa_kex:
        premaster = VERSION_CODES[hello.version].to_bytes(2) + os.urandom(46)
        sealed = rsa_key(flight).encrypt(premaster, padding.PKCS1v15())
        return premaster, rsa_sealed(sealed, version)
    if flight.key_exchange is None:
        raise WireError(f"{suite.name} without a ServerKeyExchange")
    if suite.is_dhe:
        return _finite_field(flight.key_exchange)
    return _elliptic_curve(flight.key_exchange)


def client_key_exchange(body: bytes) -> bytes:
    """The message (RFC 5246 §7.4.7)."""
    return _message(_CLIENT_KEY_EXCHANGE, body)


def rsa_sealed(secret: bytes, version: int) -> bytes:
    """A secret enciphered with RSA, in its message's body; only SSLv3 goes without a length (RFC 5246 §7.4.7.1)."""
    return secret if version < TLS10 else vector(secret, 2)


def rsa_key(flight: Flight) -> rsa.RSAPublicKey:
    """The RSA key of the server's certificate; raises `WireError` when there is none that a secret fits in."""
    try:
        key = x509.load_der_x509_certificate(flight.certificates[0]).public_key()
    except (IndexError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise WireError("a certificate whose key can't be read") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise WireError("a certificate without an RSA key for an RSA key exchange")
    if key.key_size < _MIN_RSA:
        raise WireError(f"an RSA key of {key.key_size} bits")
    return key


def _elliptic_curve(exchange: KeyExchange) -> tuple[bytes, bytes]:
    try:
        if exchange.group == _X25519:
            own = x25519.X25519PrivateKey.generate()
            shared = own.exchange(x25519.X25519PublicKey.from_public_bytes(exchange.public))
            public = own.public_key().public_bytes_raw()
        else:
            curve = _CURVES[exchange.group or 0]
            own_ec = ec.generate_private_key(curve)
            shared = own_ec.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(curve, exchange.public))
            numbers, size = own_ec.public_key().public_numbers(), (curve.key_size + 7) // 8
            public = b"\4" + numbers.x.to_bytes(size) + numbers.y.to_bytes(size)
    except (KeyError, ValueError) as error:
        raise WireError("a ServerKeyExchange with a point on no curve of ours") from error
    return shared, vector(public, 1)


def _finite_field(exchange: KeyExchange) -> tuple[bytes, bytes]:
    prime, public = int.from_bytes(exchange.prime), int.from_bytes(exchange.public)
    if not prime.bit_length() <= _MAX_PRIME or prime < 5:
        raise WireError(f"a Diffie-Hellman prime of {prime.bit_length()} bits")
    secret = int.from_bytes(os.urandom(32))
    size = (prime.bit_length() + 7) // 8
    own = pow(int.from_bytes(exchange.generator), secret, prime).to_bytes(size)
    return pow(public, secret, prime).to_bytes(size).lstrip(b"\0"), vector(own, 2)


def _message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + vector(body, 3)


def _messages_in(records: bytes) -> bytes:
    """The messages in records in the clear."""
    messages = b""
    while records:
        size = int.from_bytes(records[3:5])
        messages, records = messages + records[5 : 5 + size], records[5 + size :]
    return messages


def _in_records(message: bytes) -> bytes:
    pieces = [message[start : start + 2**14] for start in range(0, len(message), 2**14)]
    return b"".join(record(HANDSHAKE, TLS12, piece) for piece in pieces)
