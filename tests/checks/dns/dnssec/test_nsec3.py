"""Proofs by NSEC3, after the example zone of RFC 5155 appendix A and its answers in appendix B."""

from __future__ import annotations

import dns.name
import dns.rdata
import dns.rdatatype
import pytest
from dns.rdtypes.ANY.NSEC3 import NSEC3

from checks.dns.dnssec.nsec3 import MOST_ITERATIONS, Hashed
from checks.dns.dnssec.proof import Proof

ZONE = dns.name.from_text("example.")
CHAIN = {  # hash of the owner: of whom, types
    "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom": ("example.", "MX DNSKEY NS SOA NSEC3PARAM RRSIG"),
    "2t7b4g4vsa5smi47k61mv5bv1a22bojr": ("ns1.example.", "A RRSIG"),
    "2vptu5timamqttgl4luu9kg21e0aor3s": ("x.y.w.example.", "MX RRSIG"),
    "35mthgpgcu1qg68fab165klnsnk3dpvl": ("a.example.", "NS DS RRSIG"),
    "b4um86eghhds6nea196smvmlo4ors995": ("x.w.example.", "MX RRSIG"),
    "gjeqe526plbf1g8mklp59enfd789njgi": ("ai.example.", "A HINFO AAAA RRSIG"),
    "ji6neoaepv8b5o6k4ev33abha8ht9fgc": ("y.w.example.", ""),
    "k8udemvp1j2f7eg6jebps17vp3n8i58h": ("w.example.", ""),
    "q04jkcevqvmu85r014c7dkba38o0ji5r": ("ns2.example.", "A RRSIG"),
    "r53bq7cc2uvmubfu5ocmm6pers9tk9en": ("*.w.example.", "MX RRSIG"),
    "t644ebqk9bibcna874givr6joj62mlhv": ("xx.example.", "A HINFO AAAA RRSIG"),
}
HASH_OF = {name: digest for digest, (name, _) in CHAIN.items()}


def span(
    name: str, flags: int = 0, iterations: int = 12, types: str | None = None, salt: str = "aabbccdd"
) -> tuple[dns.name.Name, NSEC3]:
    digests = list(CHAIN)
    digest = HASH_OF[name]
    after = digests[(digests.index(digest) + 1) % len(digests)]
    own = CHAIN[digest][1] if types is None else types
    record = dns.rdata.from_text("IN", "NSEC3", f"1 {flags} {iterations} {salt} {after} {own}")
    assert isinstance(record, NSEC3)
    return dns.name.from_text(digest, ZONE), record


def hashed(*names: str, flags: int = 0, iterations: int = 12) -> Hashed:
    found = Hashed.of(ZONE, [span(name, flags, iterations) for name in names])
    assert found is not None
    return found


def proof(name: str, kind: str, *names: str, flags: int = 0, iterations: int = 12) -> Proof | None:
    records = hashed(*names, flags=flags, iterations=iterations)
    return records.absent(dns.name.from_text(name), dns.rdatatype.from_text(kind))


@pytest.mark.parametrize(
    ("name", "kind", "names"),
    [
        ("a.c.x.w.example.", "A", ["example.", "x.w.example.", "a.example."]),  # appendix B.1
        ("ns1.example.", "MX", ["ns1.example."]),  # B.2
        ("y.w.example.", "A", ["y.w.example."]),  # B.2.1
        ("a.z.w.example.", "AAAA", ["w.example.", "ns2.example.", "*.w.example."]),  # B.5
        ("ns1.example.", "DS", ["ns1.example."]),
    ],
)
def test_absence_is_proved(name: str, kind: str, names: list[str]) -> None:
    assert proof(name, kind, *names) == Proof()
    assert proof(name, kind, *HASH_OF) == Proof()


@pytest.mark.parametrize("missing", ["example.", "x.w.example.", "a.example."])
def test_every_part_of_the_proof_is_needed(missing: str) -> None:
    rest = [name for name in ("example.", "x.w.example.", "a.example.") if name != missing]
    assert proof("a.c.x.w.example.", "A", *rest) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ai.example.", "A"),
        ("a.example.", "DS"),
        ("a.example.", "A"),  # the parent's record says nothing of the child's
        ("www.a.example.", "A"),
        ("example.", "DS"),
        ("a.z.w.example.", "MX"),  # the wildcard has it
    ],
)
def test_absence_is_not_proved(name: str, kind: str) -> None:
    assert proof(name, kind, *HASH_OF) is None


def test_a_delegation_without_ds_is_seen_as_one() -> None:
    records = Hashed.of(ZONE, [span("a.example.", types="NS RRSIG")])
    assert records is not None
    assert records.absent(dns.name.from_text("a.example."), dns.rdatatype.DS) == Proof(delegation=True)


def test_opt_out_leaves_room_for_a_delegation() -> None:
    """Appendix B.3: c.example. may be an unsigned delegation."""
    assert proof("c.example.", "DS", "a.example.", "example.", flags=1) == Proof(weakness="opt_out")
    assert proof("c.example.", "DS", "a.example.", "example.") is None  # without it a wildcard may speak


def test_opt_out_weakens_the_proof_that_a_name_does_not_exist() -> None:
    names = ("example.", "x.w.example.", "a.example.")
    assert proof("a.c.x.w.example.", "A", *names, flags=1) == Proof(weakness="opt_out")


@pytest.mark.parametrize("iterations", [MOST_ITERATIONS + 1, 65535])
def test_costly_hashes_are_not_made(iterations: int) -> None:
    weak = Proof(weakness="too_many_iterations")
    assert proof("ns1.example.", "MX", "ns1.example.", iterations=iterations) == weak
    assert hashed("ns2.example.", iterations=iterations).no_closer(dns.name.from_text("a.z.w.example."), 2) == weak


def test_hashes_that_cost_little_are_made() -> None:
    assert proof("ns1.example.", "MX", "ns2.example.", iterations=MOST_ITERATIONS) is None


def test_a_wildcard_speaks_only_where_nothing_is_closer() -> None:
    """Appendix B.4: a.z.w.example. is spoken for by *.w.example."""
    name = dns.name.from_text("a.z.w.example.")
    assert hashed("ns2.example.").no_closer(name, 2) == Proof()
    assert hashed("ns2.example.", flags=1).no_closer(name, 2) == Proof(weakness="opt_out")
    assert hashed("example.").no_closer(name, 2) is None
    assert hashed(*HASH_OF).no_closer(dns.name.from_text("x.w.example."), 2) is None  # exists itself


def test_what_cannot_be_used_is_left_out() -> None:
    owner, record = span("ns1.example.")
    odd = [
        (owner, record.replace(algorithm=2)),
        (owner, record.replace(flags=2)),
        (owner, record.replace(next=b"short")),
        (dns.name.from_text("zz!", ZONE), record),
        (dns.name.from_text("a" * 31, ZONE), record),
        (dns.name.from_text("aaaaaaaa", ZONE), record),
        (dns.name.from_text(HASH_OF["ns1.example."], dns.name.from_text("sub.example.")), record),
        (dns.name.root, record),
    ]
    for pair in odd:
        assert Hashed.of(ZONE, [pair]) is None  # type: ignore[list-item]
    assert Hashed.of(ZONE, []) is None


def test_records_with_other_parameters_do_not_mix() -> None:
    records = Hashed.of(ZONE, [span("ns1.example."), span("ns2.example.", salt="ff"), span("a.example.", iterations=1)])
    assert records is not None
    assert len(records.records) == 1


def test_the_only_record_of_a_chain_covers_all_but_itself() -> None:
    owner, record = span("ns1.example.")
    alone = record.replace(next=bytes(hashed("ns1.example.").records.copy().popitem()[0]))
    records = Hashed.of(ZONE, [(owner, alone)])  # type: ignore[list-item]
    assert records is not None
    assert records.no_closer(dns.name.from_text("a.z.w.example."), 2) == Proof()
    assert records.no_closer(dns.name.from_text("ns1.example."), 1) is None
