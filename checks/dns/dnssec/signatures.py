"""Checks the signatures of one record set against the keys of one zone (RFC 4035 §5.3)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cryptography.exceptions
import dns.dnssec
import dns.exception
import dns.name
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
from dns.dnssectypes import Algorithm, DSDigest
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.RRSIG import RRSIG
from dns.rdtypes.dnskeybase import Flag

from checks.observation import Reason, Unseen

ALGORITHMS = frozenset(
    {
        Algorithm.RSASHA1,
        Algorithm.RSASHA1NSEC3SHA1,
        Algorithm.RSASHA256,
        Algorithm.RSASHA512,
        Algorithm.ECDSAP256SHA256,
        Algorithm.ECDSAP384SHA384,
        Algorithm.ED25519,
        Algorithm.ED448,
    }
)
"""Signature algorithms that are validated; a zone that has none of them counts as unsigned (RFC 4035 §5.2)."""

DIGESTS = frozenset({DSDigest.SHA1, DSDigest.SHA256, DSDigest.SHA384})

MOST_SIGNATURES = 16
"""Current signatures of one set that are looked at."""
MOST_ATTEMPTS = 8
"""Verifications made for one set: hostile zones let many keys share a tag (CVE-2023-50387)."""

Keys: TypeAlias = Mapping[tuple[int, int], Sequence[DNSKEY]]
"""The keys of a zone by (algorithm, key tag)."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone whose keys are proved genuine. `expires`: when the signature of the keys does, in POSIX seconds."""

    name: dns.name.Name
    keys: Keys
    expires: int

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The algorithms of the keys, such as `ECDSAP256SHA256`, sorted."""
        return algorithm_names(algorithm for algorithm, _ in self.keys)


@dataclass(frozen=True, slots=True)
class Valid:
    """A set that is proved genuine. `labels` as the signature has it (RFC 4034 §3.1.3), `expires` in POSIX seconds.

    `weakness` says in a code word what keeps the proof from being a whole one: `opt_out`, `too_many_iterations`.
    """

    expires: int
    labels: int
    weakness: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why something is bogus: a code word and the zone at fault; `expires` of an expired signature."""

    code: str
    zone: dns.name.Name
    expires: int | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.zone.to_text(omit_final_dot=True)}"


def algorithm_names(algorithms: Iterable[int]) -> tuple[str, ...]:
    """The mnemonics of algorithms by IANA's registry, each once and sorted; a number for one without."""
    return tuple(sorted({dns.dnssec.algorithm_to_text(algorithm) for algorithm in algorithms}))


def keys_of(records: dns.rdataset.Rdataset) -> Keys:
    """The zone keys within a DNSKEY set (RFC 4034 §2.1), without the revoked ones (RFC 5011 §2.1)."""
    keys: dict[tuple[int, int], list[DNSKEY]] = {}
    for record in records:
        if not isinstance(record, DNSKEY) or record.protocol != 3:
            continue
        if record.flags & (Flag.ZONE | Flag.REVOKE) == Flag.ZONE:
            keys.setdefault((record.algorithm, record.key_id()), []).append(record)
    return keys


def find(
    section: Sequence[dns.rrset.RRset], name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> dns.rrset.RRset | None:
    """The set of one name and kind in a section of a message."""
    for rrset in section:
        if rrset.rdtype == kind and rrset.name == name and rrset.rdclass == dns.rdataclass.IN:
            return rrset
    return None


def signatures_of(section: Sequence[dns.rrset.RRset], signed: dns.rrset.RRset) -> list[RRSIG]:
    """The signatures in a section that cover a set in it."""
    return [
        record
        for rrset in section
        if rrset.rdtype == dns.rdatatype.RRSIG and rrset.covers == signed.rdtype and rrset.name == signed.name
        for record in rrset
        if isinstance(record, RRSIG)
    ]


def check(section: Sequence[dns.rrset.RRset], signed: dns.rrset.RRset, zone: Zone, now: int) -> Valid | Flaw | Unseen:
    """Whether a zone signed a set with a signature that is valid `now` (POSIX seconds); it stands in `section`.

    Of several signatures that validate, the one that lasts longest counts. Unseen where we gave up.
    """
    labels = len(signed.name) - 1
    ours = [
        signature
        for signature in signatures_of(section, signed)
        if signature.signer == zone.name and signature.algorithm in ALGORITHMS and signature.labels <= labels
    ]
    if not ours or not signed.name.is_subdomain(zone.name):
        return Flaw("missing_signature", zone.name)
    ours.sort(key=lambda signature: signature.expiration, reverse=True)
    current = [signature for signature in ours if signature.inception <= now <= signature.expiration]
    if not current:
        if all(signature.inception > now for signature in ours):
            return Flaw("not_yet_valid", zone.name)
        return Flaw("signature_expired", zone.name, ours[0].expiration)
    return _verified(signed, current, zone, now)


def _verified(signed: dns.rrset.RRset, current: Sequence[RRSIG], zone: Zone, now: int) -> Valid | Flaw | Unseen:
    attempts = 0
    for signature in current[:MOST_SIGNATURES]:
        for key in zone.keys.get((signature.algorithm, signature.key_tag), ()):
            if attempts == MOST_ATTEMPTS:
                return Unseen(Reason.TOO_LARGE, f"{zone.name}: more than {MOST_ATTEMPTS} keys fit one signature")
            attempts += 1
            genuine = _is_by(signed, signature, key, now)
            if isinstance(genuine, Unseen):
                return genuine
            if genuine:
                return Valid(signature.expiration, signature.labels)
    if len(current) > MOST_SIGNATURES:
        return Unseen(Reason.TOO_LARGE, f"{zone.name}: more than {MOST_SIGNATURES} signatures of one set")
    return Flaw("bad_signature" if attempts else "no_matching_key", zone.name)


def _is_by(signed: dns.rrset.RRset, signature: RRSIG, key: DNSKEY, now: int) -> bool | Unseen:
    """Whether one key made one signature. Malformed keys and signatures did not; never raises for them."""
    keys = {signature.signer: dns.rdataset.from_rdata(0, key)}
    try:
        dns.dnssec.validate_rrsig(signed, signature, keys, now=now)  # type: ignore[arg-type]
    except cryptography.exceptions.UnsupportedAlgorithm:
        algorithm = dns.dnssec.algorithm_to_text(signature.algorithm)
        return Unseen(Reason.TOOL_MISSING, f"{algorithm} is not to be had on this machine")
    except (dns.exception.DNSException, cryptography.exceptions.InvalidSignature):
        return False
    except (ValueError, IndexError, OverflowError, TypeError, struct.error):
        return False
    return True
