"""Counts every question that the auditor puts to a name server, by listening to the world's only wire."""

from __future__ import annotations

import socket
import struct
import threading
from collections import Counter
from ipaddress import ip_address

import dns.exception
import dns.message
import dns.rdatatype

from tests.netlab.homes import EVERYBODY, OLD_RESOLVER, RESOLVER

_ALL_PROTOCOLS = 0x0003
_RESOLVERS = {*RESOLVER.addresses, *OLD_RESOLVER.addresses, *EVERYBODY.addresses}

Question = tuple[str, str, str, str]
"""Address of the name server, `udp` or `tcp`, name, kind."""


class Listener:
    """Counts while it runs, within a `with` block. What resolvers ask does not count."""

    def __init__(self) -> None:
        self.asked: Counter[Question] = Counter()
        self._ended = threading.Event()
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL_PROTOCOLS))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 26)
        self._socket.bind(("lo", 0))
        self._socket.settimeout(0.2)
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                frame, (_, _, way, *_) = self._socket.recvfrom(65535)
            except TimeoutError:
                continue
            if way == socket.PACKET_OUTGOING and (question := question_in(frame[14:])) is not None:
                self.asked[question] += 1


def question_in(packet: bytes) -> Question | None:
    """The question that an IP packet carries to port 53; None for any other packet and for what resolvers ask."""
    if packet[0] >> 4 == 4:
        protocol, source, target = packet[9], packet[12:16], packet[16:20]
        segment = packet[(packet[0] & 15) * 4 :]
    else:
        protocol, source, target, segment = packet[6], packet[8:24], packet[24:40], packet[40:]
    if protocol not in (socket.IPPROTO_UDP, socket.IPPROTO_TCP) or struct.unpack("!H", segment[2:4])[0] != 53:
        return None
    if str(ip_address(source)) in _RESOLVERS:
        return None
    message = segment[8:] if protocol == socket.IPPROTO_UDP else segment[(segment[12] >> 4) * 4 + 2 :]
    try:
        asked = dns.message.from_wire(message, question_only=True).question[0]
    except (dns.exception.DNSException, IndexError):
        return None
    transport = "udp" if protocol == socket.IPPROTO_UDP else "tcp"
    name = asked.name.to_text(omit_final_dot=True).lower()
    return str(ip_address(target)), transport, name, dns.rdatatype.to_text(asked.rdtype)
