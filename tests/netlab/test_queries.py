"""The listener reads questions out of packets, and overlooks everything else."""

from __future__ import annotations

import struct
from ipaddress import ip_address

import dns.message
import pytest

from tests.netlab.homes import FIRST, RESOLVER, SECOND
from tests.netlab.queries import question_in

QUESTION = dns.message.make_query("Tinh.gov.test", "SOA", id=1).to_wire()
UDP = struct.pack("!HHHH", 40000, 53, 8 + len(QUESTION), 0) + QUESTION
TCP = struct.pack("!HHIIBBHHH", 40000, 53, 0, 0, 0x50, 0x18, 0, 0, 0) + struct.pack("!H", len(QUESTION)) + QUESTION


def packet(source: str | None, target: str | None, protocol: int, segment: bytes) -> bytes:
    ends = ip_address(str(source)).packed + ip_address(str(target)).packed
    if len(ends) == 8:
        return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0, 64, protocol, 0) + ends + segment
    return struct.pack("!IHBB", 6 << 28, len(segment), protocol, 64) + ends + segment


@pytest.mark.parametrize(("protocol", "segment", "transport"), [(17, UDP, "udp"), (6, TCP, "tcp")], ids=["udp", "tcp"])
@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
def test_a_question_is_read_over_either_transport_and_family(
    family: str, protocol: int, segment: bytes, transport: str
) -> None:
    target = getattr(FIRST, family)
    asked = question_in(packet(getattr(SECOND, family), target, protocol, segment))
    assert asked == (target, transport, "tinh.gov.test", "SOA")


@pytest.mark.parametrize(
    "other",
    [
        packet(RESOLVER.ipv4, FIRST.ipv4, 17, UDP),
        packet(SECOND.ipv4, FIRST.ipv4, 17, UDP[:2] + b"\x00\x50" + UDP[4:]),
        packet(SECOND.ipv4, FIRST.ipv4, 6, TCP[:20]),
        packet(SECOND.ipv6, FIRST.ipv6, 58, UDP),
        packet(SECOND.ipv4, FIRST.ipv4, 17, UDP[:12]),
    ],
    ids=["of a resolver", "to another port", "without data", "of another protocol", "cut short"],
)
def test_other_packets_are_overlooked(other: bytes) -> None:
    assert question_in(other) is None
