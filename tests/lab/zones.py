"""The zones of the lab, from its own root down to portals with a zone to themselves, and who serves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import label_directory, province
from .authority import CAA_DOMAIN
from .ipv6_traits import ULA
from .name_traits import GONE
from .places import Place
from .province import IPV6
from .signing import Seal
from .traits import Behaviour
from .tree import Office, Servers, ZonePlan, by_kind

RESOLVER = "127.0.0.53"
"""Answers like a resolver that hands on signatures and judges none; no zone names it."""

_SHARED: Mapping[str, Servers] = {
    ".": {"a.goc.test": ("127.66.53.8", IPV6)},
    "test": {"ns.test": ("127.66.53.8", IPV6)},
    "gov.test": {"ns1.gov.test": ("127.66.53.7", IPV6)},
    province.ZONE: {f"ns{n}.{province.ZONE}": (f"127.66.53.{n}", IPV6) for n in (1, 2)},
    province.MEDIA_ZONE: {f"ns{n - 2}.{province.MEDIA_ZONE}": (f"127.66.53.{n}",) for n in (3, 4)},
    province.FOREIGN_ZONE: {f"ns1.{province.FOREIGN_ZONE}": ("127.66.53.5", IPV6)},
}
"""Zone → name server → its addresses. One process answers on all of them, on one port; on ::1 for every zone."""

_HOSTED = ("127.66.53.11", "127.66.53.12")
"""Where the zones of single portals are served as they should be."""
_LAME, _WITHOUT_TCP, _TRANSFERS, _RESOLVES, _STALE = (f"127.66.53.{last}" for last in range(13, 18))
_THIRD = {
    "lame": (_LAME,),
    "without_tcp": (_WITHOUT_TCP,),
    "unresolvable": (),
    "transfers": (_TRANSFERS,),
    "resolves": (_RESOLVES,),
    "stale": (_STALE,),
}
"""What is wrong with a zone's third name server → its address. It has no IPv6: on ::1 all are right."""
_SEALS: Mapping[str, Seal] = {
    "unsigned": "none",
    "wrong_ds": "wrong_ds",
    "expired": "expired",
    "expiring": "expiring",
    "old_algorithm": "old_algorithm",
}
CAA = (f'0 issue "{CAA_DOMAIN}"', '0 issuewild ";"')
"""Who may issue certificates, and that nobody may issue one for all names at once."""


def name_servers(place: Place) -> Servers:
    """The name servers of the zone that holds a portal, as that zone tells them."""
    own, host = place.portal.trait.behaviour.zone, place.portal.host
    if own == "shared":
        return _SHARED[place.portal.zone]
    servers: dict[str, tuple[str, ...]] = {
        f"ns{number}.{host}": (address, IPV6) for number, address in enumerate(_HOSTED, start=1)
    }
    if own == "one_server":
        servers.popitem()
    if own in _THIRD:
        servers[f"ns3.{host}"] = _THIRD[own]
    return servers


def zone_of(place: Place) -> str:
    """The zone that holds a portal."""
    return place.portal.zone if place.portal.trait.behaviour.zone == "shared" else place.portal.host


def parent_of(zone: str) -> str:
    """The zone above one of the lab's."""
    return zone.partition(".")[2]


def seal_of(place: Place) -> Seal:
    """How the zone that holds a portal is signed."""
    return _SEALS.get(place.portal.trait.behaviour.zone, "good")


def plans(places: Sequence[Place]) -> list[ZonePlan]:
    """Every zone with its records."""
    shared = {zone: ZonePlan(zone, servers, records=_addresses(servers)) for zone, servers in _SHARED.items()}
    shared["test"] = replace(shared["test"], records={**shared["test"].records, **_addresses(_SHARED["."])})
    shared["."] = replace(shared["."], records={})
    registry = _addresses({label_directory.HOST: (label_directory.ADDRESS,)})
    shared["gov.test"] = replace(shared["gov.test"], records={**shared["gov.test"].records, **registry})
    own = []
    for place in places:
        records = _records(place)
        if zone_of(place) == place.portal.zone:
            plan = shared[place.portal.zone]
            shared[place.portal.zone] = replace(plan, records={**plan.records, **records})
        else:
            own.append(_own(place, records))
    return [*shared.values(), *own]


def _own(place: Place, records: dict[tuple[str, str], list[str]]) -> ZonePlan:
    servers = name_servers(place)
    above, records = None, records | _addresses(servers)
    match place.portal.trait.behaviour.zone:
        case "other_delegation":
            former = {f"ns-cu.{place.portal.host}": (_HOSTED[0],)}
            above, records = {**servers, **former}, records | _addresses(former)
        case "without_glue":
            above = {name: () if name.startswith("ns2.") else addresses for name, addresses in servers.items()}
    return ZonePlan(place.portal.host, servers, above, seal_of(place), records)


def offices(places: Sequence[Place]) -> dict[str, Office]:
    """What the server at each address does."""
    own = [place.portal.host for place in places if place.portal.trait.behaviour.zone != "shared"]
    everywhere = {RESOLVER: Office(resolves=True), IPV6: Office(zones=None)}
    for zone, servers in _SHARED.items():
        for addresses in servers.values():
            held = everywhere.get(addresses[0], Office()).zones or ()
            everywhere[addresses[0]] = Office(zones=[*held, zone])
    stale = {
        (place.portal.host, "A"): ["127.66.255.254"] for place in places if place.portal.trait.behaviour.zone == "stale"
    }
    return everywhere | {
        **dict.fromkeys((*_HOSTED, _WITHOUT_TCP), Office(zones=own)),
        _LAME: Office(),
        _TRANSFERS: Office(zones=own, transfers=True),
        _RESOLVES: Office(zones=own, resolves=True),
        _STALE: Office(zones=own, stale=stale),
    }


def answers_over_tcp(address: str) -> bool:
    """Whether the server at an address listens for TCP."""
    return address != _WITHOUT_TCP


def spf_of(behaviour: Behaviour) -> str | None:
    """The SPF record of a portal's name: it sends no mail, and mostly says so."""
    return {"none": "v=spf1 -all", "silent": None}[behaviour.mail]


def dmarc_of(behaviour: Behaviour) -> str | None:
    """The DMARC record of a portal's name."""
    return {"none": "v=DMARC1; p=reject", "silent": None}[behaviour.mail]


def _records(place: Place) -> dict[tuple[str, str], list[str]]:
    """What a portal's zone has of the portal."""
    host, behaviour = place.portal.host, place.portal.trait.behaviour
    if behaviour.dns in ("absent", "servfail", "silent"):
        return {}
    records: dict[tuple[str, str], list[str]] = {}
    dmarc, spf = dmarc_of(behaviour), spf_of(behaviour)
    if dmarc is not None:
        records[f"_dmarc.{host}", "TXT"] = [f'"{dmarc}"']
    if behaviour.www == "dangling":
        records[f"www.{host}", "CNAME"] = [f"{GONE}."]
    elif behaviour.www != "none":
        records |= _addresses({f"www.{host}": (place.ipv4, ULA) if behaviour.www == "ula" else (place.ipv4,)})
    if behaviour.dns == "cname":
        alias, host = host, f"may-chu-chung.{place.portal.zone}"
        records[alias, "CNAME"] = [f"{host}."]
    records |= _addresses({host: (place.ipv4,) if behaviour.dns == "ipv4" else (place.ipv4, IPV6)})
    if spf is not None:
        records[host, "TXT"] = [f'"{spf}"']
    records[host, "MX"] = ["0 ."]
    if behaviour.caa:
        records[host, "CAA"] = list(CAA)
    if behaviour.parts == "ipv4":
        records[province.parts_host(host), "A"] = [place.ipv4]
    return records


def _addresses(servers: Servers) -> dict[tuple[str, str], list[str]]:
    return {(name, kind): values for name, addresses in servers.items() for kind, values in by_kind(addresses)}
