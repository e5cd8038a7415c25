"""The chain of trust: from an anchor down to the zone that holds a name (RFC 4035 §5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import dns.dnssec
import dns.exception
import dns.message
import dns.name
import dns.rdataset
import dns.rdatatype
import dns.rrset
from dns.dnssectypes import DSDigest
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS

from checks.dns.dnssec.anchors import Anchors
from checks.dns.dnssec.denial import Denied, denied, genuine
from checks.dns.dnssec.signatures import (
    ALGORITHMS,
    DIGESTS,
    MOST_ATTEMPTS,
    Flaw,
    Keys,
    Valid,
    Zone,
    algorithm_names,
    check,
    find,
    keys_of,
)
from checks.network.names import Names
from checks.observation import Reason, Unseen


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What lies at and below `at` is proved to be unsigned. `why`: a code word, None where simply no DS is there.

    `algorithms`: those of the keys that nobody here can use.
    """

    at: dns.name.Name
    why: Flaw | None = None
    algorithms: tuple[str, ...] = ()


Standing: TypeAlias = Zone | Unsigned | Flaw | Unseen


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain as a resolver shows it `now` (POSIX seconds); each step is made once in the life of `names`."""

    names: Names
    anchors: Anchors
    now: int

    def zone_of(self, name: dns.name.Name) -> Standing:
        """The deepest zone at or above a name with its keys, or what the chain ends in."""
        anchored = self.anchors.at(name)
        if anchored:
            return self.names.once(("dnssec", self.anchors, name), lambda: self._keys(name, anchored))
        if name == dns.name.root:
            return Unsigned(name, Flaw("no_anchor", name))
        above = self.zone_of(name.parent())
        if not isinstance(above, Zone):
            return above
        return self.names.once(("dnssec", self.anchors, name), lambda: self._step(above, name))

    def _step(self, zone: Zone, name: dns.name.Name) -> Standing:
        """From a zone to a name directly below what is known of it: a zone of its own, or still the same zone."""
        reply = self.names.reply(to_text(name), "DS")
        if isinstance(reply, Unseen):
            return reply
        answer = reply.value.answer
        digests = find(answer, name, dns.rdatatype.DS)
        if digests is not None:
            checked = check(answer, digests, zone, self.now)
            if not isinstance(checked, Valid):
                return checked
            if checked.labels != len(name) - 1:
                return Flaw("bad_signature", zone.name)
            return self._keys(name, [record for record in digests if isinstance(record, DS)])
        alias = alias_at(answer, name)
        if alias is not None:
            followed = genuine(reply.value, alias, zone, self.now)
            return zone if isinstance(followed, Valid) else followed
        absent = denied(reply.value, name, dns.rdatatype.DS, zone, self.now)
        return _after(absent, zone, name) if isinstance(absent, Denied) else absent

    def _keys(self, name: dns.name.Name, digests: Sequence[DS]) -> Standing:
        """The keys of a zone, of which the one that signs the others is known by a digest."""
        usable = _usable(digests)
        if not usable:
            unknown = algorithm_names(digest.algorithm for digest in digests)
            return Unsigned(name, Flaw("unknown_algorithm", name), unknown)
        reply = self.names.reply(to_text(name), "DNSKEY")
        if isinstance(reply, Unseen):
            return reply
        records = find(reply.value.answer, name, dns.rdatatype.DNSKEY)
        if records is None:
            return Flaw("missing_keys", name)
        keys = keys_of(records)
        known = _known(name, keys, usable)
        if isinstance(known, Unseen):
            return known
        if not known:
            return Flaw("no_matching_key", name)
        checked = check(reply.value.answer, records, Zone(name, known, 0), self.now)
        return Zone(name, keys, checked.expires) if isinstance(checked, Valid) else checked


def to_text(name: dns.name.Name) -> str:
    """A name as `Names` is asked for it."""
    return name.to_text(omit_final_dot=True)


def alias_at(answer: Sequence[dns.rrset.RRset], name: dns.name.Name) -> dns.rrset.RRset | None:
    """The set that makes a name an alias: its CNAME, or the DNAME of an ancestor (RFC 6672 §5.3.2)."""
    for rrset in answer:
        if rrset.rdtype == dns.rdatatype.DNAME and rrset.name != name and name.is_subdomain(rrset.name):
            return rrset
    return find(answer, name, dns.rdatatype.CNAME)


def _after(absent: Denied, zone: Zone, name: dns.name.Name) -> Standing:
    """Where the proof that a name has no DS leads."""
    proof = absent.proof
    if proof.weakness == "opt_out":
        return Unsigned(name, Flaw(proof.weakness, zone.name))
    if proof.weakness:
        return Unsigned(zone.name, Flaw(proof.weakness, zone.name))
    return Unsigned(name) if proof.delegation else zone


def _usable(digests: Sequence[DS]) -> list[DS]:
    """The digests that can be checked; SHA-1 only where nothing better is there (RFC 4509 §3)."""
    known = [digest for digest in digests if digest.algorithm in ALGORITHMS and digest.digest_type in DIGESTS]
    return [digest for digest in known if digest.digest_type != DSDigest.SHA1] or known


def _known(zone: dns.name.Name, keys: Keys, digests: Sequence[DS]) -> Keys | Unseen:
    """The keys that a digest names."""
    known: dict[tuple[int, int], list[DNSKEY]] = {}
    attempts = 0
    for digest in digests:
        tag = (int(digest.algorithm), digest.key_tag)
        for key in keys.get(tag, ()):
            if attempts == 2 * MOST_ATTEMPTS:
                return Unseen(Reason.TOO_LARGE, f"{zone}: more than {attempts} keys fit a DS record")
            attempts += 1
            if _digest_of(zone, key, digest) == digest.digest:
                known.setdefault(tag, []).append(key)
    return known


def _digest_of(zone: dns.name.Name, key: DNSKEY, like: DS) -> bytes:
    made = dns.dnssec.make_ds(zone, key, like.digest_type, policy=dns.dnssec.allow_all_policy)
    return bytes(made.digest)
