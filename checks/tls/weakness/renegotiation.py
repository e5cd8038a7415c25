"""Renegotiation that a client begins, once as RFC 5746 wants it and once as clients did before it (TLS 1.0 to 1.2).

The second handshake is carried to its end, since some servers begin it and then leave (nginx). A refusal is an
alert, commonly no_renegotiation, or a closed connection with the control answered right after; a server that goes
on as if nothing had been said leaves the question open. One renegotiation a probe: more of them would be a load.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from checks.observation import Fact, Seen, Unseen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer
from checks.tls.weakness.attempt import Ended, attempt, turned_down
from checks.tls.weakness.channel import Channel, Stage
from checks.tls.weakness.client import Session, hear_hello, own_hello, shake_hands
from checks.tls.wire.encoding import vector
from checks.tls.wire.hello import RENEGOTIATION_INFO, Hello


async def client_renegotiation(peer: Peer, control: Hello) -> Fact[bool | None]:
    """Whether the server renegotiates when the client wants it; None when it speaks TLS 1.3 only.

    `control` is a hello for TLS 1.2 or older that this server is known to answer. Never raises for what a peer does.
    """
    answer = await attempt(peer, partial(_converse, hello=own_hello(control)))
    return await _conclude(peer, control, answer)


async def unsafe_renegotiation(peer: Peer, control: Hello) -> Fact[bool | None]:
    """Whether the server renegotiates with a client that knows nothing of RFC 5746; None as above."""
    hello = own_hello(control)
    answer = await attempt(peer, partial(_converse, hello=replace(hello, renegotiation=False)))
    if isinstance(answer, Ended) and answer.stage is Stage.HELLO and answer.how in ("alert", "closed", "reset"):
        safe = await attempt(peer, partial(hear_hello, hello=hello))
        if not isinstance(safe, Ended):  # some leave such a client at its hello (RFC 5746 §4.3)
            return Seen(False)
    return await _conclude(peer, control, answer)


async def _conclude(peer: Peer, control: Hello, answer: Session | Ended) -> Fact[bool | None]:
    if not isinstance(answer, Ended):
        return Seen(True)
    if answer.too_old:
        return Seen(None)
    verdict = await turned_down(peer, control, answer)
    return verdict if isinstance(verdict, Unseen) else Seen(False)


def _converse(channel: Channel, hello: Hello) -> Conversation[Session]:
    first = yield from shake_hands(channel, hello)
    channel.stage = Stage.PROBE
    again = replace(hello, renegotiation=False)
    if hello.renegotiation and RENEGOTIATION_INFO in first.hello.extensions:  # RFC 5746 §3.5
        bound = vector(first.client_finished, 1)
        again = replace(again, extra={**again.extra, RENEGOTIATION_INFO: bound})
    return (yield from shake_hands(channel, again))
