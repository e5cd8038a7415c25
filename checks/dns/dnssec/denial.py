"""Judges a whole reply with the keys of a zone: a set that it holds, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dns.message
import dns.name
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.NSEC import NSEC
from dns.rdtypes.ANY.NSEC3 import NSEC3

from checks.dns.dnssec import nsec
from checks.dns.dnssec.nsec3 import Hashed
from checks.dns.dnssec.proof import Proof
from checks.dns.dnssec.signatures import Flaw, Valid, Zone, check
from checks.observation import Reason, Unseen

MOST_SPANS = 16
"""NSEC and NSEC3 records of one zone in a reply that are looked at; no proof needs more than three."""


@dataclass(frozen=True, slots=True)
class Denied:
    """What is proved not to exist. `expires`: when the first signature of the proof does, in POSIX seconds."""

    proof: Proof
    expires: int


@dataclass(frozen=True, slots=True)
class _Spans:
    """The genuine NSEC and NSEC3 records of a reply, and what was wrong with the first that is not."""

    plain: nsec.Spans
    hashed: Hashed | None
    expires: int
    flaw: Flaw


def genuine(reply: dns.message.Message, signed: dns.rrset.RRset, zone: Zone, now: int) -> Valid | Flaw | Unseen:
    """Whether a set of the answer is the zone's.

    One by a wildcard needs the proof that the wildcard may speak for the name (RFC 4035 §5.3.4).
    """
    checked = check(reply.answer, signed, zone, now)
    if not isinstance(checked, Valid) or checked.labels >= _own_labels(signed.name):
        return checked
    spans = _spans(reply, zone, now)
    if isinstance(spans, Unseen):
        return spans
    proof = nsec.no_closer(spans.plain, signed.name, checked.labels, zone.name)
    if proof is None and spans.hashed:
        proof = spans.hashed.no_closer(signed.name, checked.labels)
    if proof is None:
        return spans.flaw
    return Valid(min(checked.expires, spans.expires), checked.labels, proof.weakness)


def denied(
    reply: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType, zone: Zone, now: int
) -> Denied | Flaw | Unseen:
    """The proof in a reply that a name has no records of a kind, whatever its RCODE says."""
    spans = _spans(reply, zone, now)
    if isinstance(spans, Unseen):
        return spans
    proof = nsec.absent(spans.plain, name, kind, zone.name)
    if proof is None and spans.hashed:
        proof = spans.hashed.absent(name, kind)
    return spans.flaw if proof is None else Denied(proof, spans.expires)


def _own_labels(name: dns.name.Name) -> int:
    """The labels of a name as a signature of its own counts them (RFC 4034 §3.1.3)."""
    return len(name) - (2 if name.is_wild() else 1)


def _spans(reply: dns.message.Message, zone: Zone, now: int) -> _Spans | Unseen:
    plain: list[tuple[dns.name.Name, NSEC]] = []
    hashed: list[tuple[dns.name.Name, NSEC3]] = []
    expires: list[int] = []
    flaw = Flaw("denial_missing", zone.name)
    found = _family(reply.authority, zone.name)
    if len(found) > MOST_SPANS:
        return Unseen(Reason.TOO_LARGE, f"{zone.name}: {len(found)} NSEC records in one reply")
    for rrset in found:
        checked = check(reply.authority, rrset, zone, now)
        if isinstance(checked, Unseen):
            return checked
        if isinstance(checked, Flaw):
            flaw = checked if flaw.code == "denial_missing" else flaw
        elif checked.labels == _own_labels(rrset.name):
            expires.append(checked.expires)
            record = rrset[0]
            if isinstance(record, NSEC):
                plain.append((rrset.name, record))
            elif isinstance(record, NSEC3):
                hashed.append((rrset.name, record))
    return _Spans(plain, Hashed.of(zone.name, hashed), min(expires, default=zone.expires), flaw)


def _family(section: Sequence[dns.rrset.RRset], zone: dns.name.Name) -> list[dns.rrset.RRset]:
    kinds = (dns.rdatatype.NSEC, dns.rdatatype.NSEC3)
    return [rrset for rrset in section if rrset.rdtype in kinds and rrset.name.is_subdomain(zone)]
