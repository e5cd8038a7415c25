"""The fact `dns.dnssec`: whether the addresses of a host are secure, unsigned or bogus (RFC 4035 §4.3)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from ipaddress import ip_address
from typing import Any, TypeAlias

import dns.exception
import dns.message
import dns.name
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.DNAME import DNAME
from dns.rdtypes.ANY.RRSIG import RRSIG

from checks.dns.dnssec.anchors import Anchors
from checks.dns.dnssec.chain import Chain, Standing, Unsigned, alias_at, to_text
from checks.dns.dnssec.denial import Denied, denied, genuine
from checks.dns.dnssec.signatures import Flaw, Zone, find
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen

MOST_ALIASES = 8
"""Aliases in a row that are followed."""
MOST_LABELS = 32
"""Labels of a name that is looked at: each may cost a question."""

_DAY = 86400
_KINDS = (dns.rdatatype.A, dns.rdatatype.AAAA)
_RARE = "HINFO"
"""A kind of record that zones hardly have at their apex, where its absence is signed."""


@dataclass(frozen=True, slots=True)
class Secure:
    """A set, or its absence, is proved; the first signature of the proof expires then, in POSIX seconds."""

    expires: int


Outcome: TypeAlias = Secure | Unsigned | Flaw | Unseen


@dataclass(frozen=True, slots=True)
class Hop:
    """What is proved of one name and kind; `zone` where its keys are, `alias_of` when it only points on."""

    outcome: Outcome
    zone: Zone | None = None
    alias_of: dns.name.Name | None = None


def resolver_shows_dnssec(names: Names, anchors: Anchors) -> Fact[bool]:
    """Whether the resolver hands on signatures and signed denials, as the zone of an anchor has them.

    Unseen when the resolver told nothing.
    """
    answer: Fact[bool] = Unseen(Reason.DNS_TIMEOUT, "no trust anchor to ask for")
    for zone, _ in anchors.zones:
        keys, absent = (names.reply(to_text(zone), kind) for kind in ("DNSKEY", _RARE))
        if isinstance(keys, Unseen):
            answer = keys
        elif isinstance(absent, Unseen):
            answer = absent
        elif _is_signed(keys.value, "DNSKEY") and (_is_signed(absent.value, _RARE) or _denies(absent.value)):
            return Seen(True)
        else:
            answer = Seen(False)
    return answer


def dnssec(names: Names, host: str, anchors: Anchors, now: datetime) -> Fact[dict[str, Any]]:
    """The fact `dns.dnssec` of a host: `{status, why, unsigned_at, algorithms, signature_days}`.

    The A and the AAAA records count, or the proofs that there are none, along every alias; the weakest decides.
    `status` is `secure`, `insecure` or `bogus`. `why` is a code word and the zone at fault: always for `bogus`, for
    `insecure` only where something else than a missing DS record is the reason. `unsigned_at` is the name where
    trust is proved to end. `algorithms` are those of the keys of the host's own zone; `signature_days` the whole
    days until the first signature used of that zone expires, negative after it did.
    Zones are judged once in the life of `names`, at the `now` of whoever came first.
    """
    name = _name(host)
    if isinstance(name, Unseen):
        return name
    shown = resolver_shows_dnssec(names, anchors)
    if isinstance(shown, Unseen):
        return shown
    if not shown.value:
        return Unseen(Reason.TOOL_MISSING, f"the resolver {names.resolver} hands on no DNSSEC signatures")
    chain = Chain(names, anchors, int(now.timestamp()))
    return _told([hop for kind in _KINDS for hop in _followed(chain, name, kind)], chain.now)


def _name(host: str) -> dns.name.Name | Unseen:
    try:
        ip_address(host)
    except ValueError:
        pass
    else:
        return Unseen(Reason.PROTOCOL_ERROR, f"{host} is an address and in no zone")
    try:
        name: dns.name.Name = dns.name.from_text(host)
    except (dns.exception.DNSException, ValueError):
        return Unseen(Reason.PROTOCOL_ERROR, f"{host[:200]} is no name of the DNS")
    return name.canonicalize()


def _is_signed(message: dns.message.Message, kind: str) -> bool:
    return any(rrset.covers == dns.rdatatype.from_text(kind) for rrset in message.answer)


def _denies(message: dns.message.Message) -> bool:
    return any(rrset.covers in (dns.rdatatype.NSEC, dns.rdatatype.NSEC3) for rrset in message.authority)


def _followed(chain: Chain, host: dns.name.Name, kind: dns.rdatatype.RdataType) -> Iterator[Hop]:
    """The hops from a host to its records of a kind; ends at what is bogus or unseen."""
    name, met = host, {host}
    while True:
        if len(name) > MOST_LABELS:
            yield Hop(Unseen(Reason.TOO_LARGE, f"{host}: an alias of more than {MOST_LABELS} labels"))
            return
        hop = chain.names.once(("dnssec hop", chain.anchors, name, kind), partial(_hop, chain, name, kind))
        yield hop
        if hop.alias_of is None or isinstance(hop.outcome, Flaw | Unseen):
            return
        name = hop.alias_of
        if name in met:
            yield Hop(Unseen(Reason.PROTOCOL_ERROR, f"{host}: the aliases go in a circle"))
            return
        met.add(name)
        if len(met) > MOST_ALIASES + 1:
            yield Hop(Unseen(Reason.TOO_LARGE, f"{host}: more than {MOST_ALIASES} aliases in a row"))
            return


def _hop(chain: Chain, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> Hop:
    reply = chain.names.reply(to_text(name), dns.rdatatype.to_text(kind))
    if isinstance(reply, Unseen):
        return Hop(reply)
    message = reply.value
    signer = _signer(message, name)
    standing = chain.zone_of(signer)
    hop = _judged(message, name, kind, standing, chain.now)
    if signer != name and isinstance(hop.outcome, Flaw):
        # What the signer's zone cannot vouch for may belong to a zone below it.
        deeper = chain.zone_of(name)
        if isinstance(deeper, Unsigned) or (isinstance(deeper, Zone) and deeper != standing):
            return _judged(message, name, kind, deeper, chain.now)
    return hop


def _signer(message: dns.message.Message, name: dns.name.Name) -> dns.name.Name:
    """The zone that signed the reply by its own word; the name itself where nobody did."""
    signers = {
        record.signer
        for section in (message.answer, message.authority)
        for rrset in section
        if rrset.rdtype == dns.rdatatype.RRSIG
        for record in rrset
        if isinstance(record, RRSIG) and name.is_subdomain(record.signer)
    }
    return max(signers, key=len).canonicalize() if signers else name


def _judged(
    message: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType, standing: Standing, now: int
) -> Hop:
    """What the standing of its zone makes of the reply to a question."""
    records = find(message.answer, name, kind)
    alias = alias_at(message.answer, name) if records is None else None
    target = _target(alias, name) if alias is not None else None
    if isinstance(target, Unseen):
        return Hop(target)
    if not isinstance(standing, Zone):
        return Hop(standing, None, target)
    found = records if records is not None else alias
    checked = (
        genuine(message, found, standing, now) if found is not None else denied(message, name, kind, standing, now)
    )
    if isinstance(checked, Flaw | Unseen):
        return Hop(checked, standing, target)
    weakness = checked.proof.weakness if isinstance(checked, Denied) else checked.weakness
    if weakness:
        return Hop(Unsigned(standing.name, Flaw(weakness, standing.name)), standing, target)
    return Hop(Secure(min(checked.expires, standing.expires)), standing, target)


def _target(alias: dns.rrset.RRset, name: dns.name.Name) -> dns.name.Name | Unseen:
    """Where an alias points (RFC 6672 §2.2 for a DNAME)."""
    record = alias[0]
    target: dns.name.Name | None = None
    if isinstance(record, CNAME):
        target = record.target
    elif isinstance(record, DNAME):
        with contextlib.suppress(dns.name.NameTooLong):
            target = name.relativize(alias.name) + record.target
    if target is None:
        return Unseen(Reason.PROTOCOL_ERROR, f"{name}: an alias that points nowhere")
    return target.canonicalize()


def _told(hops: list[Hop], now: int) -> Fact[dict[str, Any]]:
    """The weakest of the hops decides; of the first one's zone are the keys and the signatures that are told."""
    outcomes = [hop.outcome for hop in hops]
    flaw = next((outcome for outcome in outcomes if isinstance(outcome, Flaw)), None)
    unseen = next((outcome for outcome in outcomes if isinstance(outcome, Unseen)), None)
    unsigned = next((outcome for outcome in outcomes if isinstance(outcome, Unsigned)), None)
    if flaw is None and unseen is not None:
        return unseen
    why = flaw or (unsigned.why if unsigned else None)
    zone = hops[0].zone
    algorithms = zone.algorithms if zone else unsigned.algorithms if unsigned else ()
    return Seen(
        {
            "status": "bogus" if flaw else "insecure" if unsigned else "secure",
            "why": str(why) if why else None,
            "unsigned_at": to_text(unsigned.at) if unsigned else None,
            "algorithms": list(algorithms),
            "signature_days": _days(hops, zone, now),
        }
    )


def _days(hops: list[Hop], zone: Zone | None, now: int) -> int | None:
    """Whole days until the first signature used of a zone expires; of the chain above it where it has no keys."""
    ends = [hop.outcome.expires for hop in hops if hop.zone == zone and isinstance(hop.outcome, Secure | Flaw)]
    return min(((end - now) // _DAY for end in ends if end is not None), default=None)
