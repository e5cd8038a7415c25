"""Asks name servers directly: connections over TCP take their turn at an address, as all connections do."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from checks.look import Look
from checks.network.politeness import BarredError
from checks.observation import Fact, Seen


def over_tcp(look: Look, address: str, name: str, kind: str) -> Fact[dns.message.Message]:
    """`Names.ask` over TCP, within the rate of the address and the budget."""
    try:
        with look.turn(address):
            return look.network.names.ask(address, name, kind, tcp=True)
    except BarredError as error:
        return error.unseen


def reply_from(look: Look, address: str, name: str, kind: str, *, udp: bool) -> Fact[dns.message.Message]:
    """What a name server replies: over UDP where that works there, over TCP where not or where a datagram was too
    short for it (RFC 7766 §5)."""
    if udp:
        reply = look.network.names.ask(address, name, kind)
        if not (isinstance(reply, Seen) and reply.value.flags & dns.flags.TC):
            return reply
    return over_tcp(look, address, name, kind)


def records(section: list[dns.rrset.RRset], name: str, kind: str) -> dns.rrset.RRset | None:
    """The records of a name and kind in one section of a message; None when it holds none."""
    wanted = dns.name.from_text(name), dns.rdatatype.from_text(kind)
    for found in section:
        if (found.name, found.rdtype) == wanted and found.rdclass == dns.rdataclass.IN:
            return found
    return None


def plain(name: dns.name.Name | str) -> str:
    """A name as it is shown and compared: lower case, without the final dot; the root is a dot."""
    return str(name).lower().removesuffix(".") or "."


def full(name: str) -> str:
    """A `plain` name with its final dot, as it is asked for."""
    return name if name == "." else f"{name}."
