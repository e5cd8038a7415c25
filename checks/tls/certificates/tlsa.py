"""Whether the portal's TLSA records agree with the certificates that it sends (RFC 6698, RFC 7671)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256, sha512
from typing import NamedTuple

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.certificates.certificate import Certificate, attempt
from checks.tls.certificates.chain import Chain
from checks.tls.certificates.trust import TrustStore, leads_to, nearest_moment

# Usages, RFC 6698 §2.1.1 by the names of RFC 7218
_PKIX_TA, _PKIX_EE, _DANE_TA, _DANE_EE = range(4)
_VERSION = 0xA0  # the tag of a TBSCertificate's version, which version 1 leaves out


class Record(NamedTuple):
    """A TLSA record (RFC 6698 §2.1)."""

    usage: int
    selector: int
    matching: int
    data: bytes


def tlsa_matches(
    records: Sequence[str], chain: Chain, trusted: Fact[bool], trust: TrustStore, now: datetime
) -> Fact[bool | None]:
    """Whether one of the TLSA records, as zone files write them, agrees with the chain; None: there is no record.

    `trusted` tells whether the chain leads to an authority that is trusted: usages 0 and 1 ask for it. That the
    leaf's own dates and names are right is told elsewhere. Records of unknown kinds count for nothing (RFC 7671
    §4.1); where there are only such, the answer is unseen.
    """
    if not records:
        return Seen(None)
    try:
        parsed = [_parse(record) for record in records]
    except ValueError:
        return Unseen(Reason.PROTOCOL_ERROR, "malformed TLSA record")
    usable = [record for record in parsed if _is_usable(record)]
    if not usable:
        return Unseen(Reason.TOOL_MISSING, "TLSA records of kinds that are not understood by this tool")
    answers = [_agrees(record, chain, trusted, trust, now) for record in usable]
    unseen = [answer for answer in answers if isinstance(answer, Unseen)]
    if Seen(True) in answers or not unseen:
        return Seen(Seen(True) in answers)
    return unseen[0]


def _parse(record: str) -> Record:
    usage, selector, matching, *data = record.split()
    return Record(int(usage), int(selector), int(matching), bytes.fromhex("".join(data)))


def _is_usable(record: Record) -> bool:
    return record.usage in range(4) and record.selector in range(2) and record.matching in range(3)


def _agrees(record: Record, chain: Chain, trusted: Fact[bool], trust: TrustStore, now: datetime) -> Fact[bool]:
    is_pkix = record.usage in (_PKIX_TA, _PKIX_EE)
    if record.usage in (_PKIX_EE, _DANE_EE):
        agrees = attempt(lambda: _describes(record, chain.leaf))
    else:
        anchors = chain.certificates[1:] + (trust.deciding.involved(chain) if record.usage == _PKIX_TA else [])
        agrees = chain.too_long or attempt(lambda: _leads_to_described(record, chain, anchors, now))
    return trusted if is_pkix and agrees == Seen(True) else agrees


def _leads_to_described(record: Record, chain: Chain, anchors: Sequence[Certificate], now: datetime) -> bool:
    moment = nearest_moment(chain.leaf.value, now)
    return any(_describes(record, anchor) and leads_to(chain, anchor, moment) for anchor in anchors)


def _describes(record: Record, certificate: Certificate) -> bool:
    """Whether a certificate (selector 0) or its key (1) is what the record holds, as it is (0) or hashed (1, 2)."""
    selected = _key_info(certificate) if record.selector else certificate.der
    match record.matching:
        case 1:
            return sha256(selected).digest() == record.data
        case 2:
            return sha512(selected).digest() == record.data
        case _:
            return selected == record.data


def _key_info(certificate: Certificate) -> bytes:
    """The SubjectPublicKeyInfo as it stands in the certificate (RFC 5280 §4.1)."""
    tbs = certificate.value.tbs_certificate_bytes
    head, _ = _header(tbs)
    fields = list(_elements(tbs[head:]))
    has_version = fields[0][0] == _VERSION
    return fields[5 + has_version]


def _elements(der: bytes) -> Iterator[bytes]:
    """The elements of a well-formed DER sequence, each with its header."""
    while der:
        end = sum(_header(der))
        yield der[:end]
        der = der[end:]


def _header(der: bytes) -> tuple[int, int]:
    """The lengths of the first element's header and content (X.690 §8.1.3)."""
    if der[1] < 0x80:
        return 2, der[1]
    head = 2 + (der[1] & 0x7F)
    return head, int.from_bytes(der[2:head])
