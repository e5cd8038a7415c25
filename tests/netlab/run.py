"""Run inside a network namespace of its own: sets the world up, audits it once, prints as JSON what was seen.

`unshare --net --map-root-user python -m tests.netlab.run [--without-ipv6] [--resolver WHICH] [NAME …]`

With names, those situations only. WHICH resolver: `plain` hands signatures on, `validating` judges them itself, as most
of the Internet's do, and `old` does not know them.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.dns.dnssec.anchors import Anchors
from checks.dns.dnssec.observe import resolver_shows_dnssec
from checks.look import Look
from checks.means import Allowance, Network
from checks.network.names import Names
from checks.network.politeness import Rate
from checks.network.scope import Scope
from checks.observation import Seen
from checks.portal import observe_portal
from checks.target import Target
from checks.tls.certificates.trust import TrustStore
from checks.vantage import Vantage, family_works
from tests.netlab.firewall import raise_firewall
from tests.netlab.homes import IPV4_NETWORKS, IPV6_NETWORK, OLD_RESOLVER, RESOLVER, ROOT, Home, ipv4, ipv6
from tests.netlab.model import TINH, Door, Situation
from tests.netlab.name_servers import start_name_servers
from tests.netlab.portals import start_portals
from tests.netlab.programs import Programs
from tests.netlab.queries import Listener
from tests.netlab.situations import SITUATIONS, zones_of
from tests.netlab.zone_files import write_zones

TIMEOUT = 2.0
"""Seconds of silence at a portal that the audit believes."""
DNS_TIMEOUT = 5.0
AT_ONCE = 32
_RATE = Rate(32, 1000)
_CHECKS = ("ipv6", "dns", "web")


def main(arguments: Sequence[str]) -> int:
    """Audit the world and print `{situations, places, queries, seconds}`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--without-ipv6", action="store_true")
    parser.add_argument("--resolver", choices=("plain", "validating", "old"), default="plain")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args(arguments)
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        sys.stderr.write("not in a network namespace of its own: this machine has a network besides lo\n")
        return 2
    chosen = [each for each in SITUATIONS if not options.names or each.name in options.names]
    with tempfile.TemporaryDirectory(prefix="netlab-") as folder, Programs(Path(folder)) as programs:
        result = audit_world(programs, chosen, with_ipv6=not options.without_ipv6, resolver=options.resolver)
    json.dump(result, sys.stdout, ensure_ascii=False)
    return 0


def audit_world(programs: Programs, situations: Sequence[Situation], with_ipv6: bool, resolver: str) -> dict[str, Any]:
    """Set up everything that the situations need and look at every portal, all in one audit."""
    _raise_network(with_ipv6)
    doors = _doors(situations)
    records: dict[str, list[str]] = {}
    for situation in situations:
        records.setdefault(situation.in_zone, []).extend(_records(situation, doors[situation.name]))
    places = {situation.name: _places(situation, doors[situation.name]) for situation in situations}
    zones = zones_of(situations, places)
    anchors = write_zones(programs.folder, zones, records)
    start_name_servers(programs, zones, with_ipv6, anchors if resolver == "validating" else None)
    open_doors = [
        (situation.portal, address, door)
        for situation in situations
        for address, door in doors[situation.name]
        if with_ipv6 or ":" not in address
    ]
    authority = start_portals(programs, open_doors)
    raise_firewall([(address, door) for _, address, door in open_doors])
    asked = OLD_RESOLVER if resolver == "old" else RESOLVER
    network = _network(asked, authority, anchors)
    began = time.monotonic()
    with Listener() as listener, ThreadPoolExecutor(AT_ONCE) as pool:
        seen = list(pool.map(lambda situation: _look(situation, network), situations))
    return {
        "situations": {situation.name: facts for situation, facts in zip(situations, seen, strict=True)},
        "places": places,
        "vantage": network.vantage.as_json(),
        "queries": [[*question, count] for question, count in sorted(listener.asked.items())],
        "seconds": round(time.monotonic() - began, 1),
    }


def _raise_network(with_ipv6: bool) -> None:
    # As on the way through the Internet: packets of an Ethernet's size, and none put together from several.
    commands = [
        "ip link set lo up mtu 1500 gso_max_segs 1",
        *(f"ip route add local {network} dev lo" for network in IPV4_NETWORKS),
    ]
    if with_ipv6:
        # Linux lets a server listen at an IPv6 address only that an interface has, unless it is told not to mind.
        Path("/proc/sys/net/ipv6/ip_nonlocal_bind").write_text("1")
        commands.append(f"ip -6 route add local {IPV6_NETWORK} dev lo")
    else:
        Path("/proc/sys/net/ipv6/conf/all/disable_ipv6").write_text("1")
    for command in commands:
        subprocess.run(command.split(), check=True)


def _doors(situations: Sequence[Situation]) -> dict[str, list[tuple[str, Door]]]:
    """Every situation's doors with addresses of their own."""
    given: dict[str, list[tuple[str, Door]]] = {}
    number4 = number6 = 0
    for situation in situations:
        mine = []
        for door in situation.ipv4:
            mine.append((ipv4(number4), door))
            number4 += 1
        for door in situation.ipv6:
            mine.append((ipv6(number6), door))
            number6 += 1
        given[situation.name] = mine
    return given


def _records(situation: Situation, doors: Sequence[tuple[str, Door]]) -> list[str]:
    host = f"{situation.portal}."
    lines = [f"{host} {'AAAA' if ':' in address else 'A'} {address}" for address, _ in doors]
    return lines + [line.replace("{host}", host) for line in situation.records]


def _places(situation: Situation, doors: Sequence[tuple[str, Door]]) -> dict[str, str]:
    """What the words in braces of a situation's facts stand for."""
    places = {"host": situation.portal, "zone": situation.in_zone}
    for family, mark in (("ipv4", "."), ("ipv6", ":")):
        mine = [address for address, _ in doors if mark in address]
        places |= {f"{family}{f'_{number}' if number > 1 else ''}": place for number, place in enumerate(mine, start=1)}
    return places


def _network(resolver: Home, authority: Path, anchors: Path) -> Network:
    """The vantage tests itself at the world's root, as an audit does at the Internet's."""
    names = Names(str(resolver.ipv4), timeout=DNS_TIMEOUT)
    works = {
        family: family_works(family, [(address, 53) for address in ROOT.addresses], (), TIMEOUT) for family in (4, 6)
    }
    trusted = Anchors.read(anchors)
    dnssec = resolver_shows_dnssec(names, trusted) == Seen(True)
    vantage = Vantage("netlab", ipv4=works[4], ipv6=works[6], resolver=names.resolver, dnssec=dnssec)
    return Network(vantage, names, TrustStore(authority), timeout=TIMEOUT, anchors=trusted)


def _look(situation: Situation, network: Network) -> dict[str, Any]:
    target = Target(f"{situation.scheme}://{situation.portal}/", situation.scheme, situation.portal)
    look = Look(
        target,
        network,
        datetime.now(UTC),
        rate=_RATE,
        allowance_at=lambda host: Allowance(Scope(), _RATE) if host.endswith((".test", ".gov.vn")) else None,
        province_zone=TINH,
    )
    return observe_portal(look, _CHECKS, {}, {"url": target.url}).observations


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
