"""The names that a portal is used under, with their addresses, and the mail servers of its zone."""

from collections.abc import Iterator

import pytest

from checks.ipv6.names import MOST_REDIRECTS, candidates, mail_servers, names_in_use
from checks.network.names import Names
from checks.observation import Reason, Seen, Unseen, to_json
from tests.lab.name_server import NameServer
from tests.servers import name_server

SOA = ["ns.tinh.test. admin.tinh.test. 1 3600 600 86400 60"]
FOUR, SIX = ["127.0.0.1"], ["::1"]


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    records = {
        ("test", "SOA"): SOA,
        ("test", "NS"): ["ns.tinh.test."],
        ("test", "MX"): ["10 mx.registry.test."],
        ("tinh.test", "SOA"): SOA,
        ("tinh.test", "NS"): ["ns.tinh.test."],
        ("tinh.test", "A"): FOUR,
        ("tinh.test", "AAAA"): SIX,
        ("tinh.test", "MX"): ["20 mx2.tinh.test.", "10 mx1.tinh.test."],
        ("mx1.tinh.test", "A"): FOUR,
        ("mx1.tinh.test", "AAAA"): SIX,
        ("so.tinh.test", "A"): FOUR,
        ("www.so.tinh.test", "CNAME"): ["so.tinh.test."],
        ("www.phong.tinh.test", "AAAA"): SIX,
        ("phong.tinh.test", "A"): FOUR,
        ("xn--fea.test", "A"): FOUR,
        ("khac.test", "A"): FOUR,
        ("null.test", "SOA"): SOA,
        ("null.test", "NS"): ["ns.tinh.test."],
        ("null.test", "MX"): ["0 ."],
    }
    server = NameServer(records, servfail=["broken.tinh.test"], silent=["silent.test"])
    with name_server(server) as port:
        yield Names("127.0.0.53", port, timeout=1)


def roles(names: Names, host: str, *redirects: str) -> list[tuple[str, str]]:
    """`(name, role)` of every name in use."""
    return [(entry["name"], entry["role"]) for entry in to_json(names_in_use(names, host, redirects))]


def test_the_host_comes_first_then_its_zone_and_its_www(names: Names) -> None:
    assert to_json(names_in_use(names, "so.tinh.test")) == [
        {"name": "so.tinh.test", "role": "host", "a": FOUR, "aaaa": []},
        {"name": "tinh.test", "role": "apex", "a": FOUR, "aaaa": SIX},
        {"name": "www.so.tinh.test", "role": "www", "a": FOUR, "aaaa": []},
    ]


def test_the_name_without_www_is_the_www_of_one_with_it(names: Names) -> None:
    assert roles(names, "www.phong.tinh.test") == [
        ("www.phong.tinh.test", "host"),
        ("tinh.test", "apex"),
        ("phong.tinh.test", "www"),
    ]


def test_a_name_has_one_role(names: Names) -> None:
    assert roles(names, "tinh.test", "tinh.test", "TINH.test.") == [("tinh.test", "host")]


def test_a_host_without_addresses_is_told_and_others_are_not(names: Names) -> None:
    assert to_json(names_in_use(names, "nowhere.tinh.test"))[0] == {
        "name": "nowhere.tinh.test",
        "role": "host",
        "a": [],
        "aaaa": [],
    }
    assert roles(names, "nowhere.tinh.test") == [("nowhere.tinh.test", "host"), ("tinh.test", "apex")]


def test_a_candidate_without_addresses_is_a_candidate_still(names: Names) -> None:
    assert candidates(names, "nowhere.tinh.test", ["gone.test"]) == Seen(
        {"nowhere.tinh.test": "host", "tinh.test": "apex", "www.nowhere.tinh.test": "www", "gone.test": "redirect"}
    )


def test_the_registry_s_zone_is_no_name_of_the_portal(names: Names) -> None:
    assert roles(names, "khac.test") == [("khac.test", "host")]


def test_redirects_lead_to_names_in_use(names: Names) -> None:
    found = roles(names, "khac.test", "so.tinh.test", "so.tinh.test", "Đ.test", "127.0.0.2", "nowhere.test")
    assert found == [
        ("khac.test", "host"),
        ("so.tinh.test", "redirect"),
        ("xn--fea.test", "redirect"),
        ("127.0.0.2", "redirect"),
    ]


@pytest.mark.parametrize("hostile", ["a..test", "a" * 64, "Đ" * 300, "a." * 4000, "\ud800.test", "đ đ", ""])
def test_hosts_of_redirects_that_can_be_no_name_are_left_out(names: Names, hostile: str) -> None:
    asked = candidates(names, "khac.test", [hostile])
    assert asked == candidates(names, "khac.test")


def test_only_so_many_redirects_count(names: Names) -> None:
    found = candidates(names, "khac.test", [f"r{number}.test" for number in range(MOST_REDIRECTS + 5)])
    assert isinstance(found, Seen)
    assert list(found.value.values()).count("redirect") == MOST_REDIRECTS


def test_an_address_in_place_of_a_name_stands_alone(names: Names) -> None:
    assert to_json(names_in_use(names, "127.0.0.9")) == [
        {"name": "127.0.0.9", "role": "host", "a": ["127.0.0.9"], "aaaa": []}
    ]


def test_addresses_that_nobody_told_keep_their_name_in_the_list(names: Names) -> None:
    entry = to_json(names_in_use(names, "khac.test", ["www.broken.tinh.test"]))[1]
    assert entry["name"] == "www.broken.tinh.test"
    assert entry["a"]["unseen"] == entry["aaaa"]["unseen"] == "dns_servfail"


def test_a_zone_that_nobody_told_leaves_the_names_unseen(names: Names) -> None:
    for fact in (names_in_use(names, "www.silent.test"), mail_servers(names, "www.silent.test")):
        assert isinstance(fact, Unseen)
        assert fact.reason is Reason.DNS_TIMEOUT


def test_mail_servers_are_those_of_the_zone(names: Names) -> None:
    assert to_json(mail_servers(names, "so.tinh.test")) == [
        {"name": "mx1.tinh.test", "a": FOUR, "aaaa": SIX},
        {"name": "mx2.tinh.test", "a": [], "aaaa": []},
    ]


@pytest.mark.parametrize("host", ["www.null.test", "khac.test", "127.0.0.1"])
def test_a_zone_without_mail_servers_has_none(names: Names, host: str) -> None:
    assert mail_servers(names, host) == Seen([])
