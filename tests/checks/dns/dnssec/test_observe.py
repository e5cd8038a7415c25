"""Whole chains of trust, from NSD and through Unbound, against what each zone was made to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from checks.dns.dnssec.anchors import Anchors
from checks.dns.dnssec.observe import dnssec, resolver_shows_dnssec
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.dns.dnssec.world import (
    ADDRESS,
    NOW,
    forwarded,
    needed,
    resolved,
    served,
    stamp,
)
from tests.checks.dns.dnssec.zones import BOGUS, INSECURE, SECURE, ZONES
from tests.servers import closed_port


@pytest.fixture(scope="module")
def nsd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    needed()
    with served(ZONES, tmp_path_factory.mktemp("nsd")) as port:
        yield port


@pytest.fixture(scope="module")
def anchors(nsd: int, tmp_path_factory: pytest.TempPathFactory) -> Anchors:
    file = tmp_path_factory.mktemp("anchors") / "root.key"
    file.write_text(ZONES[0].keys["key"])
    return Anchors.read(file)


@pytest.fixture(scope="module")
def validator(nsd: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with resolved(nsd, tmp_path_factory.mktemp("validator"), ZONES[0].keys["ds"].strip()) as port:
        yield port


@pytest.fixture(scope="module", params=["nsd", "unbound", "validator"])
def names(
    request: pytest.FixtureRequest, nsd: int, validator: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Names]:
    """The DNS as NSD shows it, as a resolver does that validates nothing, and as one does that validates."""
    if request.param == "unbound":
        with resolved(nsd, tmp_path_factory.mktemp("unbound")) as port:
            yield Names(ADDRESS, port, timeout=4)
    else:
        yield Names(ADDRESS, nsd if request.param == "nsd" else validator, timeout=4)


def seen(fact: Fact[dict[str, Any]]) -> dict[str, Any]:
    assert isinstance(fact, Seen), fact
    return fact.value


@pytest.mark.parametrize("host", SECURE)
def test_what_is_signed_is_secure(names: Names, anchors: Anchors, host: str) -> None:
    fact = seen(dnssec(names, host, anchors, NOW))
    assert (fact["status"], fact["why"], fact["unsigned_at"]) == ("secure", None, None)


@pytest.mark.parametrize(("host", "unsigned_at", "why"), INSECURE)
def test_what_is_proved_to_be_unsigned_is_insecure(
    names: Names, anchors: Anchors, host: str, unsigned_at: str, why: str | None
) -> None:
    fact = seen(dnssec(names, host, anchors, NOW))
    assert (fact["status"], fact["unsigned_at"], fact["why"]) == ("insecure", unsigned_at, why)


@pytest.mark.parametrize(("host", "why"), BOGUS)
def test_what_fails_is_bogus_and_says_why(names: Names, anchors: Anchors, host: str, why: str) -> None:
    fact = seen(dnssec(names, host, anchors, NOW))
    assert (fact["status"], fact["why"]) == ("bogus", why)


@pytest.mark.parametrize(
    ("host", "status"),
    [(host, "secure") for host in SECURE]
    + [(host, "insecure") for host, _, _ in INSECURE]
    + [(host, "bogus") for host, _ in BOGUS],
)
def test_unbound_judges_alike(validator: int, host: str, status: str) -> None:
    replies = [
        dns.query.tcp(dns.message.make_query(host, kind, want_dnssec=True), ADDRESS, 10, validator)
        for kind in ("A", "AAAA")
    ]
    failed = any(reply.rcode() == dns.rcode.SERVFAIL for reply in replies)
    proved = all(reply.flags & dns.flags.AD for reply in replies)
    assert status == ("bogus" if failed else "secure" if proved else "insecure")


@pytest.mark.parametrize(
    ("host", "algorithms"),
    [
        ("www.secure.test", ["ECDSAP256SHA256"]),
        ("www.rsa.test", ["RSASHA512"]),
        ("www.ed25519.test", ["ED25519"]),
        ("www.plain.test", []),
        ("www.strange.test", ["200"]),
        ("to-plain.secure.test", ["ECDSAP256SHA256"]),
        ("www.stripped.test", ["ECDSAP256SHA256"]),
        ("www.wrong.test", []),
    ],
)
def test_the_algorithms_are_those_of_the_hosts_zone(
    names: Names, anchors: Anchors, host: str, algorithms: list[str]
) -> None:
    assert seen(dnssec(names, host, anchors, NOW))["algorithms"] == algorithms


@pytest.mark.parametrize(
    ("host", "days"),
    [("www.secure.test", 19), ("only4.nsec3.test", 19), ("www.expired.test", -11), ("www.plain.test", None)],
)
def test_the_days_are_those_of_the_first_signature_to_expire(
    names: Names, anchors: Anchors, host: str, days: int | None
) -> None:
    assert seen(dnssec(names, host, anchors, NOW + timedelta(minutes=1)))["signature_days"] == days


def test_the_days_count_from_the_time_of_the_look(nsd: int, anchors: Anchors) -> None:
    later = dnssec(Names(ADDRESS, nsd), "www.secure.test", anchors, NOW + timedelta(days=15, minutes=1))
    assert seen(later)["signature_days"] == 4


@pytest.mark.parametrize("host", ["loop1.secure.test", "far0.secure.test"])
def test_aliases_without_an_end_are_unseen(nsd: int, anchors: Anchors, host: str) -> None:
    fact = dnssec(Names(ADDRESS, nsd, timeout=4), host, anchors, NOW)
    assert isinstance(fact, Unseen)
    assert fact.reason in (Reason.PROTOCOL_ERROR, Reason.TOO_LARGE)


@pytest.mark.parametrize("host", ["192.0.2.1", "::1", "a" * 64 + ".test", "a..test"])
def test_what_is_no_name_is_unseen(nsd: int, anchors: Anchors, host: str) -> None:
    assert isinstance(dnssec(Names(ADDRESS, nsd), host, anchors, NOW), Unseen)


def test_a_name_of_very_many_labels_is_unseen(nsd: int, anchors: Anchors) -> None:
    fact = dnssec(Names(ADDRESS, nsd), "a." * 60 + "secure.test", anchors, NOW)
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.TOO_LARGE


def test_zones_are_judged_once_an_audit(nsd: int, anchors: Anchors) -> None:
    names = Names(ADDRESS, nsd)
    dnssec(names, "www.deep.deep.secure.test", anchors, NOW)
    asked = names.queries
    dnssec(names, "www.secure.test", anchors, NOW)
    assert names.queries - asked == 2  # its own A and AAAA


def test_many_portals_at_once_agree(nsd: int, anchors: Anchors) -> None:
    names = Names(ADDRESS, nsd)
    with ThreadPoolExecutor(16) as pool:
        facts = list(pool.map(lambda n: dnssec(names, f"any{n}.wild.nsec3.test", anchors, NOW), range(32)))
    assert {seen(fact)["status"] for fact in facts} == {"secure"}


def test_a_wrong_anchor_makes_all_bogus(nsd: int) -> None:
    fact = seen(dnssec(Names(ADDRESS, nsd), "www.secure.test", Anchors.built_in(), NOW))
    assert (fact["status"], fact["why"]) == ("bogus", "no_matching_key .")


def test_an_anchor_below_the_root_speaks_for_its_zone_only(nsd: int, tmp_path: Path) -> None:
    file = tmp_path / "anchor"
    file.write_text(next(zone for zone in ZONES if zone.name == "island.test.").keys["ds"])
    anchors = Anchors.read(file)
    names = Names(ADDRESS, nsd)
    inside, outside = (seen(dnssec(names, host, anchors, NOW)) for host in ("www.island.test", "www.secure.test"))
    assert inside["status"] == "secure"
    assert (outside["status"], outside["why"], outside["unsigned_at"]) == ("insecure", "no_anchor .", ".")


def _plain(reply: dns.message.Message) -> dns.message.Message:
    """The reply as a forwarder that knows nothing of DNSSEC hands it on."""
    unknown = (dns.rdatatype.RRSIG, dns.rdatatype.NSEC, dns.rdatatype.NSEC3)
    for section in (reply.answer, reply.authority):
        section[:] = [rrset for rrset in section if rrset.rdtype not in unknown]
    return reply


def _without_denials(reply: dns.message.Message) -> dns.message.Message:
    reply.authority.clear()
    return reply


@pytest.mark.parametrize("change", [_plain, _without_denials])
def test_a_resolver_that_strips_dnssec_leaves_it_unseen(
    nsd: int, anchors: Anchors, change: Callable[[dns.message.Message], dns.message.Message]
) -> None:
    with forwarded(nsd, change) as port:
        names = Names(ADDRESS, port, timeout=4)
        assert resolver_shows_dnssec(names, anchors) == Seen(False)
        for host in ("www.secure.test", "www.plain.test", "www.expired.test"):
            fact = dnssec(names, host, anchors, NOW)
            assert isinstance(fact, Unseen)
            assert fact.reason is Reason.TOOL_MISSING


def test_a_resolver_that_shows_dnssec_is_seen(names: Names, anchors: Anchors) -> None:
    assert resolver_shows_dnssec(names, anchors) == Seen(True)


def test_a_resolver_that_is_gone_is_unseen(anchors: Anchors) -> None:
    names = Names(ADDRESS, closed_port(), timeout=0.2)
    assert isinstance(resolver_shows_dnssec(names, anchors), Unseen)
    fact = dnssec(names, "www.secure.test", anchors, NOW)
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.DNS_TIMEOUT


def _failing(kind: str, host: str) -> Callable[[dns.message.Message], dns.message.Message]:
    """SERVFAIL for one question, and all else as it is."""

    def change(reply: dns.message.Message) -> dns.message.Message:
        asked = reply.question[0]
        if asked.rdtype == dns.rdatatype.from_text(kind) and asked.name.to_text() == host:
            failed = dns.message.make_response(dns.message.make_query(asked.name, kind))
            failed.id = reply.id
            failed.set_rcode(dns.rcode.SERVFAIL)
            return failed
        return reply

    return change


@pytest.mark.parametrize(
    ("kind", "asked", "host"),
    [
        ("AAAA", "www.secure.test.", "www.secure.test"),
        ("DNSKEY", "secure.test.", "www.secure.test"),
        ("DS", "secure.test.", "www.secure.test"),
        ("DS", "plain.test.", "www.plain.test"),
        ("A", "www.secure.test.", "alias.secure.test"),
    ],
)
def test_an_answer_that_fails_leaves_it_unseen(nsd: int, anchors: Anchors, kind: str, asked: str, host: str) -> None:
    with forwarded(nsd, _failing(kind, asked)) as port:
        fact = dnssec(Names(ADDRESS, port, timeout=4), host, anchors, NOW)
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.DNS_SERVFAIL


def test_a_resolver_that_fails_on_denials_is_unseen(nsd: int, anchors: Anchors) -> None:
    with forwarded(nsd, _failing("HINFO", ".")) as port:
        shown = resolver_shows_dnssec(Names(ADDRESS, port, timeout=4), anchors)
    assert isinstance(shown, Unseen)
    assert shown.reason is Reason.DNS_SERVFAIL


def test_an_alias_to_a_name_that_is_too_long_is_unseen(nsd: int, anchors: Anchors) -> None:
    def change(reply: dns.message.Message) -> dns.message.Message:
        for index, rrset in enumerate(reply.answer):
            if rrset.rdtype == dns.rdatatype.DNAME:
                reply.answer[index] = dns.rrset.from_text(rrset.name, 60, "IN", "DNAME", "a." * 124 + "test.")
        return reply

    with forwarded(nsd, change) as port:
        fact = dnssec(Names(ADDRESS, port, timeout=4), "www.moved.secure.test", anchors, NOW)
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.PROTOCOL_ERROR


def test_what_is_bogus_in_one_family_is_bogus_though_the_other_is_unseen(nsd: int, anchors: Anchors) -> None:
    with forwarded(nsd, _failing("AAAA", "www.forged.test.")) as port:
        fact = dnssec(Names(ADDRESS, port, timeout=4), "www.forged.test", anchors, NOW)
    assert seen(fact)["why"] == "bad_signature forged.test"


def test_a_missing_denial_of_a_delegation_is_bogus(nsd: int, anchors: Anchors) -> None:
    def change(reply: dns.message.Message) -> dns.message.Message:
        return _without_denials(reply) if reply.question[0].name.to_text() == "plain.test." else reply

    with forwarded(nsd, change) as port:
        fact = dnssec(Names(ADDRESS, port, timeout=4), "www.plain.test", anchors, NOW)
    assert seen(fact)["why"] == "denial_missing test"


def test_a_signature_that_names_the_parent_does_not_make_an_unsigned_zone_bogus(nsd: int, anchors: Anchors) -> None:
    def change(reply: dns.message.Message) -> dns.message.Message:
        for rrset in list(reply.answer):
            if rrset.name.to_text() == "www.plain.test.":
                reply.answer.append(_signature_of(rrset.name.to_text(), rrset.rdtype, "test."))
        return reply

    with forwarded(nsd, change) as port:
        fact = dnssec(Names(ADDRESS, port, timeout=4), "www.plain.test", anchors, NOW)
    assert (seen(fact)["status"], seen(fact)["unsigned_at"]) == ("insecure", "plain.test")


def _signature_of(name: str, kind: dns.rdatatype.RdataType, signer: str) -> Any:
    text = f"{dns.rdatatype.to_text(kind)} 13 3 300 {stamp(10)} {stamp(-10)} 1 {signer} AAAA"
    return dns.rrset.from_text(name, 300, "IN", "RRSIG", text)
