"""Proofs of absence by NSEC3: the same in the order of hashed names (RFC 5155 §8)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field

import dns.dnssec
import dns.name
import dns.rdatatype
from dns.dnssectypes import NSEC3Hash
from dns.rdtypes.ANY.NSEC3 import NSEC3

from checks.dns.dnssec.proof import Proof, ends_here, is_delegation, lacks, wildcard_below

MOST_ITERATIONS = 150
"""A proof that asks for more hashing is not followed, and what it would prove counts as unsigned (RFC 9276 §3.2)."""

_OPT_OUT = 1
_HASH_BYTES = 20


@dataclass(slots=True)
class Hashed:
    """NSEC3 records of one zone that are proved genuine, by the hash of their owners; all with the same parameters."""

    zone: dns.name.Name
    salt: bytes
    iterations: int
    records: dict[bytes, NSEC3]
    _hashes: dict[dns.name.Name, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, zone: dns.name.Name, spans: Sequence[tuple[dns.name.Name, NSEC3]]) -> Hashed | None:
        """The records that can be used (§8.1, §8.2); None when there are none."""
        usable = [
            (digest, record)
            for owner, record in spans
            if record.algorithm == NSEC3Hash.SHA1 and record.flags in (0, _OPT_OUT) and len(record.next) == _HASH_BYTES
            for digest in [_owner_hash(owner, zone)]
            if digest is not None
        ]
        if not usable:
            return None
        first = usable[0][1]
        alike = {
            digest: record
            for digest, record in usable
            if (record.salt, record.iterations) == (first.salt, first.iterations)
        }
        return cls(zone, first.salt, first.iterations, alike)

    def absent(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> Proof | None:
        """As `nsec.absent`; §8.4 to §8.7."""
        if self.iterations > MOST_ITERATIONS:
            return Proof(weakness="too_many_iterations")
        own = self._of(name)
        if own is not None:
            return Proof(is_delegation(own)) if lacks(own, name, kind) else None
        found = self._closest_encloser(name)
        if found is None:
            return None
        encloser, weakness = found
        if weakness and kind == dns.rdatatype.DS:
            return Proof(weakness=weakness)
        wildcard = wildcard_below(encloser)
        of_wildcard = self._of(wildcard)
        if lacks(of_wildcard, wildcard, kind) if of_wildcard else self._covering(wildcard):
            return Proof(weakness=weakness)
        return None

    def no_closer(self, name: dns.name.Name, labels: int) -> Proof | None:
        """As `nsec.no_closer`; §8.8."""
        if self.iterations > MOST_ITERATIONS:
            return Proof(weakness="too_many_iterations")
        covering = self._covering(name.split(labels + 2)[1])
        return Proof(weakness=_weakness(covering)) if covering else None

    def _closest_encloser(self, name: dns.name.Name) -> tuple[dns.name.Name, str | None] | None:
        """The longest ancestor that exists, while the next longer one does not (§8.3), and what weakens that."""
        closer = name
        while closer != self.zone:
            encloser = closer.parent()
            record = self._of(encloser)
            if record is not None:
                covering = None if ends_here(record) else self._covering(closer)
                return (encloser, _weakness(covering)) if covering else None
            closer = encloser
        return None

    def _of(self, name: dns.name.Name) -> NSEC3 | None:
        return self.records.get(self._hash(name))

    def _covering(self, name: dns.name.Name) -> NSEC3 | None:
        digest = self._hash(name)
        for owner, record in self.records.items():
            if owner < digest < record.next if owner < record.next else digest > owner or digest < record.next:
                return record
        return None

    def _hash(self, name: dns.name.Name) -> bytes:
        if name not in self._hashes:
            text = dns.dnssec.nsec3_hash(name, self.salt, self.iterations, NSEC3Hash.SHA1)
            self._hashes[name] = base64.b32hexdecode(text)
        return self._hashes[name]


def _weakness(covering: NSEC3) -> str | None:
    return "opt_out" if covering.flags & _OPT_OUT else None


def _owner_hash(owner: dns.name.Name, zone: dns.name.Name) -> bytes | None:
    if len(owner) < 2 or owner.parent() != zone:
        return None
    try:
        digest = base64.b32hexdecode(owner.labels[0].upper())
    except binascii.Error:
        return None
    return digest if len(digest) == _HASH_BYTES else None
