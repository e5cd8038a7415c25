"""The name servers of the world as real programs: NSD, Knot and unbound, each with the zones it is to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.netlab.homes import (
    EVERYBODY,
    FIRST,
    GOV,
    LAME,
    NO_IPV6,
    NO_TCP,
    NO_UDP,
    OLD_RESOLVER,
    RESOLVER,
    ROOT,
    SECOND,
    SLOW,
    STALE,
    THIRD,
    TLD,
    Home,
)
from tests.netlab.model import Zone
from tests.netlab.programs import Programs
from tests.netlab.relays import answer_late, answer_without_dnssec, relay
from tests.netlab.zone_files import UPPER_ZONES, zone_file

SLOW_SECONDS = 30.0


def start_name_servers(programs: Programs, zones: Sequence[Zone], ipv6: bool, validate: Path | None) -> None:
    """Start every name server and the resolver; `ipv6` False where the namespace has none.

    The resolver validates where it is given the file with the trust anchor.
    """
    upper = {zone.name: zone for zone in UPPER_ZONES}
    _nsd(programs, "root", [ROOT], [upper["."]], ipv6)
    _nsd(programs, "tld", [TLD], [upper["test"], upper["vn"]], ipv6)
    _nsd(programs, "gov", [GOV], [upper["gov.test"], upper["gov.vn"]], ipv6)
    _nsd(programs, "leaf", [FIRST, SECOND, THIRD, NO_TCP, NO_UDP, NO_IPV6], zones, ipv6)
    _nsd(programs, "lame", [LAME], [Zone("khac.test")], ipv6)
    _knot(programs, [zone for zone in zones if zone.stale is not None], ipv6)
    _resolver(programs, ipv6, validate)
    _everybody(programs, [zone for zone in zones if EVERYBODY in [server.home for server in zone.servers]], ipv6)
    relay(_of(SLOW, ipv6), answer_late(str(FIRST.ipv4), SLOW_SECONDS))
    relay(_of(OLD_RESOLVER, ipv6), answer_without_dnssec(str(RESOLVER.ipv4)))
    for home in (ROOT, TLD, GOV, FIRST, LAME, STALE, RESOLVER, EVERYBODY):
        for address in _of(home, ipv6):
            programs.await_port(address, 53)


def _of(home: Home, ipv6: bool) -> list[str]:
    return [address for address in home.addresses if ipv6 or ":" not in address]


def _nsd(programs: Programs, name: str, homes: Iterable[Home], zones: Iterable[Zone], ipv6: bool) -> None:
    folder = programs.folder / f"nsd-{name}"
    folder.mkdir()
    lines = [
        "server:",
        'username: ""',
        'chroot: ""',
        f"zonesdir: {programs.folder}",
        'database: ""',
        f"pidfile: {folder}/pid",
        f"xfrdfile: {folder}/xfrd",
        f"xfrdir: {folder}",
        f"zonelistfile: {folder}/zones",
        "server-count: 1",
        "tcp-count: 200",
        "rrl-ratelimit: 0",
        "rrl-whitelist-ratelimit: 0",
        *(f"ip-address: {address}" for home in homes for address in _of(home, ipv6)),
        "remote-control:",
        "control-enable: no",
    ]
    for zone in zones:
        file = zone_file(programs.folder, zone.name)
        lines += ["zone:", f"name: {zone.name}", f"zonefile: {file if zone.loaded else folder / 'lost'}"]
        if zone.transfers:
            lines += [f"provide-xfr: {everybody} NOKEY" for everybody in ("0.0.0.0/0", "::/0")]
    configuration = folder / "nsd.conf"
    configuration.write_text("\n".join([*lines, ""]))
    programs.start(f"nsd-{name}", "nsd", "-d", "-c", str(configuration))


def _knot(programs: Programs, zones: Iterable[Zone], ipv6: bool) -> None:
    folder = programs.folder / "knot"
    folder.mkdir()
    lines = ["server:", f"  rundir: {folder}", "  tcp-workers: 1", "  udp-workers: 1", "  background-workers: 1"]
    lines += [f"  listen: {address}@53" for address in _of(STALE, ipv6)]
    lines += ["database:", f"  storage: {folder}", "zone:"]
    for zone in zones:
        lines += [f"  - domain: {zone.name}", f"    file: {zone_file(programs.folder, zone.name, '.stale')}"]
        lines += ["    zonefile-sync: -1", "    journal-content: none", "    semantic-checks: off"]
    configuration = folder / "knot.conf"
    configuration.write_text("\n".join([*lines, ""]))
    programs.start("knot", "knotd", "-c", str(configuration))


def _unbound(programs: Programs, name: str, home: Home, more: Iterable[str], ipv6: bool) -> None:
    folder = programs.folder / name
    folder.mkdir()
    hints = folder / "hints"
    hints.write_text("\n".join([". NS a.goc.test.", f"a.goc.test. A {ROOT.ipv4}", f"a.goc.test. AAAA {ROOT.ipv6}", ""]))
    lines = [
        "server:",
        'username: ""',
        'chroot: ""',
        f'directory: "{folder}"',
        f'pidfile: "{folder}/pid"',
        "use-syslog: no",
        "do-daemonize: no",
        f"do-ip6: {'yes' if ipv6 else 'no'}",
        f'root-hints: "{hints}"',
        'module-config: "iterator"',
        'local-zone: "test." nodefault',
        "access-control: 0.0.0.0/0 allow",
        "access-control: ::/0 allow",
        "ip-ratelimit: 0",
        "num-threads: 1",
        "outbound-msg-retry: 2",
    ]
    for address in _of(home, ipv6):
        lines += [f"interface: {address}", f"outgoing-interface: {address}"]
    configuration = folder / "unbound.conf"
    configuration.write_text("\n".join([*lines, *more, "remote-control:", "control-enable: no", ""]))
    programs.start(name, "unbound", "-d", "-c", str(configuration))


def _resolver(programs: Programs, ipv6: bool, validate: Path | None) -> None:
    validator = ['module-config: "validator iterator"', f'trust-anchor-file: "{validate}"'] if validate else []
    _unbound(programs, "resolver", RESOLVER, validator, ipv6)


def _everybody(programs: Programs, zones: Iterable[Zone], ipv6: bool) -> None:
    """A server with authority that also resolves any name for anybody."""
    lines = []
    for zone in zones:
        lines += ["auth-zone:", f'name: "{zone.name}"', f'zonefile: "{zone_file(programs.folder, zone.name)}"']
        lines += ["for-downstream: yes", "for-upstream: no"]
    _unbound(programs, "everybody", EVERYBODY, lines, ipv6)
