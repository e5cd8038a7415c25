"""How a probe ended when it did not run through, and what may be concluded from that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from checks.network.dial import unseen_because
from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer
from checks.tls.weakness.channel import AlertError, Channel, ClosedError, Stage
from checks.tls.weakness.client import hear_hello
from checks.tls.wire.encoding import WireError
from checks.tls.wire.hello import Hello
from checks.tls.wire.messages import Alert

T = TypeVar("T")

Probe: TypeAlias = Callable[[Channel], Conversation[T]]

_PROTOCOL_VERSION = 70
# handshake_failure and insufficient_security: nothing in the offer is spoken here (RFC 5246 §7.2.2)
_NOTHING_IN_COMMON = {40, 71, _PROTOCOL_VERSION}


@dataclass(frozen=True, slots=True)
class Ended:
    """A conversation that was broken off, and at which stage."""

    how: Literal["alert", "closed", "reset", "timeout", "garbled", "unreached"]
    why: Unseen
    stage: Stage
    alert: Alert | None = None

    @property
    def too_old(self) -> bool:
        """Whether the server said that it speaks no version as old as the hello's."""
        return self.alert is not None and self.alert.code == _PROTOCOL_VERSION and self.stage is Stage.HELLO


async def attempt(peer: Peer, probe: Probe[T]) -> T | Ended:
    """Run a probe over a connection of its own."""
    channel = Channel()
    try:
        return await peer.converse(probe(channel))
    except (AlertError, ClosedError, WireError, OSError) as error:
        return _ended(error, channel.stage, f"{peer.address} port {peer.port}")


async def turned_down(peer: Peer, control: Hello, ended: Ended, selective: bool = False) -> Fact[bool]:
    """`Seen(False)` when the server was there and would have none of the probe.

    An alert in answer to the probe shows it. FIN and RST show it only when the control, a hello that this server is
    known to answer, is answered right after. `selective`: the probe's hello offers only what can be attacked, so
    that a refusal of the hello settles the question too.
    """
    if ended.alert is not None:
        nothing_there = ended.stage is Stage.HELLO and selective and ended.alert.code in _NOTHING_IN_COMMON
        return Seen(False) if ended.stage is Stage.PROBE or ended.too_old or nothing_there else ended.why
    to_the_point = ended.stage is Stage.PROBE or (ended.stage is Stage.HELLO and selective)
    if ended.how not in ("closed", "reset") or not to_the_point:
        return ended.why
    check = await attempt(peer, lambda channel: hear_hello(channel, control))
    if isinstance(check, Ended):
        return Unseen(Reason.BLOCKED, f"{ended.why.detail}; a hello that was answered before: {check.why.detail}")
    return Seen(False)


def _ended(error: Exception, stage: Stage, endpoint: str) -> Ended:
    match error:
        case AlertError(alert=alert):
            return Ended("alert", Unseen(Reason.TLS_HANDSHAKE, f"alert {alert.name} {stage}"), stage, alert)
        case ClosedError():
            return Ended("closed", Unseen(Reason.TLS_HANDSHAKE, f"closed {stage}"), stage)
        case ConnectionResetError():
            return Ended("reset", Unseen(Reason.TLS_HANDSHAKE, f"reset {stage}"), stage)
        case TimeoutError():
            return Ended("timeout", Unseen(Reason.TIMEOUT, f"silence {stage}"), stage)
        case OSError():
            return Ended("unreached", unseen_because(error, endpoint), stage)
    return Ended("garbled", Unseen(Reason.PROTOCOL_ERROR, str(error)), stage)
