"""Ticketbleed (CVE-2016-9244): a session id shorter than 32 bytes that comes with a ticket is echoed as 32 bytes.

RFC 5077 §3.4 lets a client name any session id with its ticket, and the server echo it. Session ids of one byte
are sent; only whether the echo begins with that byte, and how long it is, is looked at. A server that does not
resume may make up an id that begins alike, so that three different ones must be echoed. The ServerHello is the
sign that a probe was processed, as is an alert, or a closed connection with the control answered right after.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from checks.observation import Fact, Seen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer
from checks.tls.weakness.attempt import Ended, attempt, turned_down
from checks.tls.weakness.channel import Channel, Stage
from checks.tls.weakness.client import hear_hello, own_hello
from checks.tls.weakness.resumption import hello_with_ticket, shake_hands_and_part
from checks.tls.wire.hello import Hello
from checks.tls.wire.messages import ServerHello

_SESSION_IDS = [b"\x5a", b"\xc3", b"\x17"]


async def ticketbleed(peer: Peer, control: Hello) -> Fact[bool]:
    """Whether the server pads a short session id from its memory.

    `control` is a hello for TLS 1.2 or older that this server is known to answer. Never raises for what a peer does.
    """
    hello = replace(own_hello(control), session_ticket=True)
    session = await attempt(peer, partial(shake_hands_and_part, hello=hello))
    if isinstance(session, Ended):
        return Seen(False) if session.too_old else session.why
    if not session.ticket:
        return Seen(False)
    for session_id in _SESSION_IDS:
        offer = replace(hello_with_ticket(hello, session.ticket), session_id=session_id)
        answer = await attempt(peer, partial(_converse, hello=offer))
        if isinstance(answer, Ended):
            return await turned_down(peer, control, answer)
        if len(answer.session_id) == 1 or not answer.session_id.startswith(session_id):
            return Seen(False)
    return Seen(True)


def _converse(channel: Channel, hello: Hello) -> Conversation[ServerHello]:
    channel.stage = Stage.PROBE
    return (yield from hear_hello(channel, hello))
