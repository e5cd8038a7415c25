"""Name servers between: one that passes answers on too late, and one that passes them on without signatures."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import dns.exception
import dns.message
import dns.query

_PATIENCE = 10.0

Answer = Callable[[bytes, bool], bytes]
"""The answer to a question as it came, over TCP or not."""


def answer_late(server: str, seconds: float) -> Answer:
    """What a server answers, when nobody waits for it any longer."""

    def answer(question: bytes, tcp: bool) -> bytes:
        reply = (dns.query.tcp if tcp else dns.query.udp)(dns.message.from_wire(question), server, _PATIENCE)
        time.sleep(seconds)
        return reply.to_wire()

    return answer


def answer_without_dnssec(server: str) -> Answer:
    """What a server answers to a question without EDNS: so ask resolvers that never heard of DNSSEC."""

    def answer(question: bytes, tcp: bool) -> bytes:
        asked = dns.message.from_wire(question)
        plain = dns.message.make_query(asked.question[0].name, asked.question[0].rdtype)
        reply = (dns.query.tcp if tcp else dns.query.udp)(plain, server, _PATIENCE)
        reply.id = asked.id
        return reply.to_wire()

    return answer


def relay(addresses: Sequence[str], answer: Answer) -> None:
    """Answer at port 53 of these addresses, over UDP and TCP, for as long as this process lives."""

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            question, sock = self.request
            with suppress(OSError, dns.exception.DNSException):
                sock.sendto(answer(question, False), self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, dns.exception.DNSException, struct.error):
                (length,) = struct.unpack("!H", self.rfile.read(2))
                reply = answer(self.rfile.read(length), True)
                self.wfile.write(struct.pack("!H", len(reply)) + reply)

    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        for kind, handler in ((_OverUdp, Datagram), (_OverTcp, Stream)):
            serving = type(kind.__name__, (kind,), {"address_family": family})
            server = serving((address, 53), handler)
            threading.Thread(target=server.serve_forever, daemon=True).start()


class _OverUdp(socketserver.ThreadingUDPServer):
    daemon_threads = True


class _OverTcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 100
