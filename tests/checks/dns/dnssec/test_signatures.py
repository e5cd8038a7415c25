"""One set, its signatures and the keys of a zone, down to what hostile zones put there."""

from __future__ import annotations

import dns.name
import dns.rdata
import dns.rdataset
import dns.rdatatype
import dns.rrset
import pytest
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.RRSIG import RRSIG

from checks.dns.dnssec import signatures
from checks.dns.dnssec.signatures import Flaw, Valid, Zone, check, find, keys_of
from checks.observation import Reason, Unseen
from tests.checks.dns.dnssec.signed import DAY, NOW, ZONE, Signer, rrset
from tests.checks.dns.dnssec.signed import signatures as set_of

SIGNER = Signer.new()
HOST = rrset("www", "A", "192.0.2.1", "192.0.2.2")


def signature(**changed: object) -> RRSIG:
    record = SIGNER.sign(HOST)[0].replace(**changed)
    assert isinstance(record, RRSIG)
    return record


def test_a_signed_set_is_valid_until_its_signature_expires() -> None:
    assert check([HOST, SIGNER.sign(HOST)], HOST, SIGNER.zone, NOW) == Valid(NOW + 5 * DAY, 3)


def test_the_order_of_records_and_the_case_of_names_do_not_matter() -> None:
    shown = dns.rrset.from_text("WWW.zone.TEST.", 77, "IN", "A", "192.0.2.2", "192.0.2.1")
    assert isinstance(check([shown, SIGNER.sign(HOST)], shown, SIGNER.zone, NOW), Valid)


def test_the_signature_that_lasts_longest_counts() -> None:
    both = [HOST, SIGNER.sign(HOST, last=2), SIGNER.sign(HOST, last=8), SIGNER.sign(HOST, first=-9, last=-3)]
    assert check(both, HOST, SIGNER.zone, NOW) == Valid(NOW + 8 * DAY, 3)


@pytest.mark.parametrize(
    ("first", "last", "code"), [(-9, -2, "signature_expired"), (2, 9, "not_yet_valid"), (-1, 1, None)]
)
def test_the_times_count(first: int, last: int, code: str | None) -> None:
    checked = check([HOST, SIGNER.sign(HOST, first, last)], HOST, SIGNER.zone, NOW)
    assert (checked.code if isinstance(checked, Flaw) else None) == code


def test_an_expired_signature_says_when_it_expired() -> None:
    checked = check([HOST, SIGNER.sign(HOST, -9, -2), SIGNER.sign(HOST, -9, -4)], HOST, SIGNER.zone, NOW)
    assert checked == Flaw("signature_expired", ZONE, NOW - 2 * DAY)


@pytest.mark.parametrize("when", [NOW - DAY, NOW + 5 * DAY])
def test_both_ends_of_the_time_belong_to_it(when: int) -> None:
    assert isinstance(check([HOST, SIGNER.sign(HOST)], HOST, SIGNER.zone, when), Valid)


def test_a_changed_record_has_a_bad_signature() -> None:
    other = rrset("www", "A", "192.0.2.1", "192.0.2.3")
    assert check([other, SIGNER.sign(HOST)], other, SIGNER.zone, NOW) == Flaw("bad_signature", ZONE)


def test_a_key_that_the_zone_does_not_have_matches_nothing() -> None:
    assert check([HOST, Signer.new().sign(HOST)], HOST, SIGNER.zone, NOW) == Flaw("no_matching_key", ZONE)


@pytest.mark.parametrize(
    "section",
    [
        [HOST],
        [HOST, set_of(HOST, [signature(signer=dns.name.from_text("test."))])],
        [HOST, set_of(HOST, [signature(signer=dns.name.from_text("sub.zone.test."))])],
        [HOST, set_of(HOST, [signature(algorithm=200)])],
        [HOST, set_of(HOST, [signature(labels=9)])],
        [HOST, SIGNER.sign(rrset("www", "AAAA", "2001:db8::1"))],
        [HOST, SIGNER.sign(rrset("other", "A", "192.0.2.1"))],
    ],
)
def test_a_signature_of_something_else_is_none(section: list[dns.rrset.RRset]) -> None:
    assert check(section, HOST, SIGNER.zone, NOW) == Flaw("missing_signature", ZONE)


def test_a_zone_cannot_sign_what_lies_outside_of_it() -> None:
    foreign = rrset("www.elsewhere.test.", "A", "192.0.2.1")
    assert check([foreign, SIGNER.sign(foreign)], foreign, SIGNER.zone, NOW) == Flaw("missing_signature", ZONE)


def test_many_keys_of_one_tag_are_not_all_tried() -> None:
    tag = (int(SIGNER.key.algorithm), SIGNER.key.key_id())
    others = [Signer.new().key for _ in range(signatures.MOST_ATTEMPTS)]
    checked = check([HOST, SIGNER.sign(HOST)], HOST, Zone(ZONE, {tag: [*others, SIGNER.key]}, NOW), NOW)
    assert isinstance(checked, Unseen)
    assert checked.reason is Reason.TOO_LARGE
    assert isinstance(
        check([HOST, SIGNER.sign(HOST)], HOST, Zone(ZONE, {tag: [*others[1:], SIGNER.key]}, 0), NOW), Valid
    )


def test_many_signatures_are_not_all_tried() -> None:
    many = [signature(key_tag=number, expiration=NOW + 9 * DAY) for number in range(signatures.MOST_SIGNATURES)]
    checked = check([HOST, set_of(HOST, [*many, signature()])], HOST, SIGNER.zone, NOW)
    assert isinstance(checked, Unseen)
    assert checked.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("algorithm", sorted(signatures.ALGORITHMS))
@pytest.mark.parametrize("material", [b"\0", b"\0\xff\xff", b"\x03\1\0\1" + b"\0" * 20, b"\xff" * 32, b"\0" * 64])
def test_malformed_keys_and_signatures_never_raise(algorithm: int, material: bytes) -> None:
    wire = b"\1\1\3" + bytes([algorithm]) + material
    key = dns.rdata.from_wire("IN", "DNSKEY", wire, 0, len(wire))
    assert isinstance(key, DNSKEY)
    zone = Zone(ZONE, {(algorithm, key.key_id()): [key]}, NOW)
    broken = signature(algorithm=algorithm, key_tag=key.key_id(), signature=b"\1")
    assert check([HOST, set_of(HOST, [broken])], HOST, zone, NOW) == Flaw("bad_signature", ZONE)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("257 3 13", True), ("256 3 13", True), ("0 3 13", False), ("257 2 13", False), ("385 3 13", False)],
)
def test_only_zone_keys_that_are_not_revoked_count(text: str, is_one: bool) -> None:
    material = SIGNER.key.to_text().split(maxsplit=3)[3]
    records = dns.rdataset.from_text("IN", "DNSKEY", 300, f"{text} {material}")
    assert bool(keys_of(records)) is is_one


def test_the_algorithms_of_a_zone_have_their_names() -> None:
    keys = {(13, 1): [SIGNER.key], (13, 2): [SIGNER.key], (8, 1): [SIGNER.key], (99, 1): [SIGNER.key]}
    assert Zone(ZONE, keys, NOW).algorithms == ("99", "ECDSAP256SHA256", "RSASHA256")


def test_a_set_is_found_by_name_and_kind() -> None:
    section = [SIGNER.sign(HOST), HOST]
    assert find(section, HOST.name, dns.rdatatype.A) is HOST
    assert find(section, HOST.name, dns.rdatatype.AAAA) is None
    assert find(section, ZONE, dns.rdatatype.A) is None
