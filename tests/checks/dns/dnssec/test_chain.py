"""Steps of the chain of trust that no honest parent and child make: NSD's replies, changed on their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import dns.dnssec
import dns.message
import dns.name
import dns.rdata
import dns.rdatatype
import dns.rrset
import pytest
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS

from checks.dns.dnssec.anchors import Anchors
from checks.dns.dnssec.chain import Chain, Standing, Unsigned, alias_at
from checks.dns.dnssec.signatures import MOST_ATTEMPTS, Flaw
from checks.dns.dnssec.signatures import Zone as Proved
from checks.network.names import Names
from checks.observation import Reason, Unseen
from tests.checks.dns.dnssec.world import ADDRESS, NOW, Zone, forwarded, needed, served

TEST = dns.name.from_text("test.")
CHILD = dns.name.from_text("child.test.")
ZONES = [
    Zone("."),
    Zone("test.", "*.wild DS 1 13 2 " + 32 * "00" + "\n"),
    Zone("child.test.", "alias CNAME www\n"),
    Zone("iterated.test.", signing=["-n", "-t", "200"]),
]

Change = Callable[[dns.message.Message], None]


@pytest.fixture(scope="module")
def nsd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    needed()
    with served(ZONES, tmp_path_factory.mktemp("nsd")) as port:
        yield port


@pytest.fixture
def anchors(nsd: int, tmp_path: Path) -> Anchors:
    file = tmp_path / "anchor"
    file.write_text(ZONES[0].keys["ds"])
    return Anchors.read(file)


def chain(port: int, anchors: Anchors) -> Chain:
    return Chain(Names(ADDRESS, port, timeout=4), anchors, int(NOW.timestamp()))


def standing(nsd: int, anchors: Anchors, name: dns.name.Name, change: Change) -> Standing:
    """Where the chain to a name ends when a forwarder changes every reply."""

    def changed(reply: dns.message.Message) -> dns.message.Message:
        change(reply)
        return reply

    with forwarded(nsd, changed) as port:
        return chain(port, anchors).zone_of(name)


def of(kind: dns.rdatatype.RdataType, change: Callable[[dns.rrset.RRset], None]) -> Change:
    """Changes the sets of one kind in answers about `child.test.`"""

    def changed(reply: dns.message.Message) -> None:
        for rrset in list(reply.answer):
            if rrset.rdtype == kind and rrset.name == CHILD:
                change(rrset)

    return changed


def test_a_name_within_a_zone_stands_where_its_zone_does(nsd: int, anchors: Anchors) -> None:
    walk = chain(nsd, anchors)
    zone = walk.zone_of(CHILD)
    assert isinstance(zone, Proved)
    assert zone.name == CHILD
    assert walk.zone_of(dns.name.from_text("www.child.test.")) == zone
    assert walk.zone_of(dns.name.from_text("nobody.child.test.")) == zone


def test_an_alias_is_no_zone_of_its_own(nsd: int, anchors: Anchors) -> None:
    alias = dns.name.from_text("alias.child.test.")
    walk = chain(nsd, anchors)
    assert walk.zone_of(alias) == walk.zone_of(CHILD)

    def change(reply: dns.message.Message) -> None:
        if reply.question[0].name == alias:
            reply.answer[:] = [rrset for rrset in reply.answer if rrset.rdtype != dns.rdatatype.RRSIG]

    assert standing(nsd, anchors, alias, change) == Flaw("missing_signature", CHILD)


def test_below_a_proof_that_costs_too_much_nothing_is_signed(nsd: int, anchors: Anchors) -> None:
    zone = dns.name.from_text("iterated.test.")
    assert chain(nsd, anchors).zone_of(dns.name.from_text("www.iterated.test.")) == Unsigned(
        zone, Flaw("too_many_iterations", zone)
    )


def test_above_every_anchor_nothing_is_signed(nsd: int, tmp_path: Path) -> None:
    file = tmp_path / "child"
    file.write_text(ZONES[2].keys["key"])
    walk = chain(nsd, Anchors.read(file))
    assert isinstance(walk.zone_of(CHILD), Proved)
    assert walk.zone_of(TEST) == Unsigned(dns.name.root, Flaw("no_anchor", dns.name.root))


def test_a_changed_ds_record_is_the_parents_fault(nsd: int, anchors: Anchors) -> None:
    def change(rrset: dns.rrset.RRset) -> None:
        rrset.add(dns.rdata.from_text("IN", "DS", "1 13 2 " + 32 * "00"))

    assert standing(nsd, anchors, CHILD, of(dns.rdatatype.DS, change)) == Flaw("bad_signature", TEST)


def test_a_ds_record_made_from_a_wildcard_delegates_nothing(nsd: int, anchors: Anchors) -> None:
    name = dns.name.from_text("any.wild.test.")
    assert chain(nsd, anchors).zone_of(name) == Flaw("bad_signature", TEST)


def test_keys_that_are_not_there_are_missed(nsd: int, anchors: Anchors) -> None:
    found = standing(nsd, anchors, CHILD, lambda reply: _emptied(reply, dns.rdatatype.DNSKEY))
    assert found == Flaw("missing_keys", CHILD)


def _emptied(reply: dns.message.Message, kind: dns.rdatatype.RdataType) -> None:
    if reply.question[0].rdtype == kind and reply.question[0].name == CHILD:
        reply.answer.clear()


def test_a_key_put_beside_the_others_is_not_believed(nsd: int, anchors: Anchors) -> None:
    def change(rrset: dns.rrset.RRset) -> None:
        rrset.add(dns.rdata.from_text("IN", "DNSKEY", "256 3 13 " + 86 * "A" + "=="))

    assert standing(nsd, anchors, CHILD, of(dns.rdatatype.DNSKEY, change)) == Flaw("bad_signature", CHILD)


def _digest(tag: int, algorithm: int, kind: int, digest: str) -> DS:
    record = dns.rdata.from_text("IN", "DS", f"{tag} {algorithm} {kind} {digest}")
    assert isinstance(record, DS)
    return record


def _own_key() -> DNSKEY:
    record = dns.rdata.from_text("IN", "DNSKEY", ZONES[2].keys["key"].partition("DNSKEY")[2].partition(";")[0].strip())
    assert isinstance(record, DNSKEY)
    return record


def _anchored(tmp_path: Path, records: list[DS]) -> Anchors:
    file = tmp_path / "own"
    file.write_text("".join(f"child.test. IN DS {record.to_text()}\n" for record in records))
    return Anchors.read(file)


@pytest.mark.parametrize("kinds", [["SHA1"], ["SHA256"], ["SHA384"], ["SHA1", "SHA256"]])
def test_every_kind_of_digest_names_the_key(nsd: int, tmp_path: Path, kinds: list[str]) -> None:
    policy = dns.dnssec.allow_all_policy
    records = [dns.dnssec.make_ds(CHILD, _own_key(), kind, policy=policy) for kind in kinds]
    assert isinstance(chain(nsd, _anchored(tmp_path, records)).zone_of(CHILD), Proved)


def test_a_weak_digest_does_not_count_beside_a_strong_one(nsd: int, tmp_path: Path) -> None:
    key = _own_key()
    weak = dns.dnssec.make_ds(CHILD, key, "SHA1", policy=dns.dnssec.allow_all_policy)
    wrong = _digest(key.key_id(), 13, 2, 32 * "00")
    assert chain(nsd, _anchored(tmp_path, [weak, wrong])).zone_of(CHILD) == Flaw("no_matching_key", CHILD)


def test_many_digests_are_not_all_tried(nsd: int, tmp_path: Path) -> None:
    wrong = [_digest(_own_key().key_id(), 13, 2, f"{number:064x}") for number in range(2 * MOST_ATTEMPTS + 1)]
    found = chain(nsd, _anchored(tmp_path, wrong)).zone_of(CHILD)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOO_LARGE


def test_an_alias_is_a_cname_or_the_dname_of_an_ancestor() -> None:
    cname = dns.rrset.from_text("www.child.test.", 60, "IN", "CNAME", "a.test.")
    dname = dns.rrset.from_text("child.test.", 60, "IN", "DNAME", "b.test.")
    host = dns.name.from_text("www.child.test.")
    assert alias_at([cname], host) is cname
    assert alias_at([cname, dname], host) is dname
    assert alias_at([cname, dname], CHILD) is None
    assert alias_at([], host) is None
