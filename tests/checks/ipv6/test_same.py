"""Both families lead to the same service, to another one, or it can't be told: every address counts."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from checks.access import MOST_ADDRESSES
from checks.ipv6.redirects import redirect_hosts
from checks.ipv6.same import sameness
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.ipv6.pages import OTHERS, PORTAL, WALLS, Draw, counters
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.lab.places import bind_alike
from tests.servers import Talk, answering, name_server, read_request, self_signed, talking

HOST = "www.province.test"
RECORDS = {
    ("test", "SOA"): ["ns.test. admin.test. 1 3600 600 86400 60"],
    (HOST, "A"): ["127.0.0.1"],
    (HOST, "AAAA"): ["::1"],
    ("four.province.test", "A"): ["127.0.0.1"],
    ("six.province.test", "AAAA"): ["::1"],
    ("two.province.test", "A"): ["127.0.0.1", "127.0.0.2"],
    ("two.province.test", "AAAA"): ["::1"],
    ("far.province.test", "A"): ["127.0.0.1"],
    ("far.province.test", "AAAA"): ["2001:db8::1", "::1"],
    ("crowd.province.test", "A"): [f"127.0.0.{n}" for n in range(1, MOST_ADDRESSES + 2)],
    ("crowd.province.test", "AAAA"): ["::1"],
    ("one.else.test", "A"): ["127.0.0.1"],
    ("one.else.test", "AAAA"): ["::1"],
    ("other.else.test", "A"): ["127.0.0.1"],
    ("other.else.test", "AAAA"): ["::1"],
}
SITE = answering(body=PORTAL.encode())
DEFAULT = answering(body=OTHERS["nginx"].encode())
TO_HTTPS = "https"
"""Stands for a plain server that redirects to the front door of HTTPS."""


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    server = NameServer(RECORDS, silent=["silent.test"])
    with name_server(server, ("127.0.0.53",)) as port:
        yield Names("127.0.0.53", port, timeout=1)


def redirecting(where: str, status: int = 302) -> Talk:
    return answering(status, f"Location: {where}\r\n", b"")


def by_path(routes: Mapping[str, Talk], otherwise: Talk = SITE) -> Talk:
    """Talks as the path of the request says."""

    def talk(connection: socket.socket) -> None:
        path = read_request(connection).split(b" ")[1].decode()
        here, there = socket.socketpair()
        with here, there:
            here.sendall(b"GET / HTTP/1.1\r\n\r\n")
            routes.get(path, otherwise)(there)
            there.shutdown(socket.SHUT_WR)
            while piece := here.recv(65536):
                connection.sendall(piece)

    return talk


def silent(connection: socket.socket) -> None:
    read_request(connection)
    connection.recv(1)


def noted(asked: list[str], name: str, talk: Talk) -> Talk:
    """Notes each connection under a name, then talks."""

    def noting(connection: socket.socket) -> None:
        asked.append(name)
        talk(connection)

    return noting


def observed(
    folder: Path,
    names: Names,
    https: Mapping[str, Talk | None],
    http: Mapping[str, Talk | str | None] | None = None,
    certificates: Mapping[str, str] | None = None,
    host: str = HOST,
    **how: Any,
) -> dict[str, Fact[Any]]:
    """The facts of a portal that talks like this at each address; None, or no `http`, refuses."""
    with ExitStack() as stack:
        addresses = tuple(https)
        https_port, http_port = _free(addresses), _free(addresses)
        shown = {address: (certificates or {}).get(address, HOST) for address in addresses}
        contexts = {name: self_signed(folder, name) for name in set(shown.values())}
        for address, talk in https.items():
            if talk is not None:
                stack.enter_context(talking(talk, address, contexts[shown[address]], https_port))
        for address, plain in (http or {}).items():
            if plain == TO_HTTPS:
                plain = redirecting(f"https://{host}:{https_port}/", 301)
            if plain is not None:
                assert not isinstance(plain, str)
                stack.enter_context(talking(plain, address, None, http_port))
        look = look_at(
            host, https_port, http_port, names=names, in_scope=lambda name: not name.endswith("else.test"), **how
        )
        facts = sameness(look)
        return {**facts, "hosts": Seen(redirect_hosts(look))}


def _free(addresses: tuple[str, ...]) -> int:
    port, sockets = bind_alike(addresses, [socket.SOCK_STREAM])
    for sock in sockets.values():
        sock.close()
    return port


def alike(over4: Talk | None, over6: Talk | None) -> dict[str, Talk | None]:
    return {"127.0.0.1": over4, "::1": over6}


def reason(fact: Fact[Any]) -> Reason:
    assert isinstance(fact, Unseen)
    return fact.reason


def test_the_same_service_over_both_families(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, SITE), {"127.0.0.1": TO_HTTPS, "::1": TO_HTTPS})
    for name in ("ports", "status", "redirects", "content", "certificate"):
        assert facts[f"same_{name}"] == Seen(True), name
    assert facts["content_distance"] == Seen(0)
    assert facts["differences"] == Seen([])
    assert facts["ipv4_only_redirects"] == Seen([])


def test_two_renderings_of_one_page_are_the_same_and_without_differences(tmp_path: Path, names: Names) -> None:
    one, other = (answering(body=counters(Draw(seed)).encode()) for seed in (1, 2))
    facts = observed(tmp_path, names, alike(one, other))
    assert facts["same_content"] == Seen(True)
    assert facts["differences"] == Seen([])


def test_another_page_over_ipv6_is_told_with_its_address(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, DEFAULT))
    assert facts["same_content"] == Seen(False)
    assert facts["content_distance"] == Seen(100)
    assert facts["differences"].value[0] == "Qua IPv6 ::1 là trang mặc định của máy chủ («Welcome to nginx!»)"  # type: ignore[union-attr]
    assert facts["same_status"] == Seen(True)


def test_another_page_at_a_further_ipv4_address_counts_and_is_told(tmp_path: Path, names: Names) -> None:
    talks = {"127.0.0.1": SITE, "127.0.0.2": DEFAULT, "::1": SITE}
    facts = observed(tmp_path, names, talks, host="two.province.test")
    assert facts["same_content"] == Seen(False)
    assert facts["differences"].value[0].startswith("Qua IPv4 127.0.0.2 là trang mặc định")  # type: ignore[union-attr]


def test_addresses_that_differ_alike_are_told_together(tmp_path: Path, names: Names) -> None:
    talks = {"127.0.0.1": SITE, "127.0.0.2": DEFAULT, "::1": DEFAULT}
    told = observed(tmp_path, names, talks, host="two.province.test")["differences"]
    assert isinstance(told, Seen)
    assert told.value[0].startswith("Qua IPv6 ::1, IPv4 127.0.0.2 là trang mặc định")
    assert len([words for words in told.value if "trang mặc định" in words]) == 1


def test_pages_that_differ_over_ipv4_alone_say_nothing_of_ipv6(tmp_path: Path, names: Names) -> None:
    talks = {"127.0.0.1": SITE, "127.0.0.2": DEFAULT, "::1": SITE}
    facts = observed(tmp_path, names, talks, host="two.province.test", ipv6=False)
    for name in ("same_content", "same_status", "same_ports", "same_certificate", "same_redirects", "differences"):
        assert reason(facts[name]) is Reason.NO_IPV6_VANTAGE, name


def test_a_dead_address_beside_a_living_one_leaves_the_page_comparable(tmp_path: Path, names: Names) -> None:
    talks = {"127.0.0.1": None, "127.0.0.2": SITE, "::1": SITE}
    facts = observed(tmp_path, names, talks, host="two.province.test")
    assert facts["same_content"] == Seen(True)
    assert facts["same_certificate"] == Seen(True)
    assert facts["same_status"] == Seen(True)
    assert facts["same_ports"] == Seen(False)


def test_an_address_that_may_not_be_contacted_leaves_it_open(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, SITE), host="far.province.test")
    for name in ("same_content", "same_status", "same_ports", "same_certificate", "same_redirects"):
        assert reason(facts[name]) is Reason.NOT_AUTHORISED, name


def test_what_was_seen_to_differ_stands_beside_an_unseen_address(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, DEFAULT), host="far.province.test")
    assert facts["same_content"] == Seen(False)


def test_more_addresses_than_are_looked_at_leave_it_open(tmp_path: Path, names: Names) -> None:
    talks: dict[str, Talk | None] = {f"127.0.0.{n}": SITE for n in range(1, MOST_ADDRESSES + 2)}
    facts = observed(tmp_path, names, talks | {"::1": SITE}, host="crowd.province.test")
    assert reason(facts["same_content"]) is Reason.TOO_LARGE


def test_a_port_closed_over_ipv6_alone_is_another_port(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, None), {"127.0.0.1": TO_HTTPS, "::1": TO_HTTPS})
    assert facts["same_ports"] == Seen(False)
    assert reason(facts["same_content"]) is Reason.REFUSED
    assert reason(facts["same_certificate"]) is Reason.REFUSED


def test_ports_that_are_closed_over_both_families_are_the_same(tmp_path: Path, names: Names) -> None:
    assert observed(tmp_path, names, alike(SITE, SITE))["same_ports"] == Seen(True)


def test_a_portal_gone_over_both_families_tells_nothing(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(None, None))
    for name in ("same_ports", "same_content", "same_status", "same_redirects", "same_certificate"):
        assert reason(facts[name]) is Reason.REFUSED, name
    assert reason(facts["ipv4_only_redirects"]) is Reason.REFUSED


def test_silence_over_ipv6_is_no_difference(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, silent), timeout=0.3)
    for name in ("same_content", "same_status", "same_redirects"):
        assert reason(facts[name]) is Reason.TIMEOUT, name
    assert facts["same_certificate"] == Seen(True)


def test_an_error_over_ipv6_alone_is_a_difference(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, answering(503, body=b"<title>503</title>")))
    assert facts["same_status"] == Seen(False)
    assert facts["same_content"] == Seen(False)
    assert facts["content_distance"] == Seen(100)


def test_errors_over_both_families_hide_the_page(tmp_path: Path, names: Names) -> None:
    error = answering(500, body=b"<title>500</title>")
    facts = observed(tmp_path, names, alike(error, error))
    assert facts["same_status"] == Seen(True)
    assert reason(facts["same_content"]) is Reason.PROTOCOL_ERROR


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_against_us_hides_what_is_behind_it(tmp_path: Path, names: Names, name: str) -> None:
    wall = answering(WALLS[name].status, body=WALLS[name].body)
    for talks in (alike(SITE, wall), alike(wall, SITE)):
        facts = observed(tmp_path, names, talks)
        for fact in ("same_content", "same_status", "content_distance", "differences"):
            assert reason(facts[fact]) is Reason.BLOCKED, fact


def test_a_wall_does_not_hide_that_redirects_differ_nor_pretend_it(tmp_path: Path, names: Names) -> None:
    wall = answering(403, body=b"<title>403</title>")
    facts = observed(tmp_path, names, alike(by_path({"/": redirecting("/vi")}), wall))
    assert reason(facts["same_redirects"]) is Reason.BLOCKED


def test_different_shells_are_not_called_the_same(tmp_path: Path, names: Names) -> None:
    one, other = answering(body=b"<div id=app></div>"), answering(body=b"<div id=root>404</div>")
    assert reason(observed(tmp_path, names, alike(one, other))["same_content"]) is Reason.PROTOCOL_ERROR
    assert observed(tmp_path, names, alike(one, one))["same_content"] == Seen(True)


def test_the_same_redirects_but_for_what_is_passing(tmp_path: Path, names: Names) -> None:
    one = by_path({"/": redirecting("/trang-chu;jsessionid=0123456789abcdef0123?lang=vi&t=1700000000")})
    other = by_path({"/": redirecting("/trang-chu?lang=vi", 301)})
    facts = observed(tmp_path, names, alike(one, other))
    assert facts["same_redirects"] == Seen(True)
    assert facts["same_status"] == Seen(True)
    assert facts["same_content"] == Seen(True)


@pytest.mark.parametrize("other", [redirecting("/en"), SITE, redirecting("/vi?lang=en")], ids=["path", "none", "query"])
def test_redirects_to_another_place_are_told(tmp_path: Path, names: Names, other: Talk) -> None:
    facts = observed(tmp_path, names, alike(by_path({"/": redirecting("/vi")}), by_path({"/": other})))
    assert facts["same_redirects"] == Seen(False)


def test_plain_http_that_stays_plain_over_ipv6_is_another_redirect_and_status(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, SITE), {"127.0.0.1": TO_HTTPS, "::1": SITE})
    assert facts["same_redirects"] == Seen(False)
    assert facts["same_status"] == Seen(False)
    assert facts["same_content"] == Seen(True)


def test_a_redirect_to_a_host_with_but_ipv4_leads_an_ipv6_client_nowhere(tmp_path: Path, names: Names) -> None:
    away = redirecting("https://four.province.test:1/vao")
    facts = observed(tmp_path, names, alike(away, away))
    assert facts["ipv4_only_redirects"] == Seen(["four.province.test"])
    assert facts["same_redirects"] == Seen(False)
    assert facts["same_status"] == Seen(True)
    assert facts["hosts"] == Seen(["four.province.test"])


def test_a_redirect_to_a_host_with_both_families_leads_everywhere(tmp_path: Path, names: Names) -> None:
    away = redirecting("https://one.else.test/")
    facts = observed(tmp_path, names, alike(away, away))
    assert facts["ipv4_only_redirects"] == Seen([])
    assert facts["same_redirects"] == Seen(True)


def test_a_redirect_out_of_the_scope_is_compared_but_not_followed(tmp_path: Path, names: Names) -> None:
    away = redirecting("https://one.else.test/")
    facts = observed(tmp_path, names, alike(away, redirecting("https://other.else.test/")))
    assert facts["same_redirects"] == Seen(False)
    assert observed(tmp_path, names, alike(away, away))["same_redirects"] == Seen(True)


def test_a_name_that_dns_does_not_tell_leaves_the_redirects_open(tmp_path: Path, names: Names) -> None:
    away = redirecting("https://www.silent.test/")
    facts = observed(tmp_path, names, alike(away, away))
    assert reason(facts["ipv4_only_redirects"]) is Reason.DNS_TIMEOUT
    assert reason(facts["same_redirects"]) is Reason.DNS_TIMEOUT


def test_redirects_in_a_circle_are_the_same_circle(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(redirecting("/"), redirecting("/")))
    assert facts["same_redirects"] == Seen(True)
    assert reason(facts["same_content"]) is Reason.PROTOCOL_ERROR


@pytest.mark.parametrize(
    "where", ["https://[x/", "//", "javascript:alert(1)", "https://a\u00e0.test/", "http://h:99999/"]
)
def test_hostile_redirects_are_survived(tmp_path: Path, names: Names, where: str) -> None:
    facts = observed(tmp_path, names, alike(redirecting(where), redirecting(where)))
    assert facts["same_status"] == Seen(True)
    assert facts["same_redirects"] != Seen(False)


def test_another_certificate_over_ipv6_is_told(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, SITE), certificates={"127.0.0.1": HOST, "::1": "old.province.test"})
    assert facts["same_certificate"] == Seen(False)


def test_without_https_there_is_no_certificate_to_compare(tmp_path: Path, names: Names) -> None:
    plain = {"127.0.0.1": SITE, "::1": SITE}
    facts = observed(tmp_path, names, alike(None, None), plain, scheme="http")
    assert facts["same_certificate"] == Seen(None)
    assert facts["same_content"] == Seen(True)


@pytest.mark.parametrize("host", ["four.province.test", "six.province.test"])
def test_one_family_has_nothing_to_compare(tmp_path: Path, names: Names, host: str) -> None:
    facts = observed(tmp_path, names, alike(SITE, SITE), host=host)
    for name in ("ports", "status", "redirects", "content", "certificate"):
        assert facts[f"same_{name}"] == Seen(None), name
    assert facts["content_distance"] == Seen(None)
    assert facts["differences"] == Seen([])
    assert facts["ipv4_only_redirects"] == Seen([])


def test_redirects_to_but_ipv4_are_told_of_a_portal_with_but_ipv4(tmp_path: Path, names: Names) -> None:
    away = redirecting("https://two.four.province.test/")
    facts = observed(tmp_path, names, alike(away, None), host="four.province.test")
    assert facts["ipv4_only_redirects"] == Seen([])
    away = redirecting("https://127.0.0.1/")
    facts = observed(tmp_path, names, alike(away, None), host="four.province.test")
    assert facts["ipv4_only_redirects"] == Seen(["127.0.0.1"])


def test_without_dns_nothing_is_seen(tmp_path: Path, names: Names) -> None:
    facts = observed(tmp_path, names, alike(SITE, SITE), host="www.silent.test")
    facts.pop("hosts")
    assert {reason(fact) for fact in facts.values()} == {Reason.DNS_TIMEOUT}


def test_no_door_is_asked_twice(tmp_path: Path, names: Names) -> None:
    asked: list[str] = []
    https = alike(noted(asked, "https 4", SITE), noted(asked, "https 6", SITE))
    observed(tmp_path, names, https, {"127.0.0.1": TO_HTTPS, "::1": TO_HTTPS})
    assert sorted(asked) == ["https 4", "https 6"]
