"""The groups in which a peer agrees on keys: told by OpenSSL itself, else asked for by striking out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.observation import Reason, Unseen
from checks.tls.registry import group_name, groups_for, suite
from checks.tls.survey.interview import Interview, Open, Picked, Refused
from checks.tls.survey.offers import FINITE_FIELDS, curves, ephemeral_suites, offer
from checks.tls.survey.primes import prime_name
from checks.tls.survey.suites import by_turns
from checks.tls.survey.versions import Version
from checks.tls.wire.tls13 import SECP256R1


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups accepted, the server's favourites first where it has any; `why` tells why there may be more."""

    accepted: tuple[int, ...]
    why: Unseen | None = None


async def newest_groups(interview: Interview, lane: Version) -> Groups:
    """The groups of TLS 1.3 (RFC 8446 §4.2.7): from EncryptedExtensions, or by HelloRetryRequest (§4.1.4)."""
    shown = lane.handshake
    if shown is not None and shown.groups is not None and {*shown.groups} - {lane.handshake_group}:
        return Groups(tuple(shown.groups))
    picks: list[int] = []
    while left := [code for code in groups_for(lane.name) if code not in picks]:
        hello = interview.hello(lane.name, offer(lane.name), lane.dress, groups=left)
        finding = await interview.ask(hello)
        if isinstance(finding, Open):
            return Groups(tuple(picks), finding.why)
        if isinstance(finding, Refused):
            if finding.whole_version:
                return Groups(tuple(picks), by_turns(finding.how))
            break
        if finding.hello.group not in left:
            return Groups(tuple(picks), Unseen(Reason.PROTOCOL_ERROR, "no group was named in a HelloRetryRequest"))
        picks.append(finding.hello.group)
    if not picks and shown is not None:
        return Groups((SECP256R1,), Unseen(Reason.PROTOCOL_ERROR, f"no HelloRetryRequest was given: {finding}"))
    return Groups(tuple(picks))


async def older_groups(interview: Interview, lane: Version, known: Sequence[int]) -> Groups:
    """The curves of a version below TLS 1.3 (RFC 8422 §5.1.1) that are not `known` yet."""
    suites = ephemeral_suites(lane.name)
    if lane.dress.lean and lane.first_pick in suites:
        suites = [lane.first_pick]
    picks = [code for code in _shown(lane) if code not in known]
    while left := [code for code in curves(lane.name) if code not in picks and code not in known]:
        finding = await interview.pick(lane.name, suites, lane.dress, "flight", groups=left)
        if isinstance(finding, Open):
            return Groups(tuple(picks), finding.why)
        if isinstance(finding, Refused):
            return Groups(tuple(picks), by_turns(finding.how) if finding.whole_version else None)
        lane.flights.append(finding.flight)
        exchange = finding.flight.key_exchange
        if picks and exchange is None and not finding.flight.done:  # chosen before it was found that no curve is left
            return Groups(tuple(picks))
        if exchange is None or exchange.group not in left:
            return Groups(tuple(picks), Unseen(Reason.PROTOCOL_ERROR, "no curve was named in the ServerKeyExchange"))
        picks.append(exchange.group)
    return Groups(tuple(picks))


async def finite_fields(interview: Interview, lane: Version) -> Groups:
    """The finite fields that the client may name (RFC 7919 §4), where a suite of DHE is accepted.

    A server that gives the same prime whatever is named does not negotiate, and has none of these.
    """
    accepted = lane.suites.accepted if lane.suites is not None else ()
    suites = [code for code in accepted if suite(code).is_dhe and not suite(code).is_export]
    picks: list[int] = []
    while suites and (left := [code for code in FINITE_FIELDS if code not in picks]):
        finding = await interview.pick(lane.name, suites, lane.dress, "flight", groups=left)
        if isinstance(finding, Open):
            return Groups(tuple(picks), finding.why)
        exchange = finding.flight.key_exchange if isinstance(finding, Picked) else None
        named = next((code for code in left if exchange and prime_name(exchange.prime) == group_name(code)), None)
        if named is None:
            return Groups(tuple(picks if isinstance(finding, Refused) else picks[1:]))
        picks.append(named)
    return Groups(tuple(picks))


def _shown(lane: Version) -> list[int]:
    """The curves that the flights read so far were agreed on with."""
    found = [flight.key_exchange.group for flight in lane.flights if flight.key_exchange is not None]
    return list(dict.fromkeys(group for group in found if group is not None))
