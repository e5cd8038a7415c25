"""What a browser with both families gets, by the rules of RFC 8305."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from checks.ipv6.citizen import Won, citizen, preferred, race
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import answering, closed_port, free_port, name_server, talking

HOST = "www.citizen.test"
RECORDS = {
    ("citizen.test", "SOA"): ["ns.citizen.test. admin.citizen.test. 1 3600 600 86400 60"],
    (HOST, "A"): ["127.0.0.1"],
    (HOST, "AAAA"): ["::1"],
    ("four.citizen.test", "A"): ["127.0.0.1"],
    ("six.citizen.test", "AAAA"): ["::1"],
}
SILENT = Unseen(Reason.TIMEOUT)
Took = int | Unseen | None


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with name_server(NameServer(RECORDS, silent=["silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


def won(took: dict[str, Took]) -> Fact[Won]:
    """Who wins among addresses that take so many milliseconds, are closed (None) or silent, in this order."""

    def attempt(address: str) -> Fact[int | None]:
        found = took[address]
        return found if isinstance(found, Unseen) else Seen(found)

    return race(list(took), attempt)


@pytest.mark.parametrize(
    ("took", "winner"),
    [
        ({"six": 30, "four": 20}, Won("six", 30, 30)),
        ({"six": 250, "four": 0}, Won("six", 250, 250)),
        ({"six": 270, "four": 30}, Won("six", 270, 270)),
        ({"six": 281, "four": 30}, Won("four", 30, 280)),
        ({"six": 3000, "four": 30}, Won("four", 30, 280)),
        ({"six": None, "four": 30}, Won("four", 30, 30)),
        ({"six": 40, "four": None}, Won("six", 40, 40)),
        ({"six": 3000, "four": None}, Won("six", 3000, 3000)),
        ({"six": 900, "four": 900, "another": 100}, Won("another", 100, 600)),
        ({"six": 40, "four": SILENT}, Won("six", 40, 40)),
    ],
)
def test_the_first_connection_that_stands_wins(took: dict[str, Took], winner: Won) -> None:
    assert won(took) == Seen(winner)


@pytest.mark.parametrize(
    "took", [{"six": SILENT, "four": 30}, {"six": 300, "four": SILENT}, {"six": None, "four": SILENT}]
)
def test_silence_that_decides_leaves_it_open(took: dict[str, Took]) -> None:
    assert won(took) == SILENT


def test_where_all_is_closed_nobody_wins() -> None:
    assert isinstance(won({"six": None, "four": None}), Unseen)


def test_families_are_tried_in_turn_and_ipv6_first() -> None:
    assert preferred(["6a", "6b", "6c"], ["4a"]) == ["6a", "4a", "6b", "6c"]
    assert preferred(["6a"], ["4a", "4b"]) == ["6a", "4a", "4b"]


def observed(names: Names, *listening: str, host: str = HOST, ipv6: bool = True, timeout: float = 1.0) -> Fact[Any]:
    """The fact of a portal of plain HTTP that listens at these addresses."""
    port = free_port()
    with ExitStack() as stack:
        for address in listening:
            stack.enter_context(talking(answering(), address, port=port))
        return citizen(look_at(host, closed_port(), port, names=names, ipv6=ipv6, scheme="http", timeout=timeout))


def test_with_both_families_open_it_is_ipv6(names: Names) -> None:
    fact = observed(names, "127.0.0.1", "::1")
    assert isinstance(fact, Seen)
    assert fact.value["family"] == 6
    assert 0 <= fact.value["delay_ms"] <= fact.value["connect_ms"]


def test_with_ipv6_closed_it_is_ipv4_at_once(names: Names) -> None:
    fact = observed(names, "127.0.0.1")
    assert isinstance(fact, Seen)
    assert (fact.value["family"], fact.value["delay_ms"]) == (4, 0)


def test_with_ipv4_closed_there_is_nothing_to_compare_the_delay_with(names: Names) -> None:
    fact = observed(names, "::1")
    assert isinstance(fact, Seen)
    assert fact.value["family"] == 6
    assert isinstance(fact.value["delay_ms"], Unseen)


def test_silence_over_ipv6_is_not_told_as_a_delay(names: Names) -> None:
    port = free_port()
    with (
        talking(answering(), port=port),
        socket.create_server(("::1", port), family=socket.AF_INET6, backlog=0),
        ExitStack() as fillers,
    ):
        for _ in range(4):
            filler = fillers.enter_context(socket.socket(socket.AF_INET6))
            filler.setblocking(False)
            filler.connect_ex(("::1", port))
        look = look_at(HOST, closed_port(), port, names=names, scheme="http", timeout=0.3)
        fact = citizen(look)
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.TIMEOUT


@pytest.mark.parametrize("host", ["four.citizen.test", "six.citizen.test"])
def test_one_family_leaves_no_choice(names: Names, host: str) -> None:
    assert observed(names, host=host) == Seen(None)


def test_where_all_refuse_nothing_is_told(names: Names) -> None:
    fact = observed(names)
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.REFUSED


def test_a_vantage_without_ipv6_cannot_tell(names: Names) -> None:
    fact = observed(names, "127.0.0.1", "::1", ipv6=False)
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.NO_IPV6_VANTAGE


def test_without_dns_nothing_is_told(names: Names) -> None:
    fact = observed(names, host="www.silent.test")
    assert isinstance(fact, Unseen)
    assert fact.reason is Reason.DNS_TIMEOUT
