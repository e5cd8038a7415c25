"""What the DNS has at one name: an alias, addresses, something else, or no such name."""

from __future__ import annotations

from dataclasses import dataclass

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen


@dataclass(frozen=True, slots=True)
class Found:
    """What the DNS has at a name: an alias' target, or addresses, or neither; `exists` is false for NXDOMAIN."""

    alias: str | None
    addressed: bool
    exists: bool


def find(names: Names, name: str) -> Fact[Found]:
    """What there is at a name itself, without following its alias.

    Only NXDOMAIN to both kinds of address says that there is no such name (RFC 8020).
    """
    try:
        owner = dns.name.from_text(name)
    except dns.exception.DNSException as error:
        return Unseen(Reason.PROTOCOL_ERROR, f"{name[:200]}: {error}")
    exists = False
    for kind in ("A", "AAAA"):
        reply = names.reply(name, kind)
        if isinstance(reply, Unseen):
            alias = _alias_alone(names, name, owner)
            return reply if alias is None else Seen(Found(alias, False, True))
        alias = _alias(reply.value, owner)
        addressed = _own(reply.value, owner, kind) is not None
        if alias is not None or addressed:
            return Seen(Found(alias, addressed, True))
        exists = exists or reply.value.rcode() != dns.rcode.NXDOMAIN
    return Seen(Found(None, False, exists))


def _alias_alone(names: Names, name: str, owner: dns.name.Name) -> str | None:
    """The alias of a name whose following failed: it can be told although what it leads to is not."""
    reply = names.reply(name, "CNAME")
    return _alias(reply.value, owner) if isinstance(reply, Seen) else None


def _alias(reply: dns.message.Message, owner: dns.name.Name) -> str | None:
    records = _own(reply, owner, "CNAME")
    return None if records is None else str(records[0].target.to_text(omit_final_dot=True)).lower()


def _own(reply: dns.message.Message, owner: dns.name.Name, kind: str) -> dns.rrset.RRset | None:
    """The records of one kind that an answer has for exactly this name."""
    wanted = dns.rdatatype.from_text(kind)
    return next((found for found in reply.answer if found.name == owner and found.rdtype == wanted and found), None)
