"""HTTPS, the way from HTTP to it, and HSTS."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen
from checks.web.observe import observe, parse_hsts
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import Talk, answering, closed_port, free_port, listening, name_server, self_signed, talking

HOST = "127.0.0.1"


def observed(tmp_path: Path, over_https: Talk | None, over_http: Talk | None) -> dict[str, Any]:
    """The web facts of a portal that talks like this on its two ports; None leaves a port closed."""
    tls = self_signed(tmp_path)
    with talking(over_https or answering(), tls=tls) as (_, https), talking(over_http or answering()) as (_, http):
        https_port = https if over_https else closed_port()
        http_port = http if over_http else closed_port()
        return observe(look_at(HOST, https_port, http_port))


def test_a_good_portal(tmp_path: Path) -> None:
    hsts = "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
    facts = observed(tmp_path, answering(headers=hsts), answering(301, f"Location: https://{HOST}/\r\n"))
    assert facts["https"] == Seen(True)
    assert facts["http"] == Seen("redirect")
    assert facts["redirects_to_https"] == Seen(True)
    assert facts["hsts"] == Seen({"max_age": 31536000, "include_subdomains": True, "preload": False})
    assert facts["status"] == Seen(200)


@pytest.mark.parametrize(
    ("over_http", "kind", "redirects"),
    [
        (answering(200), "content", Seen(False)),
        (answering(302, "Location: https://elsewhere.test/\r\n"), "redirect", Seen(False)),
        (answering(302, "Location: ftp://127.0.0.1/\r\n"), "redirect", Seen(False)),
        (answering(302, "Location: http://[\r\n"), "redirect", Seen(False)),
        (None, "closed", Seen(False)),
    ],
)
def test_what_plain_http_does(tmp_path: Path, over_http: Talk | None, kind: str, redirects: Seen[bool]) -> None:
    facts = observed(tmp_path, answering(), over_http)
    assert facts["http"] == Seen(kind)
    assert facts["redirects_to_https"] == redirects


def test_an_error_over_http_decides_neither_way(tmp_path: Path) -> None:
    facts = observed(tmp_path, answering(), answering(503))
    assert facts["http"] == Seen("error")
    assert isinstance(facts["redirects_to_https"], Unseen)


def test_a_closed_https_port_is_seen_while_http_lives(tmp_path: Path) -> None:
    facts = observed(tmp_path, None, answering())
    assert facts["https"] == Seen(False)
    assert facts["status"] == Seen(200)
    assert isinstance(facts["hsts"], Unseen)


def reasons(facts: dict[str, Any]) -> set[object]:
    """Why each fact is unseen, False for one that is seen; what a person confirmed is no observation."""
    return {isinstance(fact, Unseen) and fact.reason for name, fact in facts.items() if name != "incident_confirmation"}


def test_a_portal_that_is_down_shows_nothing(tmp_path: Path) -> None:
    facts = observed(tmp_path, None, None)
    assert reasons(facts) == {Reason.REFUSED}


def test_a_portal_that_hangs_shows_nothing() -> None:
    with listening() as (_, https), listening() as (_, http):
        facts = observe(look_at(HOST, https, http, timeout=0.3))
    assert reasons(facts) == {Reason.TIMEOUT}


def test_an_ipv6_portal_is_not_judged_from_a_vantage_without_ipv6() -> None:
    facts = observe(look_at("::1", closed_port(), closed_port(), ipv6=False))
    assert reasons(facts) == {Reason.NO_IPV6_VANTAGE}


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (None, None),
        ("includeSubDomains", None),
        ("max-age=abc", None),
        ("max-age=0", {"max_age": 0, "include_subdomains": False, "preload": False}),
        ("no-max-age=600", None),
        ("max-age=600x", None),
        ('comment="max-age=600"', None),
        ("max-age=0, max-age=600", {"max_age": 0, "include_subdomains": False, "preload": False}),
        (
            "max-age=600; includeSubDomains, max-age=600",
            {"max_age": 600, "include_subdomains": True, "preload": False},
        ),
        ('MAX-AGE="600"; INCLUDESUBDOMAINS; preload', {"max_age": 600, "include_subdomains": True, "preload": True}),
    ],
)
def test_hsts_is_read_as_rfc_6797_says(header: str | None, told: dict[str, Any] | None) -> None:
    assert parse_hsts(header) == told


def by_path(answers: dict[bytes, Talk]) -> Talk:
    """Answers by the path of the request."""

    def talk(connection: socket.socket) -> None:
        request = connection.recv(4096, socket.MSG_PEEK)
        if request:
            answers[request.split()[1]](connection)

    return talk


@pytest.mark.parametrize(
    ("last", "redirects"),
    [
        (answering(301, f"Location: https://{HOST}./vi\r\n"), Seen(True)),
        (answering(301, "Location: https://elsewhere.test/\r\n"), Seen(False)),
        (answering(200), Seen(False)),
        (answering(403), Reason.BLOCKED),
        (answering(302), Reason.PROTOCOL_ERROR),
        (answering(302, "Location: /vi\r\n"), Reason.PROTOCOL_ERROR),
    ],
)
def test_plain_http_is_followed_until_it_leads_to_https_or_does_not(
    tmp_path: Path, last: Talk, redirects: Seen[bool] | Reason
) -> None:
    facts = observed(tmp_path, answering(), by_path({b"/": answering(302, "Location: /vi\r\n"), b"/vi": last}))
    assert facts["http"] == Seen("redirect")
    to_https = facts["redirects_to_https"]
    assert (to_https.reason if isinstance(to_https, Unseen) else to_https) == redirects


def test_a_redirect_without_a_place_is_an_error(tmp_path: Path) -> None:
    facts = observed(tmp_path, answering(), answering(302))
    assert facts["http"] == Seen("error")
    assert isinstance(facts["redirects_to_https"], Unseen)


@pytest.mark.parametrize(("status", "why"), [(403, Reason.BLOCKED), (503, Reason.PROTOCOL_ERROR)])
def test_a_wall_or_an_error_without_hsts_says_nothing_of_the_portal(tmp_path: Path, status: int, why: Reason) -> None:
    facts = observed(tmp_path, answering(status), None)
    assert facts["hsts"].reason is why
    told = observed(tmp_path, answering(status, "Strict-Transport-Security: max-age=7\r\n"), None)["hsts"]
    assert told.value["max_age"] == 7


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    soa = "ns1.province.test. admin.province.test. 1 3600 600 86400 60"
    records = {("province.test", "SOA"): [soa], ("two.province.test", "A"): ["127.0.0.1", "127.0.0.2"]}
    with name_server(NameServer({**records, ("two.province.test", "AAAA"): ["::1"]})) as port:
        yield Names("127.0.0.53", port, timeout=1)


def test_the_weakest_address_counts_for_hsts_and_for_plain_http(tmp_path: Path, names: Names) -> None:
    tls, https, http = self_signed(tmp_path), free_port(), free_port()
    strict = answering(headers="Strict-Transport-Security: max-age=9\r\n")
    safe = answering(301, "Location: https://two.province.test/\r\n")
    with (
        talking(strict, "127.0.0.1", tls, https),
        talking(answering(), "127.0.0.2", tls, https),
        talking(safe, "127.0.0.1", port=http),
        talking(answering(503), "127.0.0.2", port=http),
    ):
        facts = observe(look_at("two.province.test", https, http, names=names, ipv6=False))
    assert facts["hsts"] == Seen(None)
    assert facts["http"] == Seen("error")
    assert isinstance(facts["redirects_to_https"], Unseen)


def silence(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass


def test_an_address_that_stays_silent_leaves_hsts_open(tmp_path: Path, names: Names) -> None:
    tls, https = self_signed(tmp_path), free_port()
    strict = answering(headers="Strict-Transport-Security: max-age=9\r\n")
    with talking(strict, "127.0.0.1", tls, https), talking(silence, "127.0.0.2", port=https):
        facts = observe(look_at("two.province.test", https, closed_port(), names=names, ipv6=False, timeout=0.4))
    assert facts["https"] == Seen(True)
    assert isinstance(facts["hsts"], Unseen)
    assert facts["hsts"].reason is Reason.TIMEOUT
