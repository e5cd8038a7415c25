"""What the audit asked for, read from the packets that the wire recorded."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from tests.netlab.queries import Question, question_in

_TCP = 6
_DNS = 53


@dataclass(frozen=True, slots=True)
class Traffic:
    """`connections` begun by (address, port), DNS aside, and `questions` put to name servers over UDP or TCP."""

    connections: Counter[tuple[str, int]]
    questions: Counter[Question]

    @property
    def per_address(self) -> Counter[str]:
        """Connections begun at each address, whichever the port."""
        found: Counter[str] = Counter()
        for (address, _), count in self.connections.items():
            found[address] += count
        return found

    def beside(self, addresses: Collection[str]) -> Counter[Question]:
        """The questions that were not put to any of these addresses."""
        return Counter({question: count for question, count in self.questions.items() if question[0] not in addresses})


def traffic(record: bytes) -> Traffic:
    """Count what a record of the wire holds."""
    found = Traffic(Counter(), Counter())
    for packet in _packets(record):
        door = _opened(packet)
        if door is not None and door[1] != _DNS:
            found.connections[door] += 1
        elif door is None and (question := question_in(packet)) is not None:
            found.questions[question] += 1
    return found


def _packets(record: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(record):
        (length,) = struct.unpack_from("=H", record, start)
        yield record[start + 2 : start + 2 + length]
        start += 2 + length


def _opened(packet: bytes) -> tuple[str, int] | None:
    """Where a packet opens a connection; None where it opens none (RFC 9293 §3.1: SYN without ACK)."""
    if packet[0] >> 4 == 4:
        protocol, target, segment = packet[9], packet[16:20], packet[(packet[0] & 15) * 4 :]
    else:
        protocol, target, segment = packet[6], packet[24:40], packet[40:]
    if protocol != _TCP or segment[13] & 0x12 != 0x02:
        return None
    return str(ip_address(target)), int.from_bytes(segment[2:4], "big")
