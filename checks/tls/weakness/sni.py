"""What a hello gets that names nobody, and one that names somebody whom the server can't know (RFC 6066 §3)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer
from checks.tls.weakness.attempt import Ended, attempt, turned_down
from checks.tls.weakness.channel import AlertError, Channel, ClosedError
from checks.tls.weakness.client import greet
from checks.tls.wire.conversations import Silence, shake13
from checks.tls.wire.encoding import WireError
from checks.tls.wire.hello import Hello
from checks.tls.wire.tls13 import READABLE_SUITES, SECP256R1, key_shares, new_key

UNKNOWN_NAME = "khong-co-ten-nay.test"
"""A name that no server has: .test is reserved (RFC 6761 §6.2)."""

_SILENCES = {"closed": ClosedError, "reset": ConnectionResetError, "timeout": TimeoutError}


async def sni(peer: Peer, control: Hello) -> dict[str, Fact[str]]:
    """What no name (`missing`) and an unknown name (`unknown`) get: "same" certificate, "other", or "refused".

    `control` is a hello with the right name that this server is known to answer; TLS 1.3 is looked into with
    P-256 only. Refused is a hello that gets an alert, or FIN or RST with the control answered right after.
    Never raises for what a peer does.
    """
    right = await attempt(peer, partial(_certificate, hello=control))
    if isinstance(right, Ended):
        return {"missing": right.why, "unknown": right.why}
    return {
        "missing": await _compare(peer, control, right, None),
        "unknown": await _compare(peer, control, right, UNKNOWN_NAME),
    }


async def _compare(peer: Peer, control: Hello, right: bytes, name: str | None) -> Fact[str]:
    shown = await attempt(peer, partial(_certificate, hello=replace(control, server_name=name)))
    if isinstance(shown, Ended):
        verdict = Seen(False) if shown.alert else await turned_down(peer, control, shown, selective=True)
        return verdict if isinstance(verdict, Unseen) else Seen("refused")
    if shown == right:
        return Seen("same")
    again = await attempt(peer, partial(_certificate, hello=control))
    if isinstance(again, Ended):
        return again.why
    return Seen("other") if again == right else Unseen(Reason.PROTOCOL_ERROR, "one name gets several certificates")


def _certificate(channel: Channel, hello: Hello) -> Conversation[bytes]:
    """The certificate that is shown; empty when the suite is anonymous."""
    if hello.version == "TLSv1.3":
        return (yield from _certificate13(hello))
    greeting = yield from greet(channel, hello)
    return b"".join(greeting.flight.certificates[:1])


def _certificate13(hello: Hello) -> Conversation[bytes]:
    """As above for TLS 1.3, where the certificate comes encrypted."""
    private_key = new_key(SECP256R1)
    offer = replace(hello, suites=READABLE_SUITES, groups=[SECP256R1], key_shares=key_shares(private_key))
    flight = yield from shake13(offer, private_key)
    if isinstance(flight, Silence):
        raise _SILENCES[flight.how]
    if flight.alert is not None and not flight.certificates:
        raise AlertError(flight.alert)
    if not flight.certificates:
        raise WireError("no certificate for a hello with P-256")
    return flight.certificates[0]
