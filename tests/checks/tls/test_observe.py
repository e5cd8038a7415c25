"""The check as a portal's: its addresses, its names, what DNS says of its certificates."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checks.access import MOST_ADDRESSES
from checks.network.names import Names
from checks.observation import to_json
from checks.tls.endpoints import MEMBERS
from checks.tls.observe import observe
from tests.checks.looks import look_at
from tests.checks.tls.certificates import issue, names, server_context
from tests.lab.name_server import NameServer
from tests.servers import answering, closed_port, name_server, talking

SOA = ["ns.test. admin.test. 1 3600 600 86400 60"]
MANY = [f"127.9.0.{number}" for number in range(1, MOST_ADDRESSES + 2)]


@pytest.fixture(scope="module")
def dns() -> Iterator[Names]:
    records = {
        ("test", "SOA"): SOA,
        ("a.test", "A"): ["127.0.0.1"],
        ("www.a.test", "A"): ["127.0.0.1"],
        ("alone.test", "A"): ["127.0.0.1"],
        ("a.test", "CAA"): ['0 issue "letsencrypt.org"'],
        ("many.test", "A"): MANY,
    }
    with name_server(NameServer(records, servfail=["broken.test"])) as port:
        yield Names("127.0.0.53", port, timeout=2)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    holder = issue("a.test", None, names("a.test", "alone.test"), around=datetime.now(UTC))
    return server_context(tmp_path_factory.mktemp("tls"), holder)


def look(host: str, port: int, dns: Names | None = None, **more: Any) -> dict[str, Any]:
    asked = look_at(host, port, closed_port(), names=dns, timeout=5)
    for name, value in more.items():
        setattr(asked, name, value)
    return {name: to_json(fact) for name, fact in observe(asked).items()}


def test_the_name_with_www_is_a_name_in_use_when_dns_knows_it(dns: Names, tls: ssl.SSLContext) -> None:
    with talking(answering(), tls=tls) as (_, port):
        found = {host: look(host, port, dns)["certificate"] for host in ("a.test", "www.a.test", "alone.test")}
    assert found["a.test"]["names_in_use"] == {"a.test": True, "www.a.test": False}
    assert found["www.a.test"]["names_in_use"] == {"www.a.test": False, "a.test": True}
    assert found["alone.test"]["names_in_use"] == {"alone.test": True}


def test_the_caa_record_of_the_nearest_name_counts(dns: Names, tls: ssl.SSLContext) -> None:
    with talking(answering(), tls=tls) as (_, port):
        found = {host: look(host, port, dns)["certificate"]["caa"] for host in ("www.a.test", "alone.test")}
    assert found["alone.test"] is None
    assert found["www.a.test"]["unseen"] == "tool_missing"  # nobody knows who issued a self-signed certificate


def test_dns_that_does_not_answer_leaves_agreement_unseen(tls: ssl.SSLContext) -> None:
    with talking(answering(), tls=tls) as (_, port):
        certificate = look("127.0.0.1", port)["certificate"]
    assert certificate["caa"]["unseen"] == certificate["tlsa"]["unseen"] == "needs_lookup"


@pytest.mark.parametrize(("header", "offered"), [("", False), ('Alt-Svc: h3=":443"; ma=86400\r\n', True)])
def test_http_3_is_offered_by_alt_svc(tls: ssl.SSLContext, header: str, offered: bool) -> None:
    with talking(answering(headers=header), tls=tls) as (_, port):
        assert look("127.0.0.1", port)["h3"] is offered


def test_addresses_beyond_the_bound_are_unseen_and_not_asked(dns: Names) -> None:
    found = look("many.test", closed_port(), dns)
    assert found["endpoints"]["unseen"] == "too_large"


def test_a_barred_address_has_every_member_unseen_beside_those_that_were_asked(dns: Names, tls: ssl.SSLContext) -> None:
    with talking(answering(), MANY[0], tls=tls) as (_, port):
        endpoints = look("many.test", port, dns)["endpoints"]
    assert [endpoint["address"] for endpoint in endpoints] == [MANY[0], MANY[-1]]
    assert endpoints[0]["versions"] == ["TLSv1.2", "TLSv1.3"]
    assert all(endpoints[1][name]["unseen"] == "too_large" for name in MEMBERS)


def test_a_portal_whose_port_is_closed_everywhere_is_refused_without_a_further_connection(dns: Names) -> None:
    found = look("a.test", closed_port(), dns)
    assert {fact["unseen"] for fact in found.values()} == {"refused"}


@pytest.mark.parametrize("tier", ["quick", "exact", "full"])
def test_the_tier_is_told_with_each_endpoint(tls: ssl.SSLContext, tier: str) -> None:
    with talking(answering(), tls=tls) as (_, port):
        assert look("127.0.0.1", port, tier=tier)["endpoints"][0]["tier"] == tier


def test_weaknesses_are_probed_only_where_they_may_be(tls: ssl.SSLContext) -> None:
    with talking(answering(), tls=tls) as (_, port):
        allowed, not_allowed = (
            look("127.0.0.1", port, weaknesses=weaknesses)["endpoints"][0]["weaknesses"]["heartbleed"]
            for weaknesses in (True, False)
        )
    assert allowed is False
    assert not_allowed["unseen"] == "not_authorised"


def test_a_certificate_file_is_a_store_of_its_own(tls: ssl.SSLContext, tmp_path: Path) -> None:
    with talking(answering(), tls=tls) as (_, port):
        assert look("127.0.0.1", port)["certificate"]["trusted_by"].keys() == {"system"}
