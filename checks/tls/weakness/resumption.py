"""Whether sessions are resumed: by their id (RFC 5246 §7.3) and by ticket (RFC 5077), in TLS 1.0 to 1.2."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial

from checks.observation import Fact, Seen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer, gather
from checks.tls.weakness.attempt import Ended, attempt
from checks.tls.weakness.channel import Channel
from checks.tls.weakness.client import Session, hear_hello, own_hello, shake_hands
from checks.tls.wire.hello import SESSION_TICKET, Hello

_TRIES = 2  # a balancer may lead the second connection to a server that does not know the session


async def resumption(peer: Peer, control: Hello) -> dict[str, Fact[bool]]:
    """`id` and `ticket`: whether a session is resumed that way, up to TLS 1.2.

    A session counts as resumed when the ServerHello echoes the session id of the hello. `control` is a hello for
    TLS 1.2 or older that this server is known to answer. Never raises for what a peer does.
    """
    by_id, by_ticket = await gather(_resumed(peer, control, ticket=False), _resumed(peer, control, ticket=True))
    return {"id": by_id, "ticket": by_ticket}


async def _resumed(peer: Peer, control: Hello, ticket: bool) -> Fact[bool]:
    hello = replace(own_hello(control), session_ticket=ticket)
    session = await attempt(peer, partial(shake_hands_and_part, hello=hello))
    if isinstance(session, Ended):
        return Seen(False) if session.too_old else session.why
    if not (session.ticket if ticket else session.hello.session_id):
        return Seen(False)
    if ticket:
        again = replace(hello_with_ticket(hello, session.ticket), session_id=os.urandom(32))
    else:
        again = replace(hello, session_id=session.hello.session_id)
    for _ in range(_TRIES):
        answer = await attempt(peer, partial(hear_hello, hello=again))
        if isinstance(answer, Ended):
            return answer.why
        if answer.session_id == again.session_id:
            return Seen(True)
    return Seen(False)


def shake_hands_and_part(channel: Channel, hello: Hello) -> Conversation[Session]:
    """A session that may be resumed: in TLS 1.0 one that is broken off must not be (RFC 2246 §7.2.1)."""
    session = yield from shake_hands(channel, hello)
    yield from channel.part()
    return session


def hello_with_ticket(hello: Hello, ticket: bytes) -> Hello:
    """The hello with a ticket in its extension (RFC 5077 §3.2)."""
    return replace(hello, session_ticket=False, extra={**hello.extra, SESSION_TICKET: ticket})
