"""What the wire's record says of the audit."""

from __future__ import annotations

import struct
from ipaddress import ip_address

import dns.message

from benchmarks.province.traffic import traffic

AUDITOR = {4: "203.0.115.2", 6: "2400:beef::2"}
SYN, ACK, PUSH = 0x02, 0x10, 0x08


def recorded(*packets: bytes) -> bytes:
    return b"".join(struct.pack("=H", len(packet)) + packet for packet in packets)


def packet(target: str, protocol: int, segment: bytes) -> bytes:
    ip = ip_address(target)
    source = ip_address(AUDITOR[ip.version]).packed
    if ip.version == 6:
        return b"\x60" + bytes(5) + bytes([protocol, 64]) + source + ip.packed + segment
    return b"\x45" + bytes(8) + bytes([protocol]) + bytes(2) + source + ip.packed + segment


def tcp(target: str, port: int, flags: int, data: bytes = b"") -> bytes:
    head = struct.pack("!HHIIBBHHH", 40000, port, 0, 0, 5 << 4, flags, 0, 0, 0)
    return packet(target, 6, head + data)


def udp(target: str, name: str, kind: str) -> bytes:
    question = dns.message.make_query(name, kind).to_wire()
    return packet(target, 17, struct.pack("!HHHH", 40000, 53, 8 + len(question), 0) + question)


def test_connections_count_at_each_door_and_each_address() -> None:
    seen = traffic(
        recorded(
            tcp("203.1.0.1", 443, SYN),
            tcp("203.1.0.1", 80, SYN),
            tcp("2400:cafe::1", 443, SYN),
            tcp("203.1.0.1", 443, SYN),
        )
    )
    assert seen.connections == {("203.1.0.1", 443): 2, ("203.1.0.1", 80): 1, ("2400:cafe::1", 443): 1}
    assert seen.per_address == {"203.1.0.1": 3, "2400:cafe::1": 1}


def test_questions_count_by_server_transport_name_and_kind() -> None:
    question = dns.message.make_query("tinh.test", "SOA").to_wire()
    over_tcp = tcp("203.0.114.11", 53, ACK | PUSH, struct.pack("!H", len(question)) + question)
    seen = traffic(
        recorded(
            udp("203.0.114.11", "tinh.test", "SOA"),
            udp("203.0.114.11", "tinh.test", "SOA"),
            udp("2400:cafe::53", "tinh.test", "NS"),
            tcp("203.0.114.11", 53, SYN),
            over_tcp,
        )
    )
    assert seen.questions == {
        ("203.0.114.11", "udp", "tinh.test", "SOA"): 2,
        ("2400:cafe::53", "udp", "tinh.test", "NS"): 1,
        ("203.0.114.11", "tcp", "tinh.test", "SOA"): 1,
    }
    assert seen.connections == {}, "a connection to a name server is none to a portal"


def test_what_the_resolver_was_asked_can_be_left_aside() -> None:
    seen = traffic(recorded(udp("203.0.114.53", "a.test", "A"), udp("203.0.114.11", "b.test", "A")))
    assert seen.beside(["203.0.114.53"]) == {("203.0.114.11", "udp", "b.test", "A"): 1}


def test_an_empty_record_tells_nothing() -> None:
    assert traffic(b"").questions == traffic(b"").connections == {}
