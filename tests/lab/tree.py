"""The tree of the lab's zones, from its own root down, and the servers that answer for parts of it.

Zones are cut as in the real DNS: the parent has the delegation with its glue and the DS record, the child all else.
Signed zones deny with NSEC (RFC 4035 §3.1.3).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.rdatatype import AXFR, CNAME, DNSKEY, DS, NS, SOA, RdataType

from .name_server import MOST_ALIASES, TTL, Records, Responder, is_in, upwards
from .signing import Seal, Signer

Servers = Mapping[str, tuple[str, ...]]
"""Name server → its addresses."""

_Sets = dict[tuple[dns.name.Name, RdataType], dns.rrset.RRset]


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """A zone as it is to be. `above` is what the parent tells of it, None: the same as the zone itself."""

    name: str
    servers: Servers
    above: Servers | None = None
    seal: Seal = "good"
    records: Records = field(default_factory=dict)


class Zone:
    """One zone, ready to be asked. `children` are the zones directly below it."""

    def __init__(self, plan: ZonePlan, children: Sequence[tuple[ZonePlan, Signer]], signer: Signer) -> None:
        self.origin = _name(plan.name)
        self.signer = signer
        self._sets: _Sets = {}
        self._glue: _Sets = {}
        self._signers = {_name(child.name): signer for child, signer in children}
        first = next(iter(plan.servers))
        self._add(plan.name, "SOA", [f"{first}. hostmaster.{first}. 1 3600 600 604800 60"])
        self._add(plan.name, "NS", [f"{name}." for name in plan.servers])
        for (name, kind), values in plan.records.items():
            self._add(name, kind, values)
        for child, _ in children:
            told = child.servers if child.above is None else child.above
            self._add(child.name, "NS", [f"{name}." for name in told])
            for name, addresses in told.items():
                if _name(name).is_subdomain(self.origin):
                    for kind, values in by_kind(addresses):
                        self._glue[_name(name), dns.rdatatype.from_text(kind)] = _rrset(name, kind, values)

    def _add(self, name: str, kind: str, values: Sequence[str]) -> None:
        self._sets[_name(name), dns.rdatatype.from_text(kind)] = _rrset(name, kind, values)

    def cut_above(self, name: dns.name.Name) -> dns.name.Name | None:
        """The child zone that a name lies in, None when it is this zone's own."""
        return next((child for child in self._signers if name.is_subdomain(child)), None)

    def find(self, name: dns.name.Name, kind: RdataType) -> dns.rrset.RRset | None:
        """The set of a name and kind that the zone has authority over."""
        if self.signer.signs and (name, kind) == (self.origin, DNSKEY):
            return self.signer.keys
        if kind == DS and name in self._signers and self._signers[name].signs:
            return self._signers[name].ds
        return self._sets.get((name, kind))

    @property
    def soa(self) -> dns.rrset.RRset:
        """Its SOA record."""
        return self._sets[self.origin, SOA]

    def everything(self) -> list[dns.rrset.RRset]:
        """All sets but the SOA record, as in a transfer."""
        return [rrset for (_, kind), rrset in self._sets.items() if kind != SOA] + list(self._glue.values())

    def glue(self, servers: dns.rrset.RRset) -> list[dns.rrset.RRset]:
        """The addresses that a referral to these name servers gives."""
        names = {record.target for record in servers}
        return [rrset for (name, _), rrset in self._glue.items() if name in names]

    @cached_property
    def _owners(self) -> list[dns.name.Name]:
        return sorted({name for name, _ in self._sets})

    @cached_property
    def _names(self) -> set[dns.name.Name]:
        """Names that exist, those without records of their own included."""
        return {self.origin} | {ancestor for name in self._owners for ancestor in upwards(name)}

    def exists(self, name: dns.name.Name) -> bool:
        """Whether there is such a name, or one below it."""
        return name in self._names

    def denial(self, name: dns.name.Name) -> list[dns.rrset.RRset]:
        """The NSEC records that prove what a name lacks: itself, or records of some kind."""
        if name in self._names:
            return [self._span(name)]
        encloser = next(ancestor for ancestor in [*upwards(name), dns.name.root] if ancestor in self._names)
        spans = [self._span(name), self._span(dns.name.Name((b"*", *encloser.labels)))]
        return spans if spans[0].name != spans[1].name else spans[:1]

    def _span(self, name: dns.name.Name) -> dns.rrset.RRset:
        """The NSEC record of the last owner at or before a name."""
        place = bisect_right(self._owners, name) - 1
        owner, following = self._owners[place], self._owners[(place + 1) % len(self._owners)]
        kinds = [kind for found, kind in self._sets if found == owner]
        if self.find(owner, DS) is not None:
            kinds.append(DS)
        if owner == self.origin:
            kinds.append(DNSKEY)
        text = " ".join(dns.rdatatype.to_text(kind) for kind in [*kinds, RdataType.RRSIG, RdataType.NSEC])
        return dns.rrset.from_text(owner, TTL, "IN", "NSEC", f"{following} {text}")


class Tree:
    """All zones. `now` is the moment the lab starts."""

    def __init__(self, plans: Iterable[ZonePlan], now: datetime) -> None:
        planned = {_name(plan.name): (plan, Signer(_name(plan.name), plan.seal, now)) for plan in plans}
        below: dict[dns.name.Name, list[tuple[ZonePlan, Signer]]] = {name: [] for name in planned}
        for name, entry in planned.items():
            parent = next((other for other in [*upwards(name)[1:], dns.name.root] if other in planned), None)
            if parent is not None and name != dns.name.root:
                below[parent].append(entry)
        self.zones = {name: Zone(plan, below[name], signer) for name, (plan, signer) in planned.items()}

    @property
    def anchors(self) -> str:
        """The trust anchor of the whole tree, in zone-file format: the root's keys."""
        return f"{self.zones[dns.name.root].signer.keys.to_text()}\n"


@dataclass(frozen=True, slots=True)
class Office:
    """What the server at one address does.

    It answers with authority for `zones`, for all of them when None. `resolves`: it is a resolver for all else as
    well, or for everything where it has `zones` of none. `transfers`: it gives whole zones to anybody. `stale` are
    records that it has in place of the right ones.
    """

    zones: Collection[str] | None = ()
    resolves: bool = False
    transfers: bool = False
    stale: Records = field(default_factory=dict)


class Front(Responder):
    """The server at one address. Names in or below `servfail` and `silent` get SERVFAIL and nothing at all."""

    def __init__(
        self, tree: Tree, office: Office, servfail: Collection[str] = (), silent: Collection[str] = ()
    ) -> None:
        own = tree.zones if office.zones is None else {_name(name): tree.zones[_name(name)] for name in office.zones}
        self._own: Mapping[dns.name.Name, Zone] = own
        self._all = tree.zones
        self._office = office
        self._stale = {
            (_name(name), dns.rdatatype.from_text(kind)): _rrset(name, kind, values)
            for (name, kind), values in office.stale.items()
        }
        self._servfail = [_name(name) for name in servfail]
        self._silent = [_name(name) for name in silent]

    def respond(self, query: dns.message.Message, reply: dns.message.Message, datagram: bool) -> bool:
        """Answer as the office says."""
        (question,) = query.question
        name, kind = question.name.canonicalize(), question.rdtype
        if is_in(name, self._silent):
            return False
        signed = bool(query.ednsflags & dns.flags.DO)
        reply.want_dnssec(signed and query.edns >= 0)
        if self._office.resolves:
            reply.flags |= dns.flags.RA
        zone = _deepest(self._own, name, kind)
        if is_in(name, self._servfail):
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif question.rdclass != dns.rdataclass.IN or (zone is None and not self._office.resolves):
            reply.set_rcode(dns.rcode.REFUSED)
        elif kind == AXFR:
            self._transfer(reply, zone if zone is not None and zone.origin == name and not datagram else None)
        elif zone is None:
            self._fill(reply, name, kind, self._all, signed)
        else:
            reply.flags |= dns.flags.AA
            self._fill(reply, name, kind, self._own, signed)
        return True

    def _transfer(self, reply: dns.message.Message, zone: Zone | None) -> None:
        if zone is None or not self._office.transfers:
            reply.set_rcode(dns.rcode.REFUSED)
            return
        reply.flags |= dns.flags.AA
        reply.answer += [zone.soa, *zone.everything()]
        closing = dns.rrset.from_rdata_list(zone.origin, TTL, list(zone.soa))
        reply.answer.append(closing)

    def _fill(
        self,
        reply: dns.message.Message,
        name: dns.name.Name,
        kind: RdataType,
        zones: Mapping[dns.name.Name, Zone],
        signed: bool,
    ) -> None:
        for _ in range(MOST_ALIASES):
            zone = _deepest(zones, name, kind)
            if zone is None:
                return
            cut = zone.cut_above(name)
            if cut is not None and not (kind == DS and name == cut):
                self._refer(reply, zone, cut, signed)
                return
            found = self._stale.get((name, kind)) or zone.find(name, kind)
            alias = zone.find(name, CNAME) if found is None else None
            if found is None and alias is None:
                _add(reply.authority, zone.soa, zone, signed)
                if signed and zone.signer.signs:
                    for span in zone.denial(name):
                        _add(reply.authority, span, zone, signed)
                if not zone.exists(name):
                    reply.set_rcode(dns.rcode.NXDOMAIN)
                return
            shown = found or alias
            assert shown is not None
            _add(reply.answer, shown, zone, signed)
            if alias is None:
                return
            name = alias[0].target.canonicalize()

    def _refer(self, reply: dns.message.Message, zone: Zone, cut: dns.name.Name, signed: bool) -> None:
        if not reply.answer:
            reply.flags &= ~dns.flags.AA
        servers = zone.find(cut, NS)
        assert servers is not None
        reply.authority.append(servers)
        if signed and zone.signer.signs:
            digests = zone.find(cut, DS)
            for proof in [digests] if digests is not None else zone.denial(cut):
                _add(reply.authority, proof, zone, signed)
        reply.additional += zone.glue(servers)


def by_kind(addresses: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Addresses by the type of their records."""
    told = list(addresses)
    kinds = (("A", [a for a in told if ":" not in a]), ("AAAA", [a for a in told if ":" in a]))
    return [(kind, values) for kind, values in kinds if values]


def _deepest(zones: Mapping[dns.name.Name, Zone], name: dns.name.Name, kind: RdataType) -> Zone | None:
    """The zone of these that has a name; a DS record is its parent's, where that is here too (RFC 4035 §3.1.4.1)."""
    above = [*upwards(name), dns.name.root] if name != dns.name.root else [name]
    found = [zones[ancestor] for ancestor in above if ancestor in zones]
    if kind == DS and len(found) > 1 and found[0].origin == name:
        return found[1]
    return found[0] if found else None


def _add(section: list[dns.rrset.RRset], rrset: dns.rrset.RRset, zone: Zone, signed: bool) -> None:
    section.append(rrset)
    if signed and zone.signer.signs:
        section.append(zone.signer.signature(rrset))


def _name(text: str) -> dns.name.Name:
    return dns.name.from_text(text)


def _rrset(name: str, kind: str, values: Sequence[str]) -> dns.rrset.RRset:
    return dns.rrset.from_text(_name(name), TTL, "IN", kind, *values)
