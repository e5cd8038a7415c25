"""The fact `dns.same_answers`: whether every name server of a zone tells the same of a portal's host."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import dns.flags
import dns.message
import dns.rcode

from checks.dns.asking import over_tcp, records, reply_from
from checks.dns.survey import Door, survey
from checks.look import Look
from checks.observation import Fact, Reason, Seen, Unseen

_AT_ONCE = 8

_CHANGING = Unseen(Reason.PROTOCOL_ERROR, "a name server answers differently from question to question")

Answers: TypeAlias = tuple[frozenset[str], ...]
"""The alias or the addresses of a host, one set a question."""


def same_answers(look: Look) -> Fact[bool | None]:
    """Whether all addresses that answer for the zone tell the same NS records, and the same of the portal's host.

    Null with fewer than two such addresses. The order of records does not count, nor does the serial of the SOA: it
    differs while a change spreads, and where it matters the records differ too. A server that changes its own answer
    from question to question shows nothing by differing from another: then this is unseen.
    """
    zone = survey(look)
    if isinstance(zone, Unseen):
        return zone
    doors = [door for door in zone.value.doors if door.authoritative == Seen(True)]
    if len(doors) < 2:
        silent = [door.authoritative for door in zone.value.doors if isinstance(door.authoritative, Unseen)]
        return silent[0] if silent else Seen(None)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        told = list(pool.map(lambda door: _told(look, door), doors))
        if _several(door.name_servers for door in doors):
            return Seen(False)
        if _several(told):
            again = list(pool.map(lambda door: _told(look, door, again=True), doors))
            return _CHANGING if _is_changing(told, again) else Seen(False)
    facts = [*told, *(door.name_servers for door in doors)]
    unseen = [fact for fact in facts if isinstance(fact, Unseen)]
    return unseen[0] if unseen else Seen(True)


def _several(facts: Iterable[Fact[Any]]) -> bool:
    """Whether more than one thing was seen."""
    return len({fact.value for fact in facts if isinstance(fact, Seen)}) > 1


def _is_changing(told: list[Fact[Answers]], again: list[Fact[Answers]]) -> bool:
    """Whether one server alone answers now this, now that."""
    return any(
        isinstance(first, Seen) and isinstance(second, Seen) and first != second
        for first, second in zip(told, again, strict=True)
    )


def _told(look: Look, door: Door, again: bool = False) -> Fact[Answers]:
    """What one server tells of the host: A and AAAA, or the alias that both lead to; asked over TCP the second time."""
    if isinstance(door.address, Unseen):
        return door.address
    address, host = door.address.value, look.target.host
    sets: list[frozenset[str]] = []
    for kind in ("A", "AAAA"):
        reply = (
            over_tcp(look, address, host, kind)
            if again
            else reply_from(look, address, host, kind, udp=door.udp == Seen(True))
        )
        if isinstance(reply, Unseen):
            return reply
        message = reply.value
        what = f"name server {address}: {host} {kind}"
        if message.rcode() == dns.rcode.SERVFAIL:
            return Unseen(Reason.DNS_SERVFAIL, what)
        if message.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN) or not message.flags & dns.flags.AA:
            return Unseen(Reason.PROTOCOL_ERROR, f"{what}: {dns.rcode.to_text(message.rcode())}, no authority")
        sets.append(_records_of(message, host, kind))
    return Seen(tuple(sets))


def _records_of(message: dns.message.Message, host: str, kind: str) -> frozenset[str]:
    found = records(message.answer, host, "CNAME") or records(message.answer, host, kind)
    return frozenset(record.to_text().lower() for record in found or ())
