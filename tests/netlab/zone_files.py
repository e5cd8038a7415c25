"""Writes the files of all zones: leaves first, since a parent holds what its children tell of themselves.

Signed with ldns' tools and not with dnspython, which is what the audit itself judges signatures with.
"""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.netlab.homes import GOV, ROOT, TLD
from tests.netlab.model import Damage, Server, Signing, Zone

SERIAL = 2026110101
CHANGED_ADDRESS = "203.1.255.1"
"""Where a zone with `changed_address` pretended, before it was signed, that its host lives."""

UPPER_ZONES = (
    Zone(".", servers=(Server("a.goc.test.", ROOT),)),
    Zone("test", (f"a.goc A {ROOT.ipv4}", f"a.goc AAAA {ROOT.ipv6}"), (Server("ns", TLD),)),
    Zone("vn", servers=(Server("ns", TLD),), signing=Signing(denial="opt_out")),
    Zone("gov.test", servers=(Server("ns", GOV),)),
    Zone("gov.vn", servers=(Server("ns", GOV),), signing=Signing(denial="opt_out")),
)
"""The zones above those of the situations."""


def write_zones(folder: Path, zones: Sequence[Zone], records: Mapping[str, Iterable[str]]) -> Path:
    """Write every zone and those above them; returns the file with the root's DS, which is the trust anchor.

    `records` are further lines by zone. The copies that the stale server serves end in `.stale`.
    """
    every = {zone.name: zone for zone in (*UPPER_ZONES, *zones)}
    secure: defaultdict[str, list[str]] = defaultdict(list)
    insecure: defaultdict[str, list[str]] = defaultdict(list)
    for zone in sorted(every.values(), key=lambda zone: -_depth(zone.name)):
        opts_out = zone.signing is not None and zone.signing.denial == "opt_out"
        below = [*secure[zone.name], *([] if opts_out else insecure[zone.name])]
        path = zone_file(folder, zone.name)
        path.write_text(_text(zone, SERIAL, [*zone.records, *records.get(zone.name, ()), *below]))
        if zone.stale is not None:
            zone_file(folder, zone.name, ".stale").write_text(_text(zone, zone.stale_serial, zone.stale))
        ds = _sign(path, zone.name, zone.signing) if zone.signing is not None else []
        if opts_out:
            with path.open("a") as file:
                file.write("".join(f"{line}\n" for line in insecure[zone.name]))
        if zone.name == ".":
            anchors = folder / "anchors"
            anchors.write_text("\n".join([*ds, ""]))
        else:
            parent = _parent(zone.name, every)
            (secure if ds else insecure)[parent] += [*_delegation(zone), *ds]
    return anchors


def zone_file(folder: Path, zone: str, copy: str = "") -> Path:
    """The file of a zone, or of a copy of it."""
    return folder / f"{zone.strip('.') or 'root'}.zone{copy}"


def whole_name(zone: str, name: str) -> str:
    """A name with its final dot; one without it lies in the zone."""
    return name if name.endswith(".") else f"{name}.{zone.strip('.')}."


def _depth(zone: str) -> int:
    return len([label for label in zone.split(".") if label])


def _parent(zone: str, zones: Iterable[str]) -> str:
    return max((other for other in zones if other == "." or zone.endswith(f".{other}")), key=_depth)


def _is_inside(name: str, zone: str) -> bool:
    return zone == "." or f".{name}".endswith(f".{zone}.")


def _address_lines(name: str, addresses: Iterable[str]) -> list[str]:
    return [f"{name} 300 IN {'AAAA' if ':' in address else 'A'} {address}" for address in addresses]


def _text(zone: Zone, serial: int, records: Iterable[str]) -> str:
    lines = [f"$ORIGIN {zone.name.strip('.')}.", "$TTL 300"]
    lines.append(f"@ SOA {whole_name(zone.name, zone.servers[0].name)} quantri.goc.test. {serial} 3600 900 604800 60")
    for server in zone.servers:
        name = whole_name(zone.name, server.name)
        lines.append(f"@ NS {name}")
        if _is_inside(name, zone.name):
            lines += _address_lines(name, server.home.addresses)
    return "\n".join([*dict.fromkeys([*lines, *records]), ""])


def _delegation(zone: Zone) -> list[str]:
    """What the parent says of a zone: its servers, and where those inside of it are."""
    lines = []
    for server in zone.delegated_to or zone.servers:
        name = whole_name(zone.name, server.name)
        lines.append(f"{zone.name}. 300 IN NS {name}")
        if _is_inside(name, zone.name):
            lines += _address_lines(name, (server.glue or server.home).addresses)
    return lines


def _sign(path: Path, zone: str, signing: Signing) -> list[str]:
    """Sign a zone's file in place, do the damage, and return the lines of DS records that the parent gets."""
    folder = path.parent
    key = _run(folder, "ldns-keygen", "-a", signing.algorithm, "-b", "2048", "-k", zone).strip()
    begin, end = _validity(signing.damage)
    denial = {"nsec": [], "nsec3": ["-n", "-t", "0"], "opt_out": ["-n", "-t", "0", "-p"]}[signing.denial]
    signed = folder / f"{path.name}.signed"
    dates = ["-i", f"{begin:%Y%m%d%H%M%S}", "-e", f"{end:%Y%m%d%H%M%S}"]
    _run(folder, "ldns-signzone", *denial, *dates, "-o", zone, "-f", signed.name, path.name, key)
    if signing.damage != "unsigned":
        path.write_text(_damaged(signed.read_text(), signing.damage))
    ds = (folder / f"{key}.ds").read_text().split()
    if signing.ds == "wrong":
        ds[-1] = ds[-1][::-1]
    elif signing.ds == "unknown":
        ds[-3] = "250"
    return [] if signing.ds == "none" else [" ".join(ds)]


def _validity(damage: Damage | None) -> tuple[datetime, datetime]:
    now, day = datetime.now(UTC), timedelta(days=1)
    if damage == "expired":
        return now - 30 * day, now - 2 * day
    if damage == "not_yet_valid":
        return now + 2 * day, now + 30 * day
    return now - day, now + 20 * day + timedelta(hours=12)


_LINES_LOST: Mapping[Damage, re.Pattern[str]] = {
    "no_signature": re.compile(r"\sRRSIG\s+A\s"),
    "no_denial": re.compile(r"\s(RRSIG\s+)?NSEC3?\s"),
}


def _damaged(signed: str, damage: Damage | None) -> str:
    if damage == "changed_address":
        return signed.replace(CHANGED_ADDRESS, "203.1.255.2")
    if damage is not None and (lost := _LINES_LOST.get(damage)):
        return "".join(line for line in signed.splitlines(keepends=True) if not lost.search(line))
    return signed


def _run(folder: Path, *command: str) -> str:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
