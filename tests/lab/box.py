"""The province as a whole: everything written to its folder, every listener up."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import province
from .authority import Authority, now
from .inventory import CA_FILE, LABELS_FILE, write_inventory, write_labels
from .name_server import NameServer, Records
from .places import Place, bind_alike, settle
from .replies import Elsewhere
from .truth import write_truth
from .web import Counters, Web


@dataclass(frozen=True, slots=True)
class Box:
    """An open province. It lasts while this object does: the places hold the ports that are to stay closed.

    `ready` is what a caller needs to know: `inventory`, `ca_file`, `resolver`, `truth`, `counters`, `directory`
    and whether it has `ipv6`.
    """

    places: list[Place]
    web: Web
    ready: dict[str, Any]


async def open_box(directory: Path, ipv6: bool) -> Box:
    """Write the province into `directory`, replacing an earlier one there, and serve it in the running loop."""
    directory.mkdir(parents=True, exist_ok=True)
    for stale in ("documents", "certificates"):
        shutil.rmtree(directory / stale, ignore_errors=True)
    *places, bystander = everywhere = settle([*province.PORTALS, province.BYSTANDER], ipv6)
    moment = now()

    authority = Authority(directory / "certificates", moment)
    authority.write_root(directory / CA_FILE)
    port = await _serve_names(everywhere, ipv6)
    elsewhere = Elsewhere(neighbour=places[0].url, bystander=bystander.url)
    web = Web(authority, Counters(directory / "counters.json"), elsewhere)
    for place in everywhere:
        await web.serve(place)

    anchors = [f"127.0.0.53:{port}", *([f"[{province.IPV6}]:{port}"] if ipv6 else [])]
    write_labels(directory / LABELS_FILE, places)
    inventory = write_inventory(directory, places, anchors, moment.date())
    write_truth(directory / "truth.json", places, ipv6)
    ready = {
        "directory": str(directory),
        "inventory": str(inventory),
        "ca_file": str(directory / CA_FILE),
        "resolver": anchors[0],
        "truth": str(directory / "truth.json"),
        "counters": str(directory / "counters.json"),
        "ipv6": ipv6,
    }
    return Box(everywhere, web, ready)


async def _serve_names(places: Sequence[Place], ipv6: bool) -> int:
    """Start the name servers; returns their port."""
    addresses = {address for servers in province.NAME_SERVERS.values() for own in servers.values() for address in own}
    own = sorted(address for address in addresses if ipv6 or ":" not in address)
    port, sockets = bind_alike(own, [socket.SOCK_STREAM, socket.SOCK_DGRAM])
    troubled = {
        trouble: [place.portal.host for place in places if place.portal.trait.behaviour.dns == trouble]
        for trouble in ("servfail", "silent")
    }
    server = NameServer(_records(places), **troubled)
    for address in own:
        await server.serve(sockets[address, socket.SOCK_DGRAM], sockets[address, socket.SOCK_STREAM])
    return port


def _records(places: Sequence[Place]) -> Records:
    records: dict[tuple[str, str], list[str]] = {}
    for zone, servers in province.NAME_SERVERS.items():
        records[zone, "NS"] = [f"{name}." for name in servers]
        records[zone, "SOA"] = [f"{next(iter(servers))}. hostmaster.{zone}. 1 3600 600 604800 60"]
        for name, addresses in servers.items():
            _add_addresses(records, name, addresses)
    for place in places:
        host, dns = place.portal.host, place.portal.trait.behaviour.dns
        if dns == "cname":
            alias, host = host, f"may-chu-chung.{place.portal.zone}"
            records[alias, "CNAME"] = [f"{host}."]
        if dns in ("dual", "cname", "ipv4"):
            _add_addresses(records, host, (place.ipv4,) if dns == "ipv4" else (place.ipv4, province.IPV6))
    return records


def _add_addresses(records: dict[tuple[str, str], list[str]], name: str, addresses: Sequence[str]) -> None:
    for address in addresses:
        records.setdefault((name, "AAAA" if ":" in address else "A"), []).append(address)
