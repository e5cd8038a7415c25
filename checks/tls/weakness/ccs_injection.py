"""CCS injection (CVE-2014-0224): a ChangeCipherSpec is taken before there is a secret: keys of nothing come in force.

The ChangeCipherSpec is sent right after the server's first flight, and the rest of the handshake under keys made of
an empty secret. A server that finishes it, readable with the same keys, has it proved. One that complains of the
record behind, by bad_record_mac or decryption_failed, has taken the ChangeCipherSpec too. One that checks answers
with another alert, commonly unexpected_message, or closes the connection, which counts when the control is answered
right after.
"""

from __future__ import annotations

from functools import partial

from checks.observation import Fact, Seen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer
from checks.tls.weakness.attempt import Ended, attempt, turned_down
from checks.tls.weakness.channel import Channel, Stage
from checks.tls.weakness.client import Session, finish, greet, own_hello
from checks.tls.wire.hello import Hello

_BAD_RECORD_MAC, _DECRYPTION_FAILED = 20, 21


async def ccs_injection(peer: Peer, control: Hello) -> Fact[bool]:
    """Whether the server takes a ChangeCipherSpec too early.

    `control` is a hello for TLS 1.2 or older that this server is known to answer. Never raises for what a peer does.
    """
    answer = await attempt(peer, partial(_converse, hello=own_hello(control)))
    if not isinstance(answer, Ended):
        return Seen(True)
    alert = answer.alert
    if answer.stage is Stage.PROBE and alert is not None and alert.code in (_BAD_RECORD_MAC, _DECRYPTION_FAILED):
        return Seen(True)
    return await turned_down(peer, control, answer)


def _converse(channel: Channel, hello: Hello) -> Conversation[Session]:
    greeting = yield from greet(channel, hello)
    channel.stage = Stage.PROBE
    return (yield from finish(channel, hello, greeting, early=True))
