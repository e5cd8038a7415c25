"""Whether a name server gives its whole zone to a stranger (RFC 5936): begun to see, and broken off at once."""

from __future__ import annotations

import socket
import struct
import time

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from checks.network.dial import connect, unseen_because
from checks.network.politeness.halting import Halting
from checks.observation import Fact, Reason, Seen, Unseen

MOST_BYTES = 65_536
"""Bytes of a transfer that are read at most."""
MOST_MESSAGES = 8


def gives_zone(address: str, port: int, zone: str, timeout: float, halting: Halting | None = None) -> Fact[bool]:
    """Ask for a transfer of `zone`: true when a record beyond the SOA came, false when it was denied in words.

    A connection that ends or stays silent for `timeout` seconds proves nothing. What came is not kept. `halting` as in
    `checks.network.dial.connect`.
    """
    what = f"name server {address}: {zone} AXFR"
    question = dns.message.make_query(zone, "AXFR", flags=0)
    wire = question.to_wire()
    try:
        with connect(address, port, timeout, halting=halting) as sock:
            sock.sendall(struct.pack("!H", len(wire)) + wire)
            return _read(_Stream(sock, time.monotonic() + timeout), question, what)
    except TimeoutError:
        return Unseen(Reason.DNS_TIMEOUT, what)
    except OSError as error:
        return unseen_because(error, what)
    except (dns.exception.DNSException, EOFError, ValueError) as error:
        return Unseen(Reason.PROTOCOL_ERROR, f"{what}: {type(error).__name__}")


def _read(stream: _Stream, question: dns.message.Message, what: str) -> Fact[bool]:
    zone = question.question[0].name
    seen_soa = 0
    for _ in range(MOST_MESSAGES):
        message = dns.message.from_wire(stream.message(), ignore_trailing=True, one_rr_per_rrset=True)
        if message.id != question.id or not message.flags & dns.flags.QR:
            return Unseen(Reason.PROTOCOL_ERROR, f"{what}: an answer to something else")
        if message.rcode() == dns.rcode.SERVFAIL:
            return Unseen(Reason.DNS_SERVFAIL, what)
        if message.rcode() != dns.rcode.NOERROR or not (message.answer or seen_soa):
            return Seen(False)
        for record in message.answer:
            if record.rdtype == dns.rdatatype.SOA and record.name == zone:
                seen_soa += 1
            elif not seen_soa:
                return Unseen(Reason.PROTOCOL_ERROR, f"{what}: does not begin with the SOA record")
            elif record.name.is_subdomain(zone):
                return Seen(True)
        if seen_soa > 1:
            return Seen(False)
    return Unseen(Reason.TOO_LARGE, f"{what}: no record beyond the SOA in {MOST_MESSAGES} messages")


class _Stream:
    """Messages from a TCP connection, until a moment of `time.monotonic` and up to `MOST_BYTES`."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock = sock
        self._until = until
        self._left = MOST_BYTES

    def message(self) -> bytes:
        """The next message. Raises `TimeoutError`, `EOFError`, or `ValueError` when there is too much."""
        (length,) = struct.unpack("!H", self._bytes(2))
        return self._bytes(length)

    def _bytes(self, count: int) -> bytes:
        self._left -= count
        if self._left < 0:
            raise ValueError(f"more than {MOST_BYTES} bytes")
        received = b""
        while len(received) < count:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._sock.settimeout(left)
            piece = self._sock.recv(count - len(received))
            if not piece:
                raise EOFError
            received += piece
        return received
