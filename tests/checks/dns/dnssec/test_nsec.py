"""Proofs by NSEC, after the example zone of RFC 4035 appendix A."""

from __future__ import annotations

import dns.name
import dns.rdata
import dns.rdatatype
import pytest
from dns.rdtypes.ANY.NSEC import NSEC

from checks.dns.dnssec.nsec import absent, no_closer
from checks.dns.dnssec.proof import Proof

ZONE = dns.name.from_text("example.")
RECORDS = {
    "example.": "a.example. NS SOA MX RRSIG NSEC DNSKEY",
    "a.example.": "ai.example. NS DS RRSIG NSEC",
    "ai.example.": "b.example. A HINFO AAAA RRSIG NSEC",
    "b.example.": "d.example. NS RRSIG NSEC",
    "d.example.": "ns1.example. DNAME RRSIG NSEC",
    "ns1.example.": "ns2.example. A RRSIG NSEC",
    "ns2.example.": "*.w.example. CNAME RRSIG NSEC",
    "*.w.example.": "x.w.example. MX RRSIG NSEC",
    "x.w.example.": "x.y.w.example. MX RRSIG NSEC",
    "x.y.w.example.": "xx.example. MX RRSIG NSEC",
    "xx.example.": "example. A HINFO AAAA RRSIG NSEC",
}


def spans(*owners: str) -> list[tuple[dns.name.Name, NSEC]]:
    found = []
    for owner in owners:
        record = dns.rdata.from_text("IN", "NSEC", RECORDS[owner])
        assert isinstance(record, NSEC)
        found.append((dns.name.from_text(owner), record))
    return found


ALL = spans(*RECORDS)


def proof(name: str, kind: str, *owners: str) -> Proof | None:
    return absent(spans(*owners) if owners else ALL, dns.name.from_text(name), dns.rdatatype.from_text(kind), ZONE)


@pytest.mark.parametrize(
    ("name", "kind", "owners"),
    [
        ("ml.example.", "A", ["d.example.", "example."]),  # no such name, no wildcard
        ("ns1.example.", "MX", ["ns1.example."]),  # no such record
        ("ns1.example.", "DS", ["ns1.example."]),
        ("y.w.example.", "A", ["x.w.example."]),  # only names below it
        ("zz.example.", "A", ["xx.example.", "example."]),  # after the last
        ("a.z.w.example.", "AAAA", ["x.y.w.example.", "*.w.example."]),  # the wildcard has no such record
        ("EXAMPLE.", "AAAA", ["example."]),
    ],
)
def test_absence_is_proved(name: str, kind: str, owners: list[str]) -> None:
    assert proof(name, kind, *owners) == Proof()
    assert proof(name, kind) == Proof()


@pytest.mark.parametrize(
    ("name", "kind", "owners"),
    [
        ("ml.example.", "A", ["d.example."]),  # a wildcard may be there
        ("ml.example.", "A", ["example."]),  # another gap
        ("ai.example.", "A", ["ai.example."]),  # it is there
        ("a.z.w.example.", "MX", ["x.y.w.example.", "*.w.example."]),  # the wildcard has it
        ("ns2.example.", "A", ["ns2.example."]),  # an alias
        ("a.example.", "DS", ["a.example."]),
        ("a.example.", "A", ["a.example."]),  # the parent's record says nothing of the child's
        ("www.b.example.", "A", ["b.example.", "example."]),
        ("www.d.example.", "A", ["d.example.", "example."]),  # lies where a DNAME leads
        ("example.", "DS", ["example."]),  # the child's record says nothing of the parent's
        ("nobody.example.", "A", []),
    ],
)
def test_absence_is_not_proved(name: str, kind: str, owners: list[str]) -> None:
    assert absent(spans(*owners), dns.name.from_text(name), dns.rdatatype.from_text(kind), ZONE) is None


def test_a_delegation_without_ds_is_seen_as_one() -> None:
    assert proof("b.example.", "DS", "b.example.") == Proof(delegation=True)


def test_the_apex_of_the_root_proves_its_lack_of_ds() -> None:
    record = dns.rdata.from_text("IN", "NSEC", "test. NS SOA RRSIG NSEC DNSKEY")
    assert isinstance(record, NSEC)
    assert absent([(dns.name.root, record)], dns.name.root, dns.rdatatype.DS, dns.name.root) == Proof()


@pytest.mark.parametrize(
    ("name", "labels", "owners", "proved"),
    [
        ("a.z.w.example.", 2, ["x.y.w.example."], True),
        ("z.w.example.", 2, ["x.y.w.example."], True),
        ("a.z.w.example.", 1, ["x.y.w.example."], False),  # *.example. speaks not below w.example.
        ("a.y.w.example.", 2, ["x.w.example."], False),  # y.w.example. exists and stands between
        ("y.w.example.", 2, ["x.w.example."], False),  # exists itself
        ("a.z.w.example.", 2, ["example."], False),
    ],
)
def test_a_wildcard_speaks_only_where_nothing_is_closer(
    name: str, labels: int, owners: list[str], proved: bool
) -> None:
    assert (no_closer(spans(*owners), dns.name.from_text(name), labels, ZONE) is not None) is proved
