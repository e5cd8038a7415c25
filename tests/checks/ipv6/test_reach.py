"""Each address and service: how far it lets us in, after how many attempts."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from checks.ipv6.reach import reach
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import Talk, answering, name_server, self_signed, talking_on

HOST = "www.reach.test"
RECORDS = {
    ("reach.test", "SOA"): ["ns.reach.test. admin.reach.test. 1 3600 600 86400 60"],
    (HOST, "A"): ["127.0.0.1"],
    (HOST, "AAAA"): ["::1"],
}


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with name_server(NameServer(RECORDS, silent=["silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return self_signed(tmp_path_factory.mktemp("tls"), HOST)


def observed(names: Names, tls: ssl.SSLContext, over4: Talk | None, over6: Talk | None, **more: Any) -> Fact[Any]:
    """The fact of a portal that talks like this over each family, by HTTPS at both of its ports."""
    with ExitStack() as stack:
        port = talking_on(stack, {"127.0.0.1": over4, "::1": over6}, tls)
        return reach(look_at(more.pop("host", HOST), port, port, names=names, **more))


def entry(fact: Fact[list[dict[str, Any]]], family: int) -> dict[str, Any]:
    """The one for HTTPS over a family."""
    assert isinstance(fact, Seen)
    (found,) = [each for each in fact.value if each["family"] == family and each["service"] == "https"]
    return found


def why(fact: object) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


def test_every_address_and_service_has_an_entry(names: Names, tls: ssl.SSLContext) -> None:
    fact = observed(names, tls, answering(), answering())
    assert isinstance(fact, Seen)
    assert [(each["address"], each["service"]) for each in fact.value] == [
        ("127.0.0.1", "https"),
        ("127.0.0.1", "http"),
        ("::1", "https"),
        ("::1", "http"),
    ]
    found = entry(fact, 6)
    assert found["tcp"] == found["tls"] == Seen(True)
    assert found["http_status"] == Seen(200)
    assert found["attempts"] == 1
    assert 0 <= found["connect_ms"] <= found["ms"].value


def test_a_port_closed_twice_is_seen_closed_while_the_portal_lives(names: Names, tls: ssl.SSLContext) -> None:
    found = entry(observed(names, tls, answering(), None), 6)
    assert found["tcp"] == Seen(False)
    assert found["attempts"] == 2
    assert why(found["tls"]) is why(found["http_status"]) is why(found["connect_ms"]) is Reason.REFUSED


def test_a_portal_that_refuses_everywhere_may_be_gone(names: Names, tls: ssl.SSLContext) -> None:
    assert why(entry(observed(names, tls, None, None), 6)["tcp"]) is Reason.REFUSED


def test_an_address_that_the_vantage_cannot_see_was_not_attempted(names: Names, tls: ssl.SSLContext) -> None:
    fact = observed(names, tls, answering(), answering(), ipv6=False)
    assert why(entry(fact, 6)["tcp"]) is why(entry(fact, 6)["connect_ms"]) is Reason.NO_IPV6_VANTAGE
    assert entry(fact, 6)["attempts"] == 0
    assert entry(fact, 4)["tcp"] == Seen(True)


def test_without_dns_there_is_nothing_to_tell(names: Names, tls: ssl.SSLContext) -> None:
    assert why(observed(names, tls, None, None, host="www.silent.test")) is Reason.DNS_TIMEOUT
