"""What a client without IPv4 stumbles over on its way to the portal and in its page."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from checks.ipv6.only import MOST_HOSTS, only_blockers, resource_hosts
from checks.network.http import Page
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import answering, closed_port, free_port, name_server, talking

HOST = "www.tinh.test"
RECORDS = {
    ("test", "SOA"): ["ns.tinh.test. admin.tinh.test. 1 3600 600 86400 60"],
    ("tinh.test", "NS"): ["ns.tinh.test."],
    (HOST, "A"): ["127.0.0.1"],
    (HOST, "AAAA"): ["::1"],
    ("four.tinh.test", "A"): ["127.0.0.1"],
    ("both.tinh.test", "A"): ["127.0.0.1"],
    ("both.tinh.test", "AAAA"): ["::1"],
    ("six.tinh.test", "AAAA"): ["::1"],
    ("cdn.elsewhere.test", "A"): ["127.0.0.1"],
}
GOOD: Fact[list[dict[str, Any]]] = Seen([{"name": "a", "answers_ipv6": Seen(False)}, {"answers_ipv6": Seen(True)}])
BAD: Fact[list[dict[str, Any]]] = Seen([{"name": "a", "answers_ipv6": Seen(False)}])
OPEN: Fact[list[dict[str, Any]]] = Seen([{"answers_ipv6": Seen(False)}, {"answers_ipv6": Unseen(Reason.TIMEOUT)}])
NONE: Fact[list[str]] = Seen([])


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with name_server(NameServer(RECORDS, silent=["silent.tinh.test", "silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


def blockers(
    names: Names,
    html: str | None = "",
    host: str = HOST,
    servers: Fact[list[dict[str, Any]]] = GOOD,
    redirects: Fact[list[str]] = NONE,
    province_zone: str | None = None,
) -> Fact[list[tuple[str, str]]]:
    """(kind, name) of each blocker of a portal with this page; without a page it answers 503."""
    talk = answering(503) if html is None else answering(body=html.encode())
    port = free_port()
    with ExitStack() as stack:
        stack.enter_context(talking(talk, port=port))
        look = look_at(host, closed_port(), port, names=names, scheme="http")
        fact = only_blockers(look, servers, redirects, province_zone)
    return fact if isinstance(fact, Unseen) else Seen([(each["kind"], each["name"]) for each in fact.value])


def why(fact: object) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


def img(*hosts: str) -> str:
    return "".join(f"<img src='https://{host}/a.png'>" for host in hosts)


def test_a_portal_with_all_on_ipv6_blocks_nobody(names: Names) -> None:
    assert blockers(names, img("both.tinh.test", "six.tinh.test")) == Seen([])


def test_all_that_blocks_is_named_by_its_kind(names: Names) -> None:
    page = img("four.tinh.test")
    found = blockers(names, page, "four.tinh.test", BAD, Seen(["old.tinh.test"]))
    assert found == Seen([("name", "four.tinh.test"), ("name_server", "tinh.test"), ("redirect", "old.tinh.test")])
    assert blockers(names, page) == Seen([("resource", "four.tinh.test")])


def test_name_servers_that_were_not_all_seen_block_nobody_for_sure(names: Names) -> None:
    assert why(blockers(names, servers=OPEN)) is Reason.TIMEOUT
    assert why(blockers(names, servers=Unseen(Reason.DNS_TIMEOUT))) is Reason.DNS_TIMEOUT


def test_where_no_name_server_is_known_none_blocks(names: Names) -> None:
    assert blockers(names, servers=Seen([])) == Seen([])


def test_redirects_that_were_not_seen_leave_it_open(names: Names) -> None:
    assert why(blockers(names, redirects=Unseen(Reason.TIMEOUT))) is Reason.TIMEOUT


def test_a_page_that_was_not_seen_leaves_it_open(names: Names) -> None:
    assert why(blockers(names, None)) is Reason.PROTOCOL_ERROR


def test_what_was_found_stands_whatever_else_was_not_seen(names: Names) -> None:
    found = blockers(names, None, servers=OPEN, redirects=Seen(["old.tinh.test"]))
    assert found == Seen([("redirect", "old.tinh.test")])
    page = img("silent.tinh.test", "four.tinh.test")
    assert blockers(names, page) == Seen([("resource", "four.tinh.test")])


def test_a_part_whose_host_dns_does_not_tell_leaves_it_open(names: Names) -> None:
    assert why(blockers(names, img("silent.tinh.test"))) is Reason.DNS_TIMEOUT


def test_without_dns_nothing_is_told(names: Names) -> None:
    assert why(blockers(names, host="www.silent.test")) is Reason.DNS_TIMEOUT


@pytest.mark.parametrize("host", ["cdn.elsewhere.test", "eviltinh.test", "never.tinh.test", "127.0.0.1"])
def test_hosts_of_others_and_hosts_that_are_nowhere_do_not_count(names: Names, host: str) -> None:
    assert blockers(names, img(host)) == Seen([])


def test_a_host_of_the_province_counts_by_its_zone(names: Names) -> None:
    found = blockers(names, img("cdn.elsewhere.test"), province_zone="Elsewhere.test.")
    assert found == Seen([("resource", "cdn.elsewhere.test")])


def test_more_hosts_than_are_asked_leave_it_open_unless_one_blocks(names: Names) -> None:
    asked = names.queries
    crowd = img(*(f"never{n}.tinh.test" for n in range(MOST_HOSTS + 10)))
    assert why(blockers(names, crowd)) is Reason.TOO_LARGE
    assert names.queries - asked <= 2 * MOST_HOSTS + 10
    assert blockers(names, img("four.tinh.test") + crowd) == Seen([("resource", "four.tinh.test")])


def hosts(html: str, url: str = "https://www.tinh.test/vi/") -> list[str]:
    return resource_hosts(Page(url, 200, {}, 1, body=html.encode()))


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<script src=//a.test/x.js></script>", ["a.test"]),
        ("<SCRIPT SRC='HTTPS://A.TEST./x.js'></SCRIPT>", ["a.test"]),
        ("<link rel=stylesheet href=https://a.test/x.css>", ["a.test"]),
        ("<link rel='shortcut ICON' href=https://a.test/x.ico>", ["a.test"]),
        ("<link rel=canonical href=https://a.test/>", []),
        ("<link href=https://a.test/>", []),
        ("<iframe src=https://a.test/></iframe>", ["a.test"]),
        ("<img src=' https://a.test/a.png '>", ["a.test"]),
        ("<img src=x.png>", ["www.tinh.test"]),
        ("<base href=https://b.test/><img src=x.png><base href=https://c.test/><img src=y.png>", ["b.test"]),
        ("<img src=https://b.test/1><img src=https://a.test/2><img src=https://b.test/3>", ["b.test", "a.test"]),
        ("<a href=https://a.test/>", []),
        ("<!-- <img src=https://a.test/> -->", []),
        ("<img src=data:image/png;base64,AAAA><img src=javascript:x><img src='https://['><img src><img src=''>", []),
        ("<base href='https://['><img src=https://a.test/x><img src=y>", ["a.test"]),
        (f"<img src=https://a.test/{'x' * 3000}>", []),
    ],
)
def test_parts_that_a_page_loads_by_itself_are_found(html: str, found: list[str]) -> None:
    assert hosts(html) == found


@pytest.mark.parametrize(
    "html",
    [
        "<img src=" * 200_000,
        "<base href=x>" * 100_000,
        "<img src='https://" + "a." * 500_000 + "'>",
        "<img src=//[>" * 99,
    ],
)
def test_hostile_pages_are_read_to_the_end(html: str) -> None:
    assert isinstance(hosts(html), list)
