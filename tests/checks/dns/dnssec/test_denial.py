"""Whole replies against the keys of a zone."""

from __future__ import annotations

import dns.name
import dns.rdatatype
import dns.rrset
import pytest

from checks.dns.dnssec.denial import MOST_SPANS, Denied, denied, genuine
from checks.dns.dnssec.proof import Proof
from checks.dns.dnssec.signatures import Flaw, Valid
from checks.observation import Reason, Unseen
from tests.checks.dns.dnssec.signed import DAY, NOW, ZONE, Signer, expanded, reply, rrset

SIGNER = Signer.new()
HOST = rrset("www", "NSEC", "zone.test. A RRSIG NSEC")
WILD = rrset("*", "A", "192.0.2.1")
NAME = dns.name.from_text("www.zone.test.")


def test_a_signed_denial_holds_until_its_signature_expires() -> None:
    message = reply("www", "AAAA", authority=[HOST, SIGNER.sign(HOST, last=3)])
    assert denied(message, NAME, dns.rdatatype.AAAA, SIGNER.zone, NOW) == Denied(Proof(), NOW + 3 * DAY)


@pytest.mark.parametrize(
    ("authority", "code"),
    [
        ([], "denial_missing"),
        ([HOST], "missing_signature"),
        ([HOST, SIGNER.sign(HOST, -9, -3)], "signature_expired"),
        ([HOST, Signer.new().sign(HOST)], "no_matching_key"),
        (
            [rrset("other", "NSEC", "zone.test. A"), SIGNER.sign(rrset("other", "NSEC", "zone.test. A"))],
            "denial_missing",
        ),
    ],
)
def test_a_denial_that_does_not_hold_says_why(authority: list[dns.rrset.RRset], code: str) -> None:
    message = reply("www", "AAAA", authority=authority)
    assert isinstance(found := denied(message, NAME, dns.rdatatype.AAAA, SIGNER.zone, NOW), Flaw)
    assert found.code == code


def test_a_denial_made_from_a_wildcard_is_none() -> None:
    wild = rrset("*", "NSEC", "zone.test. A RRSIG NSEC")
    message = reply("www", "AAAA", authority=expanded(wild, SIGNER.sign(wild), "www"))
    assert denied(message, NAME, dns.rdatatype.AAAA, SIGNER.zone, NOW) == Flaw("denial_missing", ZONE)


def test_very_many_denials_are_not_looked_at() -> None:
    many = [rrset(f"n{number}", "NSEC", "zone.test. A") for number in range(MOST_SPANS + 1)]
    found = denied(reply("www", "AAAA", authority=many), NAME, dns.rdatatype.AAAA, SIGNER.zone, NOW)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOO_LARGE


def test_denials_of_another_zone_do_not_count() -> None:
    many = [rrset(f"n{number}.elsewhere.test.", "NSEC", "elsewhere.test. A") for number in range(MOST_SPANS + 1)]
    message = reply("www", "AAAA", authority=[*many, HOST, SIGNER.sign(HOST)])
    assert isinstance(denied(message, NAME, dns.rdatatype.AAAA, SIGNER.zone, NOW), Denied)


def test_a_wildcard_speaks_with_the_proof_that_nothing_is_closer() -> None:
    before = rrset("a", "NSEC", "zone.test. A RRSIG NSEC")
    answer = expanded(WILD, SIGNER.sign(WILD, last=4), "www")
    message = reply("www", "A", answer, [before, SIGNER.sign(before, last=2)])
    assert genuine(message, answer[0], SIGNER.zone, NOW) == Valid(NOW + 2 * DAY, 2)


def test_a_wildcard_alone_does_not_speak() -> None:
    answer = expanded(WILD, SIGNER.sign(WILD), "www")
    assert genuine(reply("www", "A", answer), answer[0], SIGNER.zone, NOW) == Flaw("denial_missing", ZONE)
    known = reply("www", "A", answer, [HOST, SIGNER.sign(HOST)])
    assert genuine(known, answer[0], SIGNER.zone, NOW) == Flaw("denial_missing", ZONE)


def test_the_wildcard_itself_needs_no_proof() -> None:
    message = reply("*", "A", [WILD, SIGNER.sign(WILD)])
    assert genuine(message, WILD, SIGNER.zone, NOW) == Valid(NOW + 5 * DAY, 2)
