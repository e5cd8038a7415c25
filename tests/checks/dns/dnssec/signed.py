"""Keys, signed sets and replies made by hand, for what no honest zone holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import ec
from dns.dnssectypes import Algorithm
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.RRSIG import RRSIG

from checks.dns.dnssec.signatures import Zone

NOW = 1_800_000_000
DAY = 86400
ZONE = dns.name.from_text("zone.test.")


@dataclass(frozen=True, slots=True)
class Signer:
    """A key of `zone.test.` that signs what it is told to."""

    private: ec.EllipticCurvePrivateKey
    key: DNSKEY

    @classmethod
    def new(cls, flags: int = 257) -> Signer:
        private = ec.generate_private_key(ec.SECP256R1())
        return cls(private, dns.dnssec.make_dnskey(private.public_key(), Algorithm.ECDSAP256SHA256, flags))

    @property
    def zone(self) -> Zone:
        """The zone as if this key were proved."""
        tag = (int(self.key.algorithm), self.key.key_id())
        return Zone(ZONE, {tag: (self.key,)}, NOW + 9 * DAY)

    def sign(
        self, signed: dns.rrset.RRset, first: int = -1, last: int = 5, signer: dns.name.Name = ZONE
    ) -> dns.rrset.RRset:
        """The signature of a set, valid from one day to another, counted from `NOW`."""
        inception, expiration = NOW + first * DAY, NOW + last * DAY
        record = dns.dnssec.sign(signed, self.private, signer, self.key, inception, expiration)
        return signatures(signed, [record])


def rrset(name: str, kind: str, *texts: str) -> dns.rrset.RRset:
    """A set of records of a relative name in `zone.test.`, or of an absolute one."""
    return dns.rrset.from_text_list(dns.name.from_text(name, ZONE), 300, "IN", kind, texts)


def signatures(signed: dns.rrset.RRset, records: Sequence[RRSIG]) -> dns.rrset.RRset:
    """The signatures of a set as a set."""
    return dns.rrset.from_rdata_list(signed.name, signed.ttl, records)


def expanded(signed: dns.rrset.RRset, signature: dns.rrset.RRset, name: str) -> list[dns.rrset.RRset]:
    """A set of a wildcard and its signature as a server gives them for another name."""
    owner = dns.name.from_text(name, ZONE)
    return [dns.rrset.from_rdata_list(owner, 300, list(part)) for part in (signed, signature)]


def reply(
    name: str, kind: str, answer: Sequence[dns.rrset.RRset] = (), authority: Sequence[dns.rrset.RRset] = ()
) -> dns.message.Message:
    """A reply with these sections."""
    message = dns.message.make_response(dns.message.make_query(dns.name.from_text(name, ZONE), kind))
    message.answer, message.authority = list(answer), list(authority)
    return message
