"""The CAA record set that counts is the nearest one upwards."""

from collections.abc import Iterator

import pytest

from checks.dns.caa import nearest_caa, tlsa
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from tests.lab.name_server import NameServer
from tests.servers import name_server

TLSA = "3 1 1 " + "ab" * 32


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {
        ("test", "SOA"): ["ns.test. admin.test. 1 3600 600 86400 60"],
        ("a.test", "CAA"): ['0 issue "ca.test"'],
        ("own.a.test", "CAA"): ['0 issue ";"'],
        ("alias.a.test", "CNAME"): ["own.a.test."],
        ("b.test", "A"): ["127.0.0.1"],
        ("_443._tcp.a.test", "TLSA"): [TLSA],
    }
    with name_server(NameServer(records, servfail=["broken.a.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.mark.parametrize(
    ("host", "records"),
    [
        ("a.test", ['0 issue "ca.test"']),
        ("www.so.a.test", ['0 issue "ca.test"']),
        ("www.own.a.test", ['0 issue ";"']),
        ("alias.a.test", ['0 issue ";"']),
    ],
)
def test_the_nearest_set_counts(names: Names, host: str, records: list[str]) -> None:
    assert nearest_caa(names, host) == Seen(records)


def test_a_failure_below_leaves_what_is_above_unasked(names: Names) -> None:
    failed = nearest_caa(names, "www.broken.a.test")
    assert isinstance(failed, Unseen)
    assert failed.reason is Reason.DNS_SERVFAIL


def test_no_set_up_to_the_top_is_seen(names: Names) -> None:
    assert nearest_caa(names, "www.b.test") == Seen([])


def test_tlsa_records_belong_to_a_port(names: Names) -> None:
    assert tlsa(names, "a.test", 443) == Seen([TLSA])
    assert tlsa(names, "a.test", 8443) == Seen([])


def test_an_address_has_no_records_and_is_not_asked_for(names: Names) -> None:
    asked = names.queries
    for fact in (nearest_caa(names, "127.0.0.1"), tlsa(names, "::1", 443)):
        assert isinstance(fact, Unseen)
        assert fact.reason is Reason.NEEDS_LOOKUP
    assert names.queries == asked
