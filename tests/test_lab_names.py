"""The name servers of the province in a box do what the known truth says: real clients ask."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.xfr
import dns.zone
import pytest
import yaml

from checks.dns.dnssec.anchors import Anchors
from checks.dns.dnssec.observe import dnssec
from checks.network.names import Names
from checks.observation import Seen
from tests.lab import Lab
from tests.lab_clients import SILENCE, answers, ask


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(patience=10) as running:
        yield running


@pytest.fixture(scope="module")
def inventory(lab: Lab) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(lab.inventory.read_text("utf-8"))
    return content


def names_of(lab: Lab) -> Names:
    """The DNS as an audit of the lab asks it."""
    address, _, port = lab.resolver.rpartition(":")
    return Names(address, int(port), timeout=3)


NAME_SERVERS = [(server, tcp) for server in ("127.66.53.1", "127.66.53.2", "::1") for tcp in (False, True)]


@pytest.mark.parametrize(("server", "tcp"), NAME_SERVERS)
def test_every_name_server_answers_with_authority_over_udp_and_tcp(lab: Lab, server: str, tcp: bool) -> None:
    reply = ask(lab, "www.thidiem.gov.test", "AAAA", server=server, tcp=tcp)
    assert answers(reply, "AAAA") == ["::1"]
    assert reply.flags & dns.flags.AA
    assert not reply.flags & dns.flags.RA
    assert ask(lab, "www.example.com", "A", server="127.66.53.1", tcp=tcp).rcode() == dns.rcode.REFUSED


@pytest.mark.parametrize("tcp", [False, True])
def test_the_resolver_answers_for_everything_without_authority(lab: Lab, tcp: bool) -> None:
    reply = ask(lab, "www.thidiem.gov.test", "AAAA", tcp=tcp)
    assert answers(reply, "AAAA") == ["::1"]
    assert reply.flags & dns.flags.RA
    assert not reply.flags & dns.flags.AA
    assert ask(lab, "www.example.com", "A", tcp=tcp).rcode() == dns.rcode.NXDOMAIN


@pytest.mark.parametrize(
    ("parent", "zone"),
    [("127.66.53.7", "thidiem.gov.test"), ("127.66.53.1", "bqlda.thidiem.gov.test"), ("127.66.53.8", "gov.test")],
)
def test_a_parent_refers_to_the_zone_below_with_glue_and_ds(lab: Lab, parent: str, zone: str) -> None:
    reply = ask(lab, f"www.{zone}", "A", server=parent, tcp=True, signed=True)
    assert not reply.flags & dns.flags.AA
    assert reply.answer == []
    assert {(str(rrset.name), dns.rdatatype.to_text(rrset.rdtype)) for rrset in reply.authority} == {
        (f"{zone}.", kind) for kind in ("NS", "DS", "RRSIG")
    }
    servers = {str(record.target) for rrset in reply.authority for record in rrset if record.rdtype == dns.rdatatype.NS}
    assert {str(rrset.name) for rrset in reply.additional} == servers
    (ds,) = (rrset for rrset in reply.authority if rrset.rdtype == dns.rdatatype.DS)
    keys = ask(lab, zone, "DNSKEY", signed=True).answer[0]
    assert dns.dnssec.make_ds(f"{zone}.", keys[0], "SHA256") == ds[0]


def test_what_the_resolver_hands_on_is_proved_from_the_anchor(lab: Lab) -> None:
    names, anchors = names_of(lab), Anchors.read(lab.directory / "anchors.zone")
    for key in ("www", "syt", "nuixa", "bqlda", "tramco", "giengco"):
        proved = dnssec(names, lab.portal(key)["host"], anchors, datetime.now(UTC))
        assert isinstance(proved, Seen)
        assert proved.value["status"] == "secure", key
    for key in ("songvang", "badoi"):
        proved = dnssec(names, lab.portal(key)["host"], anchors, datetime.now(UTC))
        assert isinstance(proved, Seen)
        assert proved.value["status"] == "bogus", key


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("nuixa.thidiem.gov.test", "A"),
        ("b.a.thidiem.gov.test", "A"),
        ("www.thidiem.gov.test", "TLSA"),
        ("invalid", "A"),
        ("0.test", "A"),
        ("nuongxa.thidiem.gov.test", "DS"),
    ],
)
def test_what_is_not_there_is_denied_with_signatures(lab: Lab, name: str, kind: str) -> None:
    reply = ask(lab, name, kind, signed=True)
    denials = [rrset for rrset in reply.authority if rrset.rdtype == dns.rdatatype.NSEC]
    zone = next(rrset.name for rrset in reply.authority if rrset.rdtype == dns.rdatatype.SOA)
    key: dict[dns.name.Name, Any] = {zone: ask(lab, str(zone), "DNSKEY").answer[0]}
    assert denials
    for denial in denials:
        (signature,) = (
            rrset for rrset in reply.authority if rrset.name == denial.name and rrset.covers == dns.rdatatype.NSEC
        )
        dns.dnssec.validate(denial, signature, key)


def test_without_being_asked_for_signatures_none_are_given(lab: Lab) -> None:
    for name in ("www.thidiem.gov.test", "nuixa.thidiem.gov.test"):
        reply = ask(lab, name, "A")
        kinds = {rrset.rdtype for rrset in reply.answer + reply.authority}
        assert kinds <= {dns.rdatatype.A, dns.rdatatype.SOA}


def test_zones_are_given_away_only_where_that_is_the_fault(lab: Lab) -> None:
    port = int(lab.resolver.rpartition(":")[2])

    def transfer(server: str, zone: str) -> set[str]:
        zone_file = dns.zone.from_xfr(dns.query.xfr(server, zone, port=port, lifetime=5), check_origin=False)
        return {str(name) for name in zone_file.nodes}

    assert {"@", "ns1", "ns3", "_dmarc"} <= transfer("127.66.53.15", "conglang.thidiem.gov.test")
    for server, zone in (("127.66.53.11", "conglang.thidiem.gov.test"), ("127.66.53.1", "thidiem.gov.test")):
        with pytest.raises(dns.xfr.TransferError):
            transfer(server, zone)


def test_faulty_name_servers_are_faulty(lab: Lab) -> None:
    assert ask(lab, "khelang.thidiem.gov.test", "SOA", server="127.66.53.13").rcode() == dns.rcode.REFUSED
    assert answers(ask(lab, "dohep.thidiem.gov.test", "SOA", server="127.66.53.14"), "SOA")
    with pytest.raises(ConnectionRefusedError):
        ask(lab, "dohep.thidiem.gov.test", "SOA", server="127.66.53.14", tcp=True)
    assert answers(ask(lab, ".", "NS", server="127.66.53.16"), "NS") == ["a.goc.test."]
    host = lab.portal("haidong")["host"]
    assert answers(ask(lab, host, "A", server="127.66.53.17"), "A") != answers(ask(lab, host, "A"), "A")


def test_a_long_answer_is_cut_short_over_udp(lab: Lab) -> None:
    reply = ask(lab, "thidiem.gov.test", "ANY", server="127.66.53.11")
    assert reply.rcode() == dns.rcode.REFUSED
    cut = ask(lab, "giengco.thidiem.gov.test", "DNSKEY", server="127.66.53.11", signed=True, payload=512)
    assert cut.flags & dns.flags.TC
    assert cut.answer == []


def test_addresses_are_as_the_truth_says(lab: Lab) -> None:
    for portal in lab.portals:
        for kind, fact in (("A", portal["facts"]["ipv6.a"]), ("AAAA", portal["facts"]["ipv6.aaaa"])):
            if isinstance(fact, list):
                assert answers(ask(lab, portal["host"], kind), kind) == fact, portal["host"]


def test_no_record_and_no_name_are_different_answers(lab: Lab) -> None:
    nothing = ask(lab, lab.portal("sgddt")["host"], "AAAA")
    assert (nothing.rcode(), nothing.answer) == (dns.rcode.NOERROR, [])
    assert nothing.authority[0].rdtype == dns.rdatatype.SOA
    assert ask(lab, lab.portal("nuixa")["host"], "A").rcode() == dns.rcode.NXDOMAIN
    assert ask(lab, "gov.test", "A").rcode() == dns.rcode.NOERROR


def test_an_alias_is_followed(lab: Lab) -> None:
    reply = ask(lab, lab.portal("syt")["host"], "AAAA")
    assert len(answers(reply, "CNAME")) == 1
    assert answers(reply, "AAAA") == ["::1"]


def test_one_zone_has_name_servers_without_ipv6(lab: Lab) -> None:
    for zone, families in (("thidiem.gov.test", ["::1"]), ("thidiemmedia.gov.test", [])):
        names = answers(ask(lab, zone, "NS"), "NS")
        assert len(names) == 2
        for name in names:
            assert answers(ask(lab, name, "AAAA"), "AAAA") == families
            (ipv4,) = answers(ask(lab, name, "A"), "A")
            assert answers(ask(lab, zone, "SOA", server=ipv4), "SOA")


def test_dns_trouble_is_real(lab: Lab) -> None:
    assert ask(lab, lab.portal("deocao")["host"], "A").rcode() == dns.rcode.SERVFAIL
    with pytest.raises(dns.exception.Timeout):
        ask(lab, lab.portal("vuclang")["host"], "A", patience=SILENCE)


def test_nonsense_does_not_stop_the_name_server(lab: Lab) -> None:
    port = int(lab.resolver.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"\x00\x01nonsense", ("127.0.0.53", port))
    assert answers(ask(lab, "www.thidiem.gov.test", "A"), "A")
