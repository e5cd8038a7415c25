"""Name servers in one process: how they talk, and a small one that answers from a list of records."""

from __future__ import annotations

import asyncio
import socket
import struct
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from .conversation import conversation

Records = Mapping[tuple[str, str], list[str]]
"""(name without final dot, type) → records in text form."""

TTL = 60
MOST_ALIASES = 8
_LEAST_DATAGRAM, _MOST_DATAGRAM = 512, 1232
"""Bytes that every client takes (RFC 1035 §4.2.1), and that pass everywhere unfragmented."""
_PATIENCE = 30.0


class Responder(ABC):
    """Whatever answers DNS questions."""

    @abstractmethod
    def respond(self, query: dns.message.Message, reply: dns.message.Message, datagram: bool) -> bool:
        """Fill in the reply to a query with exactly one question; false to stay silent."""

    def answer(self, wire: bytes, datagram: bool = False) -> bytes | None:
        """The reply to one query, None for silence. One too long for a datagram is cut short, with TC set."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        if query.flags & dns.flags.QR:
            return None
        reply = dns.message.make_response(query, our_payload=_MOST_DATAGRAM)
        if query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
            reply.set_rcode(dns.rcode.NOTIMP)
        elif not self.respond(query, reply, datagram):
            return None
        limit = max(_LEAST_DATAGRAM, min(query.payload, _MOST_DATAGRAM)) if datagram else 65535
        try:
            return reply.to_wire(max_size=limit)
        except dns.exception.TooBig:
            reply.answer.clear()
            reply.authority.clear()
            reply.additional.clear()
            reply.flags |= dns.flags.TC
            return reply.to_wire()

    async def serve(self, udp: socket.socket, tcp: socket.socket | None) -> None:
        """Start answering on a bound UDP and a bound TCP socket (RFC 7766 for the latter)."""
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Datagrams(self), sock=udp)
        if tcp is not None:
            await asyncio.start_server(self._converse, sock=tcp)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with conversation(writer):
            async with asyncio.timeout(_PATIENCE):
                while True:
                    (length,) = struct.unpack("!H", await reader.readexactly(2))
                    reply = self.answer(await reader.readexactly(length))
                    if reply is not None:
                        writer.write(struct.pack("!H", len(reply)) + reply)
                        await writer.drain()


class NameServer(Responder):
    """Answers for `records`; names in or below `servfail` and `silent` get SERVFAIL and nothing at all."""

    def __init__(self, records: Records, servfail: Collection[str] = (), silent: Collection[str] = ()) -> None:
        self._rrsets = {
            (dns.name.from_text(name), dns.rdatatype.from_text(kind)): dns.rrset.from_text(
                f"{name}.", TTL, "IN", kind, *values
            )
            for (name, kind), values in records.items()
        }
        self._names = {ancestor for name, _ in self._rrsets for ancestor in upwards(name)}
        self._servfail = [dns.name.from_text(name) for name in servfail]
        self._silent = [dns.name.from_text(name) for name in silent]

    def respond(self, query: dns.message.Message, reply: dns.message.Message, datagram: bool) -> bool:
        """Answer as authority and resolver at once."""
        (question,) = query.question
        reply.flags |= dns.flags.RA
        if is_in(question.name, self._silent):
            return False
        self._fill(reply, question)
        return True

    def _fill(self, reply: dns.message.Message, question: dns.rrset.RRset) -> None:
        name, kind = question.name, question.rdtype
        if is_in(name, self._servfail):
            reply.set_rcode(dns.rcode.SERVFAIL)
            return
        zone = self._zone(name)
        if zone is None or question.rdclass != dns.rdataclass.IN:
            reply.set_rcode(dns.rcode.REFUSED)
            return
        reply.flags |= dns.flags.AA
        for _ in range(MOST_ALIASES):
            alias = self._rrsets.get((name, dns.rdatatype.CNAME))
            if alias is None or kind == dns.rdatatype.CNAME:
                break
            reply.answer.append(alias)
            name = alias[0].target
        found = self._rrsets.get((name, kind))
        if found is not None:
            reply.answer.append(found)
            return
        reply.authority.append(zone)
        if name not in self._names:
            reply.set_rcode(dns.rcode.NXDOMAIN)

    def _zone(self, name: dns.name.Name) -> dns.rrset.RRset | None:
        """The SOA record of the zone that holds a name."""
        for ancestor in upwards(name):
            soa = self._rrsets.get((ancestor, dns.rdatatype.SOA))
            if soa is not None:
                return soa
        return None


class _Datagrams(asyncio.DatagramProtocol):
    """UDP in and out of a name server."""

    def __init__(self, server: Responder) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = self._server.answer(data, datagram=True)
        if reply is not None:
            self._transport.sendto(reply, addr)


def is_in(name: dns.name.Name, apexes: Collection[dns.name.Name]) -> bool:
    """Whether a name is one of these or below one."""
    return any(name.is_subdomain(apex) for apex in apexes)


def upwards(name: dns.name.Name) -> list[dns.name.Name]:
    """A name and its ancestors, without the root."""
    return [dns.name.Name(name.labels[depth:]) for depth in range(len(name.labels) - 1)]
