"""Proofs of absence by NSEC: records that name their neighbour in the zone's order (RFC 4034 §4, RFC 4035 §5.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import dns.name
import dns.rdatatype
from dns.rdtypes.ANY.NSEC import NSEC

from checks.dns.dnssec.proof import Proof, ends_here, is_delegation, lacks, wildcard_below

Spans: TypeAlias = Sequence[tuple[dns.name.Name, NSEC]]
"""NSEC records that are proved genuine, with their owners."""


def absent(spans: Spans, name: dns.name.Name, kind: dns.rdatatype.RdataType, zone: dns.name.Name) -> Proof | None:
    """The proof that a name has no records of a kind, also none by a wildcard; None when it is not there."""
    for owner, record in spans:
        if owner == name:
            return Proof(is_delegation(record)) if lacks(record, name, kind) else None
    for owner, record in _covering(spans, name, zone):
        if record.next.is_subdomain(name):
            return Proof()  # an empty non-terminal
        if _no_wildcard(spans, wildcard_below(_encloser(owner, record, name)), kind, zone):
            return Proof()
    return None


def no_closer(spans: Spans, name: dns.name.Name, labels: int, zone: dns.name.Name) -> Proof | None:
    """The proof that a wildcard below an encloser of so many labels may speak for a name (RFC 4035 §5.3.4)."""
    for owner, record in _covering(spans, name, zone):
        if len(_encloser(owner, record, name)) - 1 == labels:
            return Proof()
    return None


def _no_wildcard(spans: Spans, wildcard: dns.name.Name, kind: dns.rdatatype.RdataType, zone: dns.name.Name) -> bool:
    for owner, record in spans:
        if owner == wildcard:
            return lacks(record, wildcard, kind)
    return next(_covering(spans, wildcard, zone), None) is not None


def _covering(spans: Spans, name: dns.name.Name, zone: dns.name.Name) -> Iterator[tuple[dns.name.Name, NSEC]]:
    """The records that prove that a name of the zone owns nothing."""
    for owner, record in spans:
        between = owner < name and (name < record.next or record.next == zone)
        if between and not (ends_here(record) and name.is_subdomain(owner)):
            yield owner, record


def _encloser(owner: dns.name.Name, record: NSEC, name: dns.name.Name) -> dns.name.Name:
    """The longest existing ancestor of a name between these neighbours; the name itself when it has descendants."""
    common = max(name.fullcompare(neighbour)[2] for neighbour in (owner, record.next))
    return name.split(common)[1]
