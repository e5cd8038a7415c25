"""What a record of the NSEC family says of the name it belongs to (RFC 4034 §4, RFC 5155 §3)."""

from __future__ import annotations

from dataclasses import dataclass

import dns.name
import dns.rdatatype
from dns.rdatatype import CNAME, DNAME, DS, NS, SOA, RdataType
from dns.rdtypes.ANY.NSEC import NSEC
from dns.rdtypes.ANY.NSEC3 import NSEC3


@dataclass(frozen=True, slots=True)
class Proof:
    """That records do not exist. `delegation`: the name is seen to be one; `weakness` as in `signatures.Valid`."""

    delegation: bool = False
    weakness: str | None = None


def has(record: NSEC | NSEC3, kind: RdataType) -> bool:
    """Whether the record says that its name has records of this kind."""
    window, offset = divmod(int(kind), 256)
    for number, bits in record.windows:
        if number == window and offset // 8 < len(bits):
            return bool(bits[offset // 8] & 0x80 >> offset % 8)
    return False


def is_delegation(record: NSEC | NSEC3) -> bool:
    """Whether the name belongs to a child zone, as the parent sees it."""
    return has(record, NS) and not has(record, SOA)


def ends_here(record: NSEC | NSEC3) -> bool:
    """Whether what lies below the name is none of this zone's business (RFC 6840 §4.1)."""
    return is_delegation(record) or has(record, DNAME)


def lacks(record: NSEC | NSEC3, name: dns.name.Name, kind: RdataType) -> bool:
    """Whether the record, of this very name, proves that there is none of a kind (RFC 4035 §5.4, RFC 6840 §4.1–4.3).

    Of DS only the parent's record does, of all else at a delegation only the child's.
    """
    if has(record, kind) or has(record, CNAME):
        return False
    if kind == DS:
        return not has(record, SOA) or name == dns.name.root
    return not is_delegation(record)


def wildcard_below(encloser: dns.name.Name) -> dns.name.Name:
    """`*.` and a name."""
    return dns.name.Name((b"*", *encloser.labels))
