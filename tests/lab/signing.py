"""Signs a zone for DNSSEC (RFC 4034): well, or wrong in one of the ways that zones are found to be."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

import dns.dnssec
import dns.dnssectypes
import dns.name
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from .name_server import TTL

Seal = Literal["good", "none", "wrong_ds", "expired", "expiring", "old_algorithm"]
"""`none`: not signed at all. `wrong_ds`: the parent vouches for another key. The others speak for themselves."""

DAYS_LEFT = {"good": 30, "expired": -10, "expiring": 1}
"""Whole days until the signatures expire; 30 where nothing is said. Half a day is added, as in certificates."""
_VALID = timedelta(days=60)
_SIGNS_ALL = 257
"""Flags of a key that is zone key and secure entry point at once (RFC 4034 §2.1.1, RFC 6781 §3.1)."""


class Signer:
    """The key of one zone, made when it is first needed, and what it signed. `now` is the moment the lab starts."""

    def __init__(self, zone: dns.name.Name, seal: Seal, now: datetime) -> None:
        self._zone = zone
        self._seal = seal
        self._expires = now + timedelta(days=DAYS_LEFT.get(seal, DAYS_LEFT["good"]), hours=12)
        self._signatures: dict[tuple[dns.name.Name, dns.rdatatype.RdataType], dns.rrset.RRset] = {}

    @property
    def signs(self) -> bool:
        """Whether the zone is signed."""
        return self._seal != "none"

    @cached_property
    def _private(self) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
        if self._seal == "old_algorithm":
            return rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def _key(self) -> DNSKEY:
        algorithms = dns.dnssectypes.Algorithm
        algorithm = algorithms.RSASHA1 if self._seal == "old_algorithm" else algorithms.ECDSAP256SHA256
        return dns.dnssec.make_dnskey(self._private.public_key(), algorithm, flags=_SIGNS_ALL)

    @cached_property
    def keys(self) -> dns.rrset.RRset:
        """The DNSKEY records."""
        return dns.rrset.from_rdata(self._zone, TTL, self._key)

    @cached_property
    def ds(self) -> dns.rrset.RRset:
        """The DS records that the parent has."""
        vouched = self._key
        if self._seal == "wrong_ds":
            vouched = dns.dnssec.make_dnskey(
                ec.generate_private_key(ec.SECP256R1()).public_key(), self._key.algorithm, flags=_SIGNS_ALL
            )
        return dns.rrset.from_rdata(self._zone, TTL, dns.dnssec.make_ds(self._zone, vouched, "SHA256"))

    def signature(self, rrset: dns.rrset.RRset) -> dns.rrset.RRset:
        """The RRSIG record of a set of the zone."""
        known = (rrset.name, rrset.rdtype)
        if known not in self._signatures:
            made = dns.dnssec.sign(
                rrset,
                self._private,
                self._zone,
                self._key,
                inception=self._expires - _VALID,
                expiration=self._expires,
                policy=dns.dnssec.allow_all_policy,
            )
            self._signatures[known] = dns.rrset.from_rdata(rrset.name, rrset.ttl, made)
        return self._signatures[known]
