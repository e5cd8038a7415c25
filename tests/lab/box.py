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
from .inventory import ANCHORS_FILE, CA_FILE, LABELS_FILE, write_inventory, write_labels
from .ipv6_traits import NO_AAAA
from .label_directory import LabelDirectory
from .labels import LOCAL_TIME
from .places import Place, Sockets, bind_alike, settle
from .replies import Elsewhere
from .tree import Front, Tree
from .truth import write_truth
from .web import Counters, Web
from .zones import RESOLVER, answers_over_tcp, offices, plans


@dataclass(frozen=True, slots=True)
class Box:
    """An open province. It lasts while this object does: it holds the ports that are to stay closed.

    `ready` is what a caller needs to know: `inventory`, `ca_file`, `resolver`, `truth`, `counters`, `directory`,
    the URL of the registry's own pages (`labels`), what these were asked for (`label_requests`), and whether it has
    `ipv6`.
    """

    places: list[Place]
    web: Web
    name_sockets: Sockets
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
    tree = Tree(plans(everywhere), moment)
    (directory / ANCHORS_FILE).write_text(tree.anchors, "utf-8")
    port, sockets = await _serve_names(tree, everywhere, ipv6)
    elsewhere = Elsewhere(
        neighbour=places[0].url,
        ipv4_only=next(place.url for place in places if place.portal.trait is NO_AAAA),
        bystander=bystander.url,
    )
    web = Web(authority, Counters(directory / "counters.json"), elsewhere)
    for place in everywhere:
        await web.serve(place)
    labels = await LabelDirectory(authority, places, directory / "label_requests.json").serve()

    anchors = [f"{RESOLVER}:{port}", *([f"[{province.IPV6}]:{port}"] if ipv6 else [])]
    write_labels(directory / LABELS_FILE, places)
    today = moment.astimezone(LOCAL_TIME).date()
    inventory = write_inventory(directory, places, anchors, today, authority)
    write_truth(directory / "truth.json", places, ipv6)
    ready = {
        "directory": str(directory),
        "inventory": str(inventory),
        "ca_file": str(directory / CA_FILE),
        "resolver": anchors[0],
        "truth": str(directory / "truth.json"),
        "counters": str(directory / "counters.json"),
        "labels": labels,
        "label_requests": str(directory / "label_requests.json"),
        "ipv6": ipv6,
    }
    return Box(everywhere, web, sockets, ready)


async def _serve_names(tree: Tree, places: Sequence[Place], ipv6: bool) -> tuple[int, Sockets]:
    """Start the name servers; returns their port and their sockets."""
    served = {address: office for address, office in offices(places).items() if ipv6 or ":" not in address}
    port, sockets = bind_alike(sorted(served), [socket.SOCK_STREAM, socket.SOCK_DGRAM])
    troubled = {
        trouble: [place.portal.host for place in places if place.portal.trait.behaviour.dns == trouble]
        for trouble in ("servfail", "silent")
    }
    for address, office in served.items():
        tcp = sockets[address, socket.SOCK_STREAM]
        await Front(tree, office, **troubled).serve(
            sockets[address, socket.SOCK_DGRAM], tcp if answers_over_tcp(address) else None
        )
    return port, sockets
