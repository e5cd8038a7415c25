"""Whether a zone can be resolved over each family."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from checks.access import MOST_ADDRESSES
from checks.dns.survey import MOST_NAME_SERVERS
from checks.ipv6.name_servers import name_servers
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import name_server

SOA = ["ns1.province.test. admin.province.test. 1 3600 600 86400 60"]
RECORDS = {
    ("province.test", "SOA"): SOA,
    ("province.test", "NS"): ["ns1.province.test.", "ns2.province.test.", "ns3.province.test."],
    ("ns1.province.test", "A"): ["127.0.0.53"],
    ("ns1.province.test", "AAAA"): ["::1"],
    ("ns2.province.test", "A"): ["127.0.0.54"],
    ("ns3.province.test", "A"): ["127.0.0.54"],
    ("ns3.province.test", "AAAA"): ["::1"],
    ("crowd.test", "SOA"): SOA,
    ("crowd.test", "NS"): [f"ns{n}.crowd.test." for n in range(MOST_NAME_SERVERS + 1)],
    ("wide.test", "SOA"): SOA,
    ("wide.test", "NS"): ["ns.wide.test."],
    ("ns.wide.test", "A"): [f"127.0.2.{n}" for n in range(1, MOST_ADDRESSES + 2)],
    ("ns.wide.test", "AAAA"): ["::1"],
    ("partly.test", "SOA"): SOA,
    ("partly.test", "NS"): ["ns.partly.test.", "ns.silent.test."],
    ("ns.partly.test", "A"): ["127.0.0.54", "127.0.0.53"],
    ("last.test", "SOA"): SOA,
    ("last.test", "NS"): ["ns.last.test."],
    ("ns.last.test", "A"): ["127.0.0.54"],
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with name_server(NameServer(RECORDS, silent=["silent.test"]), ("127.0.0.53", "::1")) as port:
        yield port


@pytest.fixture
def names(port: int) -> Names:
    return Names("127.0.0.53", port, timeout=1)


def told(names: Names, zone: str = "province.test", ipv6: bool = True) -> dict[str, dict[str, Any]]:
    """The entries by name."""
    fact = name_servers(look_at(f"www.{zone}", 9, 9, names=names, ipv6=ipv6))
    assert isinstance(fact, Seen), fact
    return {entry["name"]: entry for entry in fact.value}


def reason(fact: Fact[Any]) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


def test_a_server_is_asked_over_each_family(names: Names) -> None:
    assert told(names)["ns1.province.test"] == {
        "name": "ns1.province.test",
        "ipv4": Seen(["127.0.0.53"]),
        "ipv6": Seen(["::1"]),
        "answers_ipv4": Seen(True),
        "answers_ipv6": Seen(True),
    }


def test_a_server_gone_on_every_family_is_not_called_closed(names: Names) -> None:
    gone = told(names)["ns2.province.test"]
    assert reason(gone["answers_ipv4"]) is Reason.REFUSED
    assert gone["answers_ipv6"] == Seen(False)


def test_a_refusal_over_one_family_is_seen_while_the_other_answers(names: Names) -> None:
    half = told(names)["ns3.province.test"]
    assert (half["answers_ipv4"], half["answers_ipv6"]) == (Seen(False), Seen(True))


def test_one_address_that_answers_is_enough(names: Names) -> None:
    assert told(names, "partly.test")["ns.partly.test"]["answers_ipv4"] == Seen(True)


def test_a_server_whose_addresses_are_not_told_is_unseen(names: Names) -> None:
    unknown = told(names, "partly.test")["ns.silent.test"]
    members = ("ipv4", "ipv6", "answers_ipv4", "answers_ipv6")
    assert {reason(unknown[name]) for name in members} == {Reason.DNS_TIMEOUT}


def test_the_only_server_closed_proves_nothing(names: Names) -> None:
    assert reason(told(names, "last.test")["ns.last.test"]["answers_ipv4"]) is Reason.REFUSED


def test_addresses_that_were_not_asked_leave_it_open(names: Names) -> None:
    server = told(names, "wide.test")["ns.wide.test"]
    assert server["answers_ipv6"] == Seen(True)
    assert reason(server["answers_ipv4"]) is Reason.TOO_LARGE


def test_more_servers_than_are_asked_are_no_answer(names: Names) -> None:
    assert reason(name_servers(look_at("www.crowd.test", 9, 9, names=names))) is Reason.TOO_LARGE


def test_a_vantage_without_ipv6_says_neither_yes_nor_no(names: Names) -> None:
    found = told(names, ipv6=False)
    assert reason(found["ns1.province.test"]["answers_ipv6"]) is Reason.NO_IPV6_VANTAGE
    assert found["ns1.province.test"]["answers_ipv4"] == Seen(True)
    assert found["ns2.province.test"]["answers_ipv6"] == Seen(False)


def test_without_dns_nothing_is_seen(names: Names) -> None:
    assert reason(name_servers(look_at("www.silent.test", 9, 9, names=names))) is Reason.DNS_TIMEOUT
