"""POODLE in TLS (CVE-2014-8730 and its kin): the padding of CBC records is not looked at (RFC 5246 §6.2.3.2).

The client's own Finished is sent with wrong padding: a server that answers it with its Finished has not checked.
One that checks answers with an alert, commonly bad_record_mac, or closes the connection, which counts when the
control is answered right after. Before that the same handshake with right padding must succeed, or a refusal would
prove nothing. No application data is ever sent.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from checks.observation import Fact, Seen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer
from checks.tls.registry import SUITES
from checks.tls.weakness.attempt import Ended, attempt, turned_down
from checks.tls.weakness.channel import Channel, Stage
from checks.tls.weakness.client import Session, finish, greet, own_hello, shake_hands
from checks.tls.weakness.protection import Pad
from checks.tls.wire.hello import Hello


def _wrong_throughout(count: int) -> bytes:
    return bytes([count ^ 0xFF]) * count


def _wrong_at_first(count: int) -> bytes:
    return bytes([count ^ 0xFF]) + bytes([count]) * (count - 1)


async def poodle_tls(peer: Peer, control: Hello) -> Fact[bool]:
    """Whether records with wrong padding are taken; false where no CBC suite is accepted (AES and 3DES are offered).

    `control` is a hello for TLS 1.2 or older that this server is known to answer. Never raises for what a peer does.
    """
    own = own_hello(control)
    hello = replace(own, suites=[code for code in own.suites if SUITES[code].is_cbc])
    right = await attempt(peer, partial(shake_hands, hello=hello))
    if isinstance(right, Ended):
        return await turned_down(peer, control, right, selective=True)
    for pad in (_wrong_throughout, _wrong_at_first):
        answer = await attempt(peer, partial(_converse, hello=hello, pad=pad))
        if not isinstance(answer, Ended):
            return Seen(True)
        verdict = await turned_down(peer, control, answer)
        if verdict != Seen(False):
            return verdict
    return Seen(False)


def _converse(channel: Channel, hello: Hello, pad: Pad) -> Conversation[Session]:
    greeting = yield from greet(channel, hello)
    channel.stage = Stage.PROBE
    return (yield from finish(channel, hello, greeting, pad))
