"""Aliases that lead somewhere, nowhere, in circles; and foreign names that anybody can take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from checks.dns.aliases import MOST_LINKS, MOST_TARGETS, aliases, dangling
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen, to_json
from tests.lab.name_server import NameServer
from tests.servers import name_server

SOA = ["ns.test. admin.test. 1 3600 600 86400 60"]
HOST = "www.tinh.test"
RECORDS = {
    ("tinh.test", "SOA"): SOA,
    ("tinh.test", "NS"): ["ns.tinh.test."],
    ("ns.tinh.test", "A"): ["127.0.0.53"],
    (HOST, "A"): ["127.0.0.1"],
    ("cdn.test", "SOA"): SOA,
    ("edge.cdn.test", "AAAA"): ["::1"],
    ("text.cdn.test", "TXT"): ["x"],
    ("one.tinh.test", "CNAME"): ["two.tinh.test."],
    ("two.tinh.test", "CNAME"): ["edge.cdn.test."],
    ("lost.tinh.test", "CNAME"): ["gone.cdn.test."],
    ("late.tinh.test", "CNAME"): ["stop.cdn.test."],
    ("stop.cdn.test", "CNAME"): ["gone.cdn.test."],
    ("text.tinh.test", "CNAME"): ["text.cdn.test."],
    ("inside.tinh.test", "CNAME"): ["removed.tinh.test."],
    ("round.tinh.test", "CNAME"): ["about.tinh.test."],
    ("about.tinh.test", "CNAME"): ["round.tinh.test."],
    ("mute.tinh.test", "CNAME"): ["www.broken.test."],
    ("quiet.tinh.test", "CNAME"): ["www.silent.test."],
    **{(f"far{n}.tinh.test", "CNAME"): [f"far{n + 1}.tinh.test."] for n in range(MOST_LINKS + 1)},
    ("mail.test", "SOA"): SOA,
    ("mail.test", "NS"): ["ns.mail.test."],
    ("so.mail.test", "MX"): ["10 mx.gone.cdn.test.", "20 mx.mail.test."],
    ("null.mail.test", "MX"): ["0 ."],
    ("mute.mail.test", "MX"): ["10 mx.broken.test."],
    ("leaving.test", "SOA"): SOA,
    ("leaving.test", "NS"): ["ns.leaving.test."],
    ("leaving.test", "MX"): ["10 mx.gone.cdn.test."],
    ("number.mail.test", "MX"): ["10 192.0.2.1."],
    ("servers.test", "SOA"): SOA,
    ("servers.test", "NS"): ["ns.cdn.test.", "ns.servers.test."],
    ("www.servers.test", "A"): ["127.0.0.1"],
    ("many.test", "SOA"): SOA,
    **{(f"far{n}.many.test", "CNAME"): [f"t{n}.cdn.test."] for n in range(MOST_TARGETS + 1)},
    **{(f"t{n}.cdn.test", "A"): ["127.0.0.1"] for n in range(MOST_TARGETS + 1)},
}


class Following(NameServer):
    """Follows aliases as resolvers do: what lies behind one can spoil the whole answer."""

    def _fill(self, reply: dns.message.Message, question: dns.rrset.RRset) -> None:
        super()._fill(reply, question)
        behind = [rrset[0].target for rrset in reply.answer if rrset.rdtype == dns.rdatatype.CNAME]
        if behind and question.rdtype != dns.rdatatype.CNAME and behind[-1] == dns.name.from_text("www.broken.test"):
            reply.answer.clear()
            reply.set_rcode(dns.rcode.SERVFAIL)


class MakingUp(NameServer):
    """Has an address in place of every NXDOMAIN, as some providers' resolvers."""

    def _fill(self, reply: dns.message.Message, question: dns.rrset.RRset) -> None:
        super()._fill(reply, question)
        if reply.rcode() == dns.rcode.NXDOMAIN and question.rdtype == dns.rdatatype.A:
            reply.set_rcode(dns.rcode.NOERROR)
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", "A", "127.0.0.99"))


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    server = Following(RECORDS, servfail=["broken.test"], silent=["silent.test"])
    with name_server(server) as port:
        yield Names("127.0.0.53", port, timeout=1)


def links(names: Names, *used: str) -> list[Any]:
    """`(name, target, status)` of every link, unseen parts by their reason."""
    found = to_json(aliases(names, used))
    return [
        tuple(value["unseen"] if isinstance(value, dict) else value for value in link.values())
        for link in found
        if list(link) == ["name", "target", "status"]
    ]


def test_names_without_an_alias_have_no_links(names: Names) -> None:
    assert aliases(names, [HOST, "nowhere.tinh.test", "127.0.0.1", "::1"]) == Seen([])


def test_every_link_tells_what_the_chain_ends_in(names: Names) -> None:
    assert links(names, "one.tinh.test") == [
        ("one.tinh.test", "two.tinh.test", "resolves"),
        ("two.tinh.test", "edge.cdn.test", "resolves"),
    ]


def test_a_link_of_two_chains_is_told_once(names: Names) -> None:
    assert len(links(names, "one.tinh.test", "two.tinh.test")) == 2


@pytest.mark.parametrize(
    ("name", "target", "status"),
    [
        ("lost.tinh.test", "gone.cdn.test", "nxdomain"),
        ("text.tinh.test", "text.cdn.test", "no_address"),
        ("mute.tinh.test", "www.broken.test", "dns_servfail"),
        ("quiet.tinh.test", "www.silent.test", "dns_timeout"),
    ],
)
def test_where_an_alias_ends(names: Names, name: str, target: str, status: str) -> None:
    assert links(names, name) == [(name, target, status)]


def test_a_circle_leads_to_no_address(names: Names) -> None:
    assert links(names, "round.tinh.test") == [
        ("round.tinh.test", "about.tinh.test", "no_address"),
        ("about.tinh.test", "round.tinh.test", "no_address"),
    ]


def test_a_chain_without_end_is_given_up(names: Names) -> None:
    found = links(names, "far0.tinh.test")
    assert len(found) == MOST_LINKS
    assert {status for _, _, status in found} == {"too_large"}


def test_a_name_that_nobody_told_of_may_have_an_alias(names: Names) -> None:
    assert links(names, "www.silent.test") == [("www.silent.test", "dns_timeout", "dns_timeout")]


def test_a_foreign_target_that_does_not_exist_dangles(names: Names) -> None:
    assert dangling(names, HOST, [HOST, "lost.tinh.test"]) == Seen(["gone.cdn.test"])


def test_the_target_that_dangles_is_the_last_of_the_chain(names: Names) -> None:
    assert dangling(names, HOST, ["late.tinh.test"]) == Seen(["gone.cdn.test"])


@pytest.mark.parametrize("name", ["one.tinh.test", "text.tinh.test", "inside.tinh.test", "round.tinh.test"])
def test_targets_that_exist_or_are_one_s_own_do_not_dangle(names: Names, name: str) -> None:
    assert dangling(names, HOST, [name]) == Seen([])


def test_mail_servers_and_name_servers_dangle_too(names: Names) -> None:
    assert dangling(names, "so.mail.test", []) == Seen(["mx.gone.cdn.test"])
    assert dangling(names, "www.servers.test", ["www.servers.test"]) == Seen(["ns.cdn.test"])
    assert dangling(names, "www.leaving.test", []) == Seen(["mx.gone.cdn.test"])


@pytest.mark.parametrize("host", ["null.mail.test", "number.mail.test", "127.0.0.1"])
def test_what_is_no_name_of_a_server_does_not_dangle(names: Names, host: str) -> None:
    assert dangling(names, host, []) == Seen([])


@pytest.mark.parametrize(("host", "used"), [(HOST, ["mute.tinh.test"]), ("mute.mail.test", [])])
def test_what_could_not_be_seen_keeps_the_fact_open(names: Names, host: str, used: list[str]) -> None:
    found = dangling(names, host, used)
    assert isinstance(found, Unseen)
    assert found.reason is Reason.DNS_SERVFAIL


def test_one_dangling_name_decides_whatever_else_was_not_seen(names: Names) -> None:
    assert dangling(names, HOST, ["mute.tinh.test", "lost.tinh.test"]) == Seen(["gone.cdn.test"])


def test_a_zone_that_nobody_told_keeps_the_fact_open(names: Names) -> None:
    found = dangling(names, "www.silent.test", [])
    assert isinstance(found, Unseen)
    assert found.reason is Reason.DNS_TIMEOUT


def test_more_foreign_names_than_are_asked_for_keep_the_fact_open(names: Names) -> None:
    found = dangling(names, HOST, [f"far{n}.many.test" for n in range(MOST_TARGETS + 1)])
    assert isinstance(found, Unseen)
    assert found.reason is Reason.TOO_LARGE


def test_a_resolver_that_makes_up_answers_cannot_show_that_nothing_dangles() -> None:
    with name_server(MakingUp({**RECORDS, ("invalid", "SOA"): SOA})) as port:
        found = dangling(Names("127.0.0.53", port, timeout=1), HOST, ["lost.tinh.test"])
    assert isinstance(found, Unseen)
    assert found.reason is Reason.PROTOCOL_ERROR
