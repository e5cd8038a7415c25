"""A small Internet of name servers on loopback: `test`, zones below it with one defect each, and a resolver.

NSD serves `test` and the sound servers of each zone; the resolver knows all records flat, as the zones tell them.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from checks.access import MOST_ADDRESSES
from checks.dns.survey import MOST_NAME_SERVERS
from checks.look import Look
from checks.network.names import Names
from tests.checks.dns.daemons import datagrams, framed, nsd, unbound
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.lab.places import bind_alike
from tests.servers import talking

RESOLVER, PARENT, ROOT, FIRST, SECOND = "127.54.0.53", "127.54.0.1", "127.54.0.2", "127.54.0.11", "127.54.0.12"
SILENT, TCP_ONLY, UDP_ONLY, OPEN, CLOSED = "127.54.0.13", "127.54.0.14", "127.54.0.15", "127.54.0.16", "127.54.0.99"
FIRST_IPV6 = "::1"
TIMEOUT = 1.0
"""Seconds that a question may take."""

Zones = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Zone below `test` → its name servers, below itself unless with a final dot, → their addresses."""

SERVERS: Zones = {
    "good": {"ns1": (FIRST, FIRST_IPV6), "ns2": (SECOND,)},
    "open": {"ns1": (FIRST,), "ns2": (SECOND,)},
    "lame": {"ns1": (FIRST,), "ns2": (SECOND,)},
    "all-lame": {"ns1": (SECOND,)},
    "closed": {"ns1": (FIRST,), "ns2": (CLOSED,)},
    "silent": {"ns1": (FIRST,), "ns2": (SILENT,)},
    "tcp-only": {"ns1": (FIRST,), "ns2": (TCP_ONLY,)},
    "udp-only": {"ns1": (FIRST,), "ns2": (UDP_ONLY,)},
    "alone-udp-only": {"ns1": (UDP_ONLY,)},
    "serial": {"ns1": (FIRST,), "ns2": (SECOND,)},
    "stale": {"ns1": (FIRST,), "ns2": (SECOND,)},
    "recursive": {"ns1": (FIRST,), "ns2": (OPEN,)},
    "single": {"ns1": (FIRST,)},
    "unresolved": {"ns1": (FIRST,), "ns2": ()},
    "no-aaaa-glue": {"ns1": (FIRST, FIRST_IPV6)},
    "no-glue": {"ns1": (FIRST,)},
    "wrong-glue": {"ns1": (FIRST,)},
    "other-set": {"ns1": (FIRST,)},
    "denied": {"ns1": (FIRST,)},
    "elsewhere": {"ns1.good.test.": ()},
    "torn": {"ns1": (FIRST,), "ns2": (SECOND,)},
    "orphan.mute": {"ns1": (FIRST,)},
    "closed-alone": {"ns1": (CLOSED,)},
    "lame-and-silent": {"ns1": (FIRST,), "ns2": (SECOND,), "ns3": (SILENT,)},
    "unknown": {"ns1": (FIRST,), "ns.broken.test.": ()},
    "twins": {"ns1": (FIRST,), "ns2": (FIRST,)},
    "crowd": {f"ns{number}": (FIRST,) for number in range(MOST_NAME_SERVERS + 1)},
    "wide": {"ns1": (FIRST,), "ns2": tuple(f"127.54.1.{number}" for number in range(1, MOST_ADDRESSES + 2))},
    "with-parent": {"ns1": (FIRST,), "ns2": (PARENT,)},
}
"""What the zones tell of themselves."""

GLUE: Zones = {
    "no-aaaa-glue": {"ns1": (FIRST,)},
    "no-glue": {"ns1": ()},
    "wrong-glue": {"ns1": (CLOSED,)},
    "other-set": {"ns1": (FIRST,), "old": (SECOND,)},
    "denied": {},
}
"""What `test` tells instead."""

NOT_AT_FIRST = {"all-lame"}
AT_SECOND = {"good", "torn", "open", "serial", "stale", "tcp-only", "udp-only"}


def _full(name: str, zone: str) -> str:
    return name if name.endswith(".") else f"{name}.{zone}.test."


def host(zone: str) -> str:
    """The portal of a zone."""
    return f"www.{zone}.test"


def zone_file(zone: str, serial: int = 1, address: str = "127.0.0.1") -> str:
    """A zone as its own name servers hold it, with its portal at `address`."""
    servers = SERVERS[zone]
    lines = [f"$ORIGIN {zone}.test.", "$TTL 60", f"@ SOA ns1 admin {serial} 3600 600 86400 60", f"www A {address}"]
    lines += [f"@ NS {name}" for name in servers]
    lines += [f"{name} {_kind(place)} {place}" for name, places in servers.items() for place in places]
    return "\n".join(lines) + "\n"


def _kind(address: str) -> str:
    return "AAAA" if ":" in address else "A"


def _parent_file() -> str:
    lines = ["$ORIGIN test.", "$TTL 60", "@ SOA ns admin 1 3600 600 86400 60", "@ NS ns", f"ns A {PARENT}"]
    for zone, servers in {**SERVERS, **GLUE}.items():
        lines += [f"{zone} NS {_full(name, zone)}" for name in servers]
        lines += [f"{_full(name, zone)} {_kind(place)} {place}" for name, places in servers.items() for place in places]
    return "\n".join(lines) + "\n"


def _flat() -> dict[tuple[str, str], list[str]]:
    """Every record as a resolver finds it."""
    records = {("test", "SOA"): ["ns.test. admin.test. 1 1 1 1 1"], ("test", "NS"): ["ns.test."]}
    records["ns.test", "A"] = [PARENT]
    records["mute.test", "SOA"], records["mute.test", "NS"] = ["ns.mute.test. admin.test. 1 1 1 1 1"], ["ns.mute.test."]
    records["ns.mute.test", "A"] = [SILENT]
    for zone, servers in SERVERS.items():
        apex = f"{zone}.test"
        records[apex, "SOA"] = [f"ns1.{apex}. admin.{apex}. 1 1 1 1 1"]
        records[apex, "NS"] = [_full(name, zone) for name in servers]
        records[host(zone), "A"] = ["127.0.0.1"]
        for name, places in servers.items():
            for place in places:
                records.setdefault((f"{name}.{apex}", _kind(place)), []).append(place)
    return records


def _zones(names: set[str], second: bool = False) -> dict[str, str]:
    """Zone files; the second server's have a later serial, another address in `stale`, one more server in `torn`."""
    files = {
        f"{zone}.test": zone_file(
            zone,
            serial=2 if second and zone in ("serial", "stale") else 1,
            address="127.0.0.2" if second and zone == "stale" else "127.0.0.1",
        )
        for zone in names
    }
    if second:
        files["torn.test"] += "@ NS ns3\n"
    return files


@contextlib.contextmanager
def world(folder: Path) -> Iterator[int]:
    """Run it all; yields the port that all servers share."""
    everywhere = (RESOLVER, PARENT, ROOT, FIRST, FIRST_IPV6, SECOND, SILENT, TCP_ONLY, UDP_ONLY, OPEN)
    port, sockets = bind_alike(everywhere, [socket.SOCK_STREAM, socket.SOCK_DGRAM])
    for sock in sockets.values():
        sock.close()
    root = f"$ORIGIN .\n$TTL 60\n@ SOA ns admin 1 1 1 1 1\n@ NS ns\nns A {ROOT}\ntest NS ns.test\nns.test A {PARENT}\n"
    ours = NameServer({key: value for key, value in _flat().items() if "-only" in key[0]})
    resolver = NameServer(_flat(), servfail=["broken.test"])
    with contextlib.ExitStack() as stack:
        start = stack.enter_context
        for address, server in ((RESOLVER, resolver), (TCP_ONLY, ours)):
            start(talking(framed(server.answer), address, port=port))
        for address, server in ((RESOLVER, resolver), (UDP_ONLY, ours)):
            start(datagrams(partial(server.answer, datagram=True), address, port))
        start(nsd(folder / "root", [ROOT], port, {".": root}))
        start(nsd(folder / "parent", [PARENT], port, {"test": _parent_file(), **_zones({"with-parent"})}))
        start(nsd(folder / "first", [FIRST, FIRST_IPV6], port, _zones(set(SERVERS) - NOT_AT_FIRST), ["open.test"]))
        start(nsd(folder / "second", [SECOND], port, _zones(AT_SECOND, second=True)))
        start(unbound(folder / "unbound", OPEN, port, ROOT, _zones({"recursive"})))
        start(datagrams(lambda query: None, SILENT, port))
        start(talking(framed(lambda query: None), SILENT, port=port))
        yield port


def look(port: int, zone: str, ipv6: bool = True, names: Names | None = None) -> Look:
    """A look at the portal of a zone, with a memory of its own unless one is given."""
    return look_at(host(zone), 9, 9, names=names or Names(RESOLVER, port, timeout=TIMEOUT), ipv6=ipv6)
