"""Every scheme that a peer signs handshakes with, by striking out; only the full tier asks so much."""

from __future__ import annotations

from collections.abc import Sequence

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.registry import scheme_name, schemes_for, suite
from checks.tls.survey.interview import Interview, Open, Picked
from checks.tls.survey.offers import offer
from checks.tls.survey.versions import Version
from checks.tls.wire.encoding import numbers, vector
from checks.tls.wire.tls13 import key_shares, new_key

_SIGNATURE_ALGORITHMS_CERT = 50  # RFC 8446 §4.2.3
_UNSIGNED = Unseen(Reason.TLS_HANDSHAKE, "no handshake came to its signature")


async def signature_algorithms(interview: Interview, lanes: Sequence[Version]) -> dict[str, Fact[list[str]]]:
    """The schemes accepted in TLS 1.2 and 1.3, those versions that let the client name them, the favourites first."""
    found: dict[str, Fact[list[str]]] = {}
    for lane in lanes:
        if lane.name == "TLSv1.2":
            found[lane.name] = await _older(interview, lane)
        elif lane.name == "TLSv1.3":
            found[lane.name] = await _newest(interview, lane)
    return found


async def _older(interview: Interview, lane: Version) -> Fact[list[str]]:
    accepted = lane.suites.accepted if lane.suites else ()
    signed = [code for code in accepted if suite(code).forward_secret and not suite(code).is_anonymous]
    picks: list[int] = []
    while signed and (left := _left(lane.name, picks)):
        hello = interview.hello(
            lane.name, signed, lane.dress, schemes=left, extra=_any_in_certificates(lane.name), **lane.more
        )
        finding = await interview.ask(hello, "flight")
        if isinstance(finding, Open):
            return finding.why
        exchange = finding.flight.key_exchange if isinstance(finding, Picked) else None
        if isinstance(finding, Picked) and exchange is None and finding.flight.alert is None:
            return _UNSIGNED
        if exchange is None or exchange.scheme not in left:
            break
        picks.append(exchange.scheme)
    return _UNSIGNED if signed and not picks else Seen([scheme_name(code) for code in picks])


async def _newest(interview: Interview, lane: Version) -> Fact[list[str]]:
    picks: list[int] = []
    while left := _left(lane.name, picks):
        key = new_key(lane.handshake_group)
        hello = interview.hello(
            lane.name,
            offer(lane.name),
            lane.dress,
            schemes=left,
            groups=(lane.handshake_group,),
            key_shares=key_shares(key),
            extra=_any_in_certificates(lane.name),
        )
        flight = await interview.shake(hello, key)
        if flight is None or (flight.scheme is None and flight.alert is None):
            return _UNSIGNED
        if flight.scheme not in left:
            break
        picks.append(flight.scheme)
    return Seen([scheme_name(code) for code in picks]) if picks else _UNSIGNED


def _left(version: str, picks: Sequence[int]) -> list[int]:
    return [code for code in schemes_for(version) if code not in picks]


def _any_in_certificates(version: str) -> dict[int, bytes]:
    """Lets the chain be signed in any way: only the handshake's own signature is asked for."""
    return {_SIGNATURE_ALGORITHMS_CERT: vector(numbers(schemes_for(version)), 2)}
