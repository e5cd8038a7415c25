"""ROBOT: whether RSA key exchange tells a well-formed secret from a malformed one (Bleichenbacher's oracle).

Böck, Somorovsky, Young: "Return Of Bleichenbacher's Oracle Threat" (2018). Five secrets are sent, one well formed
and four not, each once with a ChangeCipherSpec and a Finished without meaning, and once with a fatal alert in their
place. RFC 5246 §7.4.7.1 wants all five answered alike. Answers that differ must differ in the same way three times.
An alert in answer to all five is the sign that they were processed; FIN and RST count when the control is answered
right after; silence says nothing. Nothing that is worth a secret is learned from so few questions.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric import rsa

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer, gather
from checks.tls.registry import suite, suites_for
from checks.tls.weakness.attempt import Ended, attempt, turned_down
from checks.tls.weakness.channel import Channel, Record, Stage
from checks.tls.weakness.client import Said, client_key_exchange, greet, hear_hello, rsa_key, rsa_sealed
from checks.tls.wire.encoding import VERSION_CODES
from checks.tls.wire.hello import Hello
from checks.tls.wire.records import ALERT, CHANGE_CIPHER_SPEC, HANDSHAKE

_ROUNDS = 3
_SECRET = 46  # bytes of a premaster secret behind its version
_KINDS = 5

_Sign: TypeAlias = tuple[str, int | None]

# As long as an enciphered Finished may be, and a whole number of blocks.
_FINISHED: Said = [(CHANGE_CIPHER_SPEC, b"\1"), (HANDSHAKE, bytes(range(64)))]
_BREAK: Said = [(ALERT, b"\2\x50")]  # internal_error, fatal: both sides must close (RFC 5246 §7.2)


async def robot(peer: Peer, control: Hello) -> Fact[bool]:
    """Whether the server's answers tell how a secret was formed; false where RSA key exchange is not accepted.

    `control` is a hello for TLS 1.2 or older that this server is known to answer. Never raises for what a peer does.
    """
    offered = map(suite, suites_for(control.version))
    suites = [each.code for each in offered if each.is_rsa_kex and not each.is_export]
    hello = replace(control, suites=suites)
    answer = await attempt(peer, partial(hear_hello, hello=hello))
    if isinstance(answer, Ended):
        return await turned_down(peer, control, answer, selective=True)
    for ending in (_FINISHED, _BREAK):
        verdict = await _tells_apart(peer, control, hello, ending)
        if verdict != Seen(False):
            return verdict
    return Seen(False)


async def _tells_apart(peer: Peer, control: Hello, hello: Hello, ending: Said) -> Fact[bool]:
    """Whether the five secrets, each followed by `ending`, are answered differently, and lastingly so."""
    rounds: list[list[_Sign]] = []
    while len(rounds) < _ROUNDS:
        probes = [attempt(peer, partial(_converse, hello=hello, kind=kind, ending=ending)) for kind in range(_KINDS)]
        answers: list[Record | Ended] = await gather(*probes)
        for answer in answers:
            if isinstance(answer, Ended) and answer.stage is not Stage.PROBE:
                return answer.why
        rounds.append([_sign(answer) for answer in answers])
        if len(set(rounds[-1])) == 1:
            return await _all_alike(peer, control, answers[0], ending)
    if rounds[0] == rounds[1] == rounds[2]:
        return Seen(True)
    return Unseen(Reason.PROTOCOL_ERROR, "the same secrets are answered differently from one time to the next")


async def _all_alike(peer: Peer, control: Hello, answer: Record | Ended, ending: Said) -> Fact[bool]:
    if isinstance(answer, Record) or ending is _BREAK:  # nobody need answer an alert
        return Seen(False)
    return await turned_down(peer, control, answer)


def _converse(channel: Channel, hello: Hello, kind: int, ending: Said) -> Conversation[Record]:
    greeting = yield from greet(channel, hello)
    key = rsa_key(greeting.flight)
    channel.stage = Stage.PROBE
    plaintext = _plaintexts((key.key_size + 7) // 8, VERSION_CODES[hello.version].to_bytes(2))[kind]
    channel.say(HANDSHAKE, client_key_exchange(rsa_sealed(_encrypt(key, plaintext), channel.version)))
    for record_type, data in ending:
        channel.say(record_type, data)
    return (yield from channel.hear())


def _sign(answer: Record | Ended) -> _Sign:
    """What is compared of an answer."""
    if isinstance(answer, Record):
        return "record", answer.kind
    return answer.how, answer.alert.code if answer.alert else None


def _encrypt(key: rsa.RSAPublicKey, plaintext: bytes) -> bytes:
    """Bare RSA (RFC 8017 §5.1.1): no library seals malformed secrets."""
    numbers = key.public_numbers()
    return pow(int.from_bytes(plaintext), numbers.e, numbers.n).to_bytes(len(plaintext))


def _filling(size: int) -> bytes:
    """Random bytes, none of them zero."""
    return bytes(1 + byte % 255 for byte in os.urandom(size))


def _plaintexts(size: int, version: bytes) -> list[bytes]:
    """What RSA enciphers, for a key of so many bytes; the first is as RFC 8017 §7.2.1 wants it."""
    head, secret = b"\0\2" + _filling(size - _SECRET - 5), _filling(_SECRET)
    return [
        head + b"\0" + version + secret,
        b"\x41\x17" + head[2:] + b"\0" + version + secret,
        head + b"\x11" + secret + b"\0\x11",  # a secret of one byte
        head + b"\x11\x11\x11" + secret,  # no end of the padding
        head + b"\0\2\2" + secret,  # a version that was not offered
    ]
