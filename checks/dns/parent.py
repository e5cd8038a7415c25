"""What the zone above tells about a zone: the referral that every resolver starts from (RFC 1034 §4.3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from checks.dns.asking import over_tcp, plain, records
from checks.look import Look
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen

MOST_ASKED = 4
"""Servers of the parent that are asked, one address of each, until one refers."""
_MOST_GLUE = 16


@dataclass(frozen=True, slots=True)
class Referral:
    """What a parent's server told of a zone.

    `told_by` is `referral`, or `answer` where the server answers for the zone itself, or `denial` where it says with
    authority that there is no such zone. `servers` are the name servers it told, `glue` the addresses it gave for
    them. `whole` when it came over TCP: a datagram may leave glue out (RFC 9471 §2).
    """

    parent: str
    told_by: Literal["referral", "answer", "denial"]
    servers: frozenset[str]
    glue: Mapping[str, tuple[str, ...]]
    whole: bool


def referral(look: Look, zone: str) -> Fact[Referral]:
    """What the parent's servers tell of `zone`, asked once an audit; a referral where one of them gives it."""
    return look.network.names.once(("parent", zone, look.scope), lambda: _referral(look, zone))


def _referral(look: Look, zone: str) -> Fact[Referral]:
    names = look.network.names
    parent = _parent_of(names, zone)
    if isinstance(parent, Unseen):
        return parent
    servers = names.lookup(parent.value, "NS")
    if isinstance(servers, Unseen):
        return servers
    failed: Unseen | None = None
    told: list[Referral] = []
    for server in servers.value[:MOST_ASKED]:
        address = _address_of(look, server)
        answer = address if isinstance(address, Unseen) else _told(look, parent.value, zone, address.value)
        if isinstance(answer, Unseen):
            failed = failed or answer
        elif answer.value.told_by == "referral":
            return answer
        else:
            told.append(answer.value)
    if not told:
        return failed or Unseen(Reason.DNS_SERVFAIL, f"{parent.value} has no name servers")
    return Seen(next((answer for answer in told if answer.told_by == "denial"), told[0]))


def _parent_of(names: Names, zone: str) -> Fact[str]:
    above = dns.name.from_text(zone).parent()
    return Seen(".") if above == dns.name.root else names.zone(above.to_text())


def _address_of(look: Look, server: str) -> Fact[str]:
    """The first address of a server that may be asked from here."""
    why: Unseen | None = None
    for kind in ("A", "AAAA"):
        found = look.network.names.lookup(server, kind)
        if isinstance(found, Unseen):
            why = why or found
            continue
        for address in found.value[:_MOST_GLUE]:
            barred = look.barred(address)
            if barred is None:
                return Seen(address)
            why = why or barred
    return why or Unseen(Reason.UNREACHABLE, f"name server {plain(server)} has no address")


def _told(look: Look, parent: str, zone: str, address: str) -> Fact[Referral]:
    reply, whole = over_tcp(look, address, zone, "NS"), True
    if isinstance(reply, Unseen):
        reply, whole = look.network.names.ask(address, zone, "NS"), False
    what = f"name server {address} of {parent}: {zone} NS"
    if isinstance(reply, Unseen):
        return reply
    message = reply.value
    if message.flags & dns.flags.TC:
        return Unseen(Reason.TOO_LARGE, what)
    if message.rcode() == dns.rcode.SERVFAIL:
        return Unseen(Reason.DNS_SERVFAIL, what)
    if message.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return Unseen(Reason.PROTOCOL_ERROR, f"{what}: {dns.rcode.to_text(message.rcode())}")
    told = _read(message, parent, zone, whole)
    return Seen(told) if told is not None else Unseen(Reason.PROTOCOL_ERROR, f"{what}: neither referral nor answer")


def _read(message: dns.message.Message, parent: str, zone: str, whole: bool) -> Referral | None:
    has_authority = bool(message.flags & dns.flags.AA)
    referred = None if message.answer else records(message.authority, zone, "NS")
    if referred is not None:
        servers = frozenset(plain(record.target) for record in referred)
        return Referral(plain(parent), "referral", servers, _glue(message, servers), whole)
    answered = records(message.answer, zone, "NS")
    if answered is not None and has_authority:
        servers = frozenset(plain(record.target) for record in answered)
        return Referral(plain(parent), "answer", servers, {}, whole)
    denied = has_authority and not message.answer and records(message.authority, parent, "SOA") is not None
    return Referral(plain(parent), "denial", frozenset(), {}, whole) if denied else None


def _glue(message: dns.message.Message, servers: frozenset[str]) -> dict[str, tuple[str, ...]]:
    glue: dict[str, tuple[str, ...]] = {}
    for found in message.additional:
        name = plain(found.name)
        if name in servers and found.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA):
            addresses = sorted(record.to_text() for record in found)
            glue[name] = (*glue.get(name, ()), *addresses[:_MOST_GLUE])
    return glue
