"""The name servers of a portal's zone, each asked at every address; once an audit, however many portals it holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address

import dns.flags
import dns.message
import dns.rcode

from checks.access import MOST_ADDRESSES
from checks.dns.asking import full, over_tcp, plain, records, reply_from
from checks.dns.parent import referral
from checks.dns.transfer import gives_zone
from checks.look import Look
from checks.network.politeness import BarredError
from checks.observation import Fact, Reason, Seen, Unseen

MOST_NAME_SERVERS = 13
"""Name servers of a zone that are asked: as many as the root has."""
_AT_ONCE = 26


@dataclass(frozen=True, slots=True)
class Door:
    """One address of a name server, and what was seen there.

    `udp` and `tcp`: whether DNS answers come over them. `authoritative`: the SOA record of the zone comes with
    authority. `serial` is null where it does not. `name_servers` are the NS records of the zone as told there.
    `transfers`: it gives the whole zone to a stranger. `recursive`: it resolves for a stranger (RFC 5358).
    """

    address: Fact[str]
    family: int
    udp: Fact[bool]
    tcp: Fact[bool]
    authoritative: Fact[bool]
    serial: Fact[int | None]
    name_servers: Fact[frozenset[str]]
    transfers: Fact[bool]
    recursive: Fact[bool]


@dataclass(frozen=True, slots=True)
class Server:
    """One name server of a zone; not `listed` when only the parent names it."""

    name: str
    listed: bool
    ipv4: Fact[list[str]]
    ipv6: Fact[list[str]]
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with its name servers."""

    name: str
    servers: tuple[Server, ...]

    @property
    def doors(self) -> list[Door]:
        """Every address of every server, each address once."""
        return list({door.address: door for server in self.servers for door in server.doors}.values())


def zone_of(look: Look) -> Fact[str]:
    """The zone that holds the portal's host, without the final dot."""
    try:
        ip_address(look.target.host)
    except ValueError:
        zone = look.network.names.zone(look.target.host)
        return zone if isinstance(zone, Unseen) else Seen(plain(zone.value))
    return Unseen(Reason.NEEDS_LOOKUP, f"{look.target.host} is an address, which lies in no zone")


def survey(look: Look) -> Fact[Zone]:
    """The portal's zone with all that its name servers showed. Those that only the parent names are asked as well."""
    zone = zone_of(look)
    if isinstance(zone, Unseen):
        return zone
    return look.network.names.once(("zone", zone.value, look.scope), lambda: _survey(look, zone.value))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came from one address, before it is known what else of the zone lives."""

    udp: Fact[dns.message.Message]
    tcp: Fact[dns.message.Message]
    name_servers: Fact[frozenset[str]]
    transfers: Fact[bool]
    recursive: Fact[bool]


@dataclass(frozen=True, slots=True)
class _Life:
    """What of a zone was seen to live: only beside it a closed port, or an answer without authority, is believed.

    Where nothing answers over TCP, or nothing with authority, the way from here may be closed or bent.
    """

    udp: bool
    tcp: bool
    authority: bool


def _survey(look: Look, zone: str) -> Fact[Zone]:
    names = look.network.names
    listed = names.lookup(full(zone), "NS")
    if isinstance(listed, Unseen):
        return listed
    told = referral(look, full(zone))
    its_own = [plain(name) for name in listed.value]
    parents = sorted(told.value.servers) if isinstance(told, Seen) else []
    called = list(dict.fromkeys(its_own + parents))
    if len(called) > MOST_NAME_SERVERS:
        return Unseen(Reason.TOO_LARGE, f"{zone} has {len(called)} name servers")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ipv4s = list(pool.map(lambda name: names.lookup(full(name), "A"), called))
        ipv6s = list(pool.map(lambda name: names.lookup(full(name), "AAAA"), called))
        found = [fact for fact in ipv4s + ipv6s if isinstance(fact, Seen)]
        addresses = list(dict.fromkeys(address for fact in found for address in fact.value[:MOST_ADDRESSES]))
        heard = dict(zip(addresses, pool.map(lambda address: _listen(look, address, zone), addresses), strict=True))
    life = _Life(
        udp=any(isinstance(one.udp, Seen) for one in heard.values()),
        tcp=any(isinstance(one.tcp, Seen) for one in heard.values()) or (isinstance(told, Seen) and told.value.whole),
        authority=any(Seen(True) in _authorities(one, zone) for one in heard.values()),
    )
    doors = {address: _door(address, one, zone, life) for address, one in heard.items()}
    return Seen(
        Zone(
            zone,
            tuple(
                Server(
                    name, name in its_own, ipv4, ipv6, (*_doors(name, 4, ipv4, doors), *_doors(name, 6, ipv6, doors))
                )
                for name, ipv4, ipv6 in zip(called, ipv4s, ipv6s, strict=True)
            ),
        )
    )


def _doors(name: str, family: int, found: Fact[list[str]], doors: dict[str, Door]) -> list[Door]:
    if isinstance(found, Unseen):
        return [_unseen_door(found, family, found)]
    asked = [doors[address] for address in found.value[:MOST_ADDRESSES]]
    if len(found.value) > MOST_ADDRESSES:
        why = Unseen(Reason.TOO_LARGE, f"name server {name} has {len(found.value)} addresses")
        asked.append(_unseen_door(Seen(found.value[MOST_ADDRESSES]), family, why))
    return asked


def _unseen_door(address: Fact[str], family: int, why: Unseen) -> Door:
    return Door(address, family, why, why, why, why, why, why, why)


def _listen(look: Look, address: str, zone: str) -> _Heard:
    """Put every question to one address."""
    barred = look.barred(address)
    if barred is not None:
        return _Heard(barred, barred, barred, barred, barred)
    names = look.network.names
    apex = full(zone)
    udp = names.ask(address, apex, "SOA")
    tcp = over_tcp(look, address, apex, "SOA")
    if isinstance(udp, Unseen) and isinstance(tcp, Unseen):
        return _Heard(udp, tcp, udp, tcp, udp)
    transfers = tcp if isinstance(tcp, Unseen) else _transfers(look, address, apex)
    over_udp = isinstance(udp, Seen)
    told = reply_from(look, address, apex, "NS", udp=over_udp)
    question = names.ask(address, ".", "NS", tcp=not over_udp, recursion=True)
    return _Heard(udp, tcp, _name_servers(told, apex), transfers, _recursive(question, f"name server {address}"))


def _transfers(look: Look, address: str, apex: str) -> Fact[bool]:
    """Whether a name server gives the whole zone away."""
    names = look.network.names
    try:
        with look.turn(address):
            return gives_zone(address, names.port_of(address), apex, names.timeout, names.halting)
    except BarredError as error:
        return error.unseen


def _name_servers(reply: Fact[dns.message.Message], apex: str) -> Fact[frozenset[str]]:
    """The NS records of the zone in a reply that has authority."""
    if isinstance(reply, Unseen):
        return reply
    found = records(reply.value.answer, apex, "NS")
    if found is None or not reply.value.flags & dns.flags.AA:
        return Unseen(Reason.PROTOCOL_ERROR, f"{apex} NS: {dns.rcode.to_text(reply.value.rcode())}, no authority")
    if len(found) > MOST_NAME_SERVERS:
        return Unseen(Reason.TOO_LARGE, f"{apex} NS: {len(found)} name servers")
    return Seen(frozenset(plain(record.target) for record in found))


def _recursive(reply: Fact[dns.message.Message], what: str) -> Fact[bool]:
    """Whether a reply for the servers of the root, which no portal's name server holds, was fetched for a stranger.

    The question tells nobody anything, and every resolver knows the answer.
    """
    if isinstance(reply, Unseen):
        return reply
    message = reply.value
    offered, has_authority = bool(message.flags & dns.flags.RA), bool(message.flags & dns.flags.AA)
    if not offered or message.rcode() in (dns.rcode.REFUSED, dns.rcode.NOTIMP, dns.rcode.NOTAUTH):
        return Seen(False)
    if message.rcode() == dns.rcode.NOERROR and not has_authority and records(message.answer, ".", "NS") is not None:
        return Seen(True)
    if message.rcode() == dns.rcode.SERVFAIL:
        return Unseen(Reason.DNS_SERVFAIL, f"{what} offers recursion and fails")
    return Unseen(Reason.PROTOCOL_ERROR, f"{what} offers recursion and does not show it")


def _authorities(heard: _Heard, zone: str) -> list[Fact[bool]]:
    """Whether the replies over UDP and TCP answer for the zone."""
    return [_authority(reply, zone) for reply in (heard.udp, heard.tcp)]


def _authority(reply: Fact[dns.message.Message], zone: str) -> Fact[bool]:
    if isinstance(reply, Unseen):
        return reply
    message = reply.value
    if message.rcode() == dns.rcode.SERVFAIL:
        return Unseen(Reason.DNS_SERVFAIL, f"{zone} SOA: the name server says that it failed")
    if message.flags & dns.flags.TC:
        return Unseen(Reason.TOO_LARGE, f"{zone} SOA")
    has_authority = message.rcode() == dns.rcode.NOERROR and bool(message.flags & dns.flags.AA)
    return Seen(has_authority and records(message.answer, full(zone), "SOA") is not None)


def _door(address: str, heard: _Heard, zone: str, life: _Life) -> Door:
    udp, tcp = _open(heard.udp, life.udp), _open(heard.tcp, life.tcp)
    authoritative = _answers_for(heard, zone, life)
    closed = udp == tcp == Seen(False)
    return Door(
        address=Seen(address),
        family=6 if ":" in address else 4,
        udp=udp,
        tcp=tcp,
        authoritative=authoritative,
        serial=_serial(heard, zone) if authoritative == Seen(True) else _nothing_if_seen(authoritative),
        name_servers=heard.name_servers,
        transfers=tcp if tcp == Seen(False) else heard.transfers,
        recursive=Seen(False) if closed else heard.recursive,
    )


def _open(reply: Fact[dns.message.Message], others_live: bool) -> Fact[bool]:
    if isinstance(reply, Seen):
        return Seen(True)
    return Seen(False) if others_live and reply.reason is Reason.REFUSED else reply


def _answers_for(heard: _Heard, zone: str, life: _Life) -> Fact[bool]:
    told = _authorities(heard, zone)
    if Seen(True) in told:
        return Seen(True)
    silent = [fact for fact in told if isinstance(fact, Unseen)]
    open_doors = [fact for fact in silent if fact.reason is not Reason.REFUSED]
    if len(silent) == len(told) and open_doors:
        return open_doors[0]
    if life.authority:
        return Seen(False)
    if len(silent) == len(told):
        return silent[0]
    return Unseen(Reason.PROTOCOL_ERROR, f"no name server of {zone} answers with authority from here")


def _serial(heard: _Heard, zone: str) -> Fact[int | None]:
    for reply in (heard.udp, heard.tcp):
        found = records(reply.value.answer, full(zone), "SOA") if isinstance(reply, Seen) else None
        if found is not None:
            return Seen(int(found[0].serial))
    return Unseen(Reason.PROTOCOL_ERROR, f"{zone} SOA")


def _nothing_if_seen(fact: Fact[bool]) -> Fact[int | None]:
    return fact if isinstance(fact, Unseen) else Seen(None)
