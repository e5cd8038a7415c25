"""Heartbleed (CVE-2014-0160): a heartbeat that claims more payload than it has is answered from memory (RFC 6520).

One byte more than was sent is asked for, and nothing of it is kept. The heartbeat follows on the client's Finished:
before the handshake's end OpenSSL holds short answers back. RFC 6520 §4 wants it discarded in silence, so that a
right heartbeat is sent once the server's Finished is there: the answer to the right one alone shows that both were
read. An alert, or a closed connection with the control answered right after, shows it too. A server that does not
take up the extension is told no heartbeat.
"""

from __future__ import annotations

from dataclasses import replace

from checks.observation import Fact, Seen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer
from checks.tls.weakness.attempt import Ended, attempt, turned_down
from checks.tls.weakness.channel import HEARTBEAT, Channel, Stage
from checks.tls.weakness.client import finish, greet, own_hello
from checks.tls.wire.hello import Hello

_EXTENSION, _PEER_ALLOWED_TO_SEND = 15, b"\1"
_REQUEST, _RESPONSE = 1, 2
_PAYLOAD, _PADDING = 16, 16
_CLAIMED = _PAYLOAD + 1  # of the wrong heartbeat, which has no padding either: any answer to it is a leak


async def heartbleed(peer: Peer, control: Hello) -> Fact[bool]:
    """Whether the server answers a heartbeat with more than it was sent.

    `control` is a hello for TLS 1.2 or older that this server is known to answer. Never raises for what a peer does.
    """
    hello = replace(own_hello(control), extra={**control.extra, _EXTENSION: _PEER_ALLOWED_TO_SEND})
    answer = await attempt(peer, lambda channel: _converse(channel, hello))
    return await turned_down(peer, control, answer) if isinstance(answer, Ended) else Seen(answer)


def _converse(channel: Channel, hello: Hello) -> Conversation[bool]:
    greeting = yield from greet(channel, hello)
    if _EXTENSION not in greeting.hello.extensions:
        return False
    yield from finish(channel, hello, greeting, then=[(HEARTBEAT, _request(_CLAIMED))])
    channel.stage = Stage.PROBE
    channel.say(HEARTBEAT, _request(_PAYLOAD) + bytes(_PADDING))
    while True:
        kind, data = yield from channel.hear()
        if kind == HEARTBEAT and data[:1] == bytes([_RESPONSE]):
            return int.from_bytes(data[1:3]) == _CLAIMED


def _request(claimed: int) -> bytes:
    return bytes([_REQUEST]) + claimed.to_bytes(2) + bytes(_PAYLOAD)
