"""Trust anchors: the keys that validation starts from (RFC 4033 §2), as digests of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import dns.dnssec
import dns.exception
import dns.name
import dns.rdata
import dns.rrset
import dns.zonefile
from dns.dnssectypes import DSDigest
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS

from checks.dns.dnssec.signatures import ALGORITHMS, DIGESTS

_ROOT = """
. 0 IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
. 0 IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
"""
"""KSK-2017 and KSK-2024 as IANA publishes them: https://data.iana.org/root-anchors/root-anchors.xml"""

_MOST_BYTES = 1 << 20


class AnchorsError(Exception):
    """A file of trust anchors cannot be used; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The zones whose keys are believed, and the digests (DS) of those keys. Hashable: part of a key in a cache."""

    zones: tuple[tuple[dns.name.Name, tuple[DS, ...]], ...]

    @classmethod
    def built_in(cls) -> Anchors:
        """The keys of the root that IANA publishes: KSK-2017 (20326) and KSK-2024 (38696)."""
        return _collected(dns.zonefile.read_rrsets(_ROOT, rdclass=None, origin=".", relativize=False))

    @classmethod
    def read(cls, path: Path) -> Anchors:
        """The anchors in a file in zone-file format (RFC 1035 §5): DS or DNSKEY records of any zones.

        Raises `AnchorsError`, also for a file that holds anything else or no key that this tool can use.
        """
        try:
            with path.open("rb") as file:
                raw = file.read(_MOST_BYTES + 1)
        except OSError as error:
            raise AnchorsError(f"{path}: cannot be read: {error.strerror}.") from None
        if len(raw) > _MOST_BYTES:
            raise AnchorsError(f"{path}: larger than {_MOST_BYTES} bytes, so no file of trust anchors.")
        try:
            sets = dns.zonefile.read_rrsets(raw.decode(), rdclass=None, origin=".", relativize=False, default_ttl=0)
            anchors = _collected(sets)
        except (dns.exception.DNSException, ValueError) as error:
            reason = str(error).partition("\n")[0] or "not in zone-file format"
            raise AnchorsError(f"{path}: {reason[:200]}.") from None
        if not anchors.zones:
            raise AnchorsError(f"{path}: holds no DS and no DNSKEY record.")
        for zone, digests in anchors.zones:
            if not any(digest.algorithm in ALGORITHMS and digest.digest_type in DIGESTS for digest in digests):
                raise AnchorsError(f"{path}: {zone} has no key of an algorithm that this tool knows.")
        return anchors

    def at(self, zone: dns.name.Name) -> tuple[DS, ...]:
        """The digests of the keys of exactly this zone; empty when it is no anchor."""
        return next((digests for name, digests in self.zones if name == zone), ())


def _collected(sets: Iterable[dns.rrset.RRset]) -> Anchors:
    """Raises `ValueError` for records that are no anchors."""
    zones: dict[dns.name.Name, list[DS]] = {}
    for rrset in sets:
        for record in rrset:
            zones.setdefault(rrset.name.canonicalize(), []).append(_digest(rrset.name, record))
    return Anchors(tuple((name, tuple(digests)) for name, digests in zones.items()))


def _digest(zone: dns.name.Name, record: dns.rdata.Rdata) -> DS:
    if isinstance(record, DNSKEY):
        return dns.dnssec.make_ds(zone, record, DSDigest.SHA256)
    if isinstance(record, DS):
        return record
    raise ValueError(f"{zone} has a record that is neither DS nor DNSKEY")
