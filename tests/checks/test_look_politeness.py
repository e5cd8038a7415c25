"""What a look asks for stays within what is allowed, as the servers see it."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from checks.look import Look
from checks.means import Allowance, Network
from checks.network.names import Names
from checks.network.politeness import BarredError, Budget, Halted, Rate
from checks.network.scope import Scope
from checks.observation import Reason, Seen, Unseen
from checks.target import Target
from checks.tls.certificates.trust import TrustStore
from checks.tls.conversation import Conversation
from checks.tls.engine import Peer, run
from checks.vantage import Vantage
from tests.checks.looks import LOOPBACK, look_at
from tests.checks.sites import Site, moved, reason
from tests.servers import Talk, answering, closed_port, listening, read_request, talking

ADDRESS = "127.0.0.1"
SHARED = 558
"""Portals on one address, as a province's hosting has them."""


@dataclass
class Counter:
    """What one thread that serves every connection saw: it closes each itself, before the client can know of it."""

    accepted: list[float] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    most_open: int = 0


@contextlib.contextmanager
def counting() -> Iterator[tuple[int, Counter]]:
    """A web server that counts connections and ends each some milliseconds after its request."""
    counter, stop = Counter(), threading.Event()
    server = socket.create_server((ADDRESS, 0), backlog=512)
    server.setblocking(False)

    def serve() -> None:
        open_now: dict[socket.socket, float] = {}
        with selectors.DefaultSelector() as selector:
            selector.register(server, selectors.EVENT_READ)
            while not stop.is_set():
                for key, _ in selector.select(0.002):
                    if key.fileobj is server:
                        client, _ = server.accept()
                        counter.accepted.append(time.monotonic())
                        open_now[client] = float("inf")
                        counter.most_open = max(counter.most_open, len(open_now))
                        selector.register(client, selectors.EVENT_READ)
                    else:
                        client = key.fileobj  # type: ignore[assignment]
                        head = client.recv(65536).decode()
                        counter.agents.add(head.partition("User-Agent: ")[2].partition("\r\n")[0])
                        selector.unregister(client)
                        client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nx")
                        open_now[client] = time.monotonic() + 0.02
                for client in [each for each, until in open_now.items() if until <= time.monotonic()]:
                    del open_now[client]
                    client.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1], counter
    finally:
        stop.set()
        thread.join()
        server.close()


def network_here() -> Network:
    return Network(Vantage("test", True, False, ""), Names(ADDRESS, 9, 0.1), TrustStore(), 5.0, contact="soc@tinh.test")


def test_one_address_with_many_portals_is_never_asked_harder_than_allowed() -> None:
    network, rate = network_here(), Rate(connections=6, per_second=250.0)

    def ask(number: int) -> bool:
        target = Target(f"http://p{number}.test/", "http", ADDRESS, "/", port, port)
        look = Look(target, network, datetime.now(UTC), LOOPBACK, rate, document="12/VB")
        return isinstance(look.exchange(ADDRESS, "http").page, Seen)

    with counting() as (port, counter):
        began = time.monotonic()
        with ThreadPoolExecutor(24) as pool:
            seen = list(pool.map(ask, range(SHARED)))
    assert all(seen)
    assert len(counter.accepted) == SHARED
    assert counter.most_open <= 6
    # No connection is there sooner than the rate allows: so many after so long.
    assert all(at - began >= number / 250.0 for number, at in enumerate(sorted(counter.accepted)))
    assert counter.agents == {next(iter(counter.agents))}
    assert "(+soc@tinh.test; 12/VB)" in next(iter(counter.agents))
    caused = network.politeness.caused()
    assert caused["connections"] == caused["busiest"] == SHARED
    assert caused["at_once"] <= 6
    assert caused["in_a_second"] <= 251
    assert caused["backoffs"] == 0


def test_a_server_that_gets_slow_under_load_is_let_recover() -> None:
    """It is quick for a while; then whatever it does at a time beyond two things makes all of them slow."""
    lock, at_once, tired, slow = threading.Lock(), 0, threading.Event(), []

    def talk(connection: socket.socket) -> None:
        nonlocal at_once
        with lock:
            at_once += 1
            is_slow = tired.is_set() and at_once > 2
            slow.append(is_slow)
        read_request(connection)
        time.sleep(0.7 if is_slow else 0.01)
        with lock:
            at_once -= 1
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

    network, rate = network_here(), Rate(connections=16, per_second=1000.0)

    def ask(number: int) -> None:
        target = Target(f"http://p{number}.test/", "http", ADDRESS, "/", port, port)
        Look(target, network, datetime.now(UTC), LOOPBACK, rate).exchange(ADDRESS, "http")

    with talking(talk, ADDRESS) as (_, port), ThreadPoolExecutor(16) as pool:
        list(pool.map(ask, range(48)))
        tired.set()
        list(pool.map(ask, range(90)))
        backed_off = network.politeness.caused()["backoffs"]
        tired.clear()
        for _ in range(5):  # at the latest; who measures on a busy machine may back off for that alone
            list(pool.map(ask, range(120)))
            if (places := places_at(network, ADDRESS)) >= 8:
                break
    assert backed_off >= 2
    assert sum(slow[78:138]) < 45  # of 60; asked as hard as before, all but the first two would be
    assert not any(slow[138:])
    assert places >= 8


def places_at(network: Network, address: str) -> int:
    """How many connections may be open at an idle address now, of 16."""
    unhurried = Rate(16, float("inf"))
    taken = [network.politeness.try_enter(address, unhurried) == 0.0 for _ in range(16)]
    for _ in range(sum(taken)):
        network.politeness.leave(address)
    return sum(taken)


def refusing(status: int, retry_after: str, then: Talk, asked: list[float]) -> Talk:
    """Has no time for the first request, and answers the others by `then`."""

    def talk(connection: socket.socket) -> None:
        asked.append(time.monotonic())
        header = f"Retry-After: {retry_after}\r\n" if retry_after else ""
        (answering(status, header) if len(asked) == 1 else then)(connection)

    return talk


@pytest.mark.parametrize("status", [429, 503])
def test_who_asks_for_a_short_rest_is_asked_once_more_after_it(status: int) -> None:
    asked: list[float] = []
    with talking(refusing(status, "1", answering(), asked), ADDRESS) as (_, port):
        look = look_at(ADDRESS, closed_port(), port, scheme="http")
        exchange = look.exchange(ADDRESS, "http")
    assert isinstance(exchange.page, Seen)
    assert (exchange.page.value.status, exchange.attempts) == (200, 2)
    assert asked[1] - asked[0] >= 1.0


@pytest.mark.parametrize(("status", "again"), [(429, 429), (503, 503)])
def test_who_is_busy_still_is_shown_as_such_and_asked_no_third_time(status: int, again: int) -> None:
    asked: list[float] = []
    with talking(refusing(status, "0", answering(again), asked), ADDRESS) as (_, port):
        exchange = look_at(ADDRESS, closed_port(), port, scheme="http").exchange(ADDRESS, "http")
    assert isinstance(exchange.head, Seen)
    assert (exchange.head.value.status, len(asked)) == (status, 2)


def test_a_wall_for_long_ends_the_look_there_and_in_every_other_portal_of_the_address() -> None:
    asked: list[float] = []
    with talking(refusing(429, "3600", answering(), asked), ADDRESS) as (_, port):
        look = look_at(ADDRESS, closed_port(), port, scheme="http")
        first = look.exchange(ADDRESS, "http")
        neighbour = Look(look.target, look.network, look.now, LOOPBACK, look.rate)
        barred = neighbour.barred(ADDRESS)
        assert neighbour.exchange(ADDRESS, "http").page == look.get("/robots.txt") == barred
        assert look.gone() is None
        with pytest.raises(BarredError):
            neighbour.dial(ADDRESS, port)
    assert isinstance(first.head, Seen)
    assert isinstance(barred, Unseen)
    assert barred.reason is Reason.BLOCKED
    assert len(asked) == 1


def test_a_portal_in_maintenance_is_left_alone_and_its_neighbours_are_not() -> None:
    asked: list[float] = []
    with talking(refusing(503, "3600", answering(), asked), ADDRESS) as (_, port):
        look = look_at(ADDRESS, closed_port(), port, scheme="http")
        look.exchange(ADDRESS, "http")
        page = look.get("/robots.txt")
        neighbour = Look(look.target, look.network, look.now, LOOPBACK, look.rate)
        other = neighbour.exchange(ADDRESS, "http").page
    assert isinstance(page, Unseen)
    assert (page.reason, len(asked)) == (Reason.BLOCKED, 2)
    assert isinstance(other, Seen)


def test_a_look_ends_where_its_budget_does_and_the_control_is_still_made() -> None:
    with talking(answering(), ADDRESS) as (_, port):
        look = look_at(ADDRESS, closed_port(), port, scheme="http")
        look.budget = Budget(4)
        pages = [look.get(f"/{number}") for number in range(6)]
        assert look.gone() is None
    told = [page for page in pages if isinstance(page, Unseen)]
    assert len(pages) - len(told) == 2  # the exchange for the portal's own path was the first
    assert {page.reason for page in told} == {Reason.NOT_AUTHORISED}
    assert {page.detail for page in told} == {"the budget of 4 connections is used up"}
    assert look.network.politeness.begun == 4


def test_questions_to_the_dns_are_within_the_budget_and_others_may_ask_what_it_refused() -> None:
    look = look_at("a.test", 9, 9)
    poor = look.network.names.charged_to(Budget(1))
    with talking(answering(), ADDRESS):
        assert isinstance(poor.lookup("a.test", "A"), Unseen)
        refused = poor.once("a zone", lambda: poor.reply("a.test", "A"))
    assert isinstance(refused, Unseen)
    assert refused.reason is Reason.NOT_AUTHORISED
    assert look.network.names.once("a zone", lambda: "asked anew") == "asked anew"
    assert look.network.names.queries == 1


def test_nothing_is_begun_after_the_end_of_the_authorisation() -> None:
    look = look_at(ADDRESS, closed_port(), closed_port())
    look.until = datetime.now(UTC) + timedelta(hours=1)
    assert look.barred(ADDRESS) is None
    look.until = datetime(2026, 11, 1, 17, 30, tzinfo=UTC)
    barred = look.barred(ADDRESS)
    assert isinstance(barred, Unseen)
    assert (barred.reason, barred.detail) == (Reason.NOT_AUTHORISED, "127.0.0.1: allowed until 01/11/2026 17:30")
    with pytest.raises(BarredError):
        look.dial(ADDRESS, 9)
    with pytest.raises(BarredError):
        look.begin(ADDRESS, 9)


def test_halting_ends_an_exchange_that_waits_for_its_answer() -> None:
    halted: list[type[BaseException]] = []

    def observe(look: Look) -> None:
        try:
            look.ask_everywhere()
            look.page  # noqa: B018
        except Halted:
            halted.append(Halted)

    with listening() as (_, port):
        look = look_at(ADDRESS, closed_port(), port, scheme="http", timeout=30.0)
        observer = threading.Thread(target=observe, args=(look,))
        observer.start()
        while not look._answered:
            time.sleep(0.01)
        look.network.politeness.halt()
        observer.join(10)
        assert halted == [Halted]
        assert look.network.names.halting.told
        with pytest.raises(Halted):
            look.network.names.lookup("a.test", "A")


def test_what_ends_while_everything_is_being_halted_is_no_fact_about_the_portal() -> None:
    def ends(connection: socket.socket) -> None:
        read_request(connection)
        look.network.politeness.halting._told.set()  # as far as `halt` comes before it shuts the first socket

    with talking(ends) as (_, port):
        look = look_at(ADDRESS, closed_port(), port, scheme="http")
        with pytest.raises(Halted):
            look.exchange(ADDRESS, "http")


def hello() -> Conversation[bytes]:
    return (yield b"x")


def test_the_tls_engine_tells_how_its_connections_went() -> None:
    look = look_at(ADDRESS, 9, 9)
    politeness = look.network.politeness
    with talking(lambda connection: connection.sendall(connection.recv(1)), ADDRESS) as (_, port):
        assert run(Peer(look.begin, "a.test", ADDRESS, port, 5.0).converse(hello())) == b"x"
        assert politeness.caused()["backoffs"] == 0
    with pytest.raises(ConnectionRefusedError):
        run(Peer(look.begin, "a.test", ADDRESS, port, 5.0).converse(hello()))
    assert politeness.caused()["backoffs"] == 1


SISTER = "127.0.0.2"


def test_the_host_that_a_redirect_leads_to_is_asked_no_harder_than_its_own_document_allows() -> None:
    asked: list[float] = []

    def onwards(connection: socket.socket) -> None:
        asked.append(time.monotonic())
        moved(f"/{len(asked)}" if len(asked) < 3 else "http://elsewhere.test/")(connection)

    with talking(onwards, SISTER) as (_, there), talking(Site({"/": moved(f"http://{SISTER}:{there}/")})) as (_, port):
        look = look_at(ADDRESS, closed_port(), port, scheme="http")
        look.allowance_at = lambda host: Allowance(LOOPBACK, Rate(1, 5.0)) if host == SISTER else None
        assert reason(look.home(ADDRESS)) is Reason.NOT_AUTHORISED
    assert len(asked) == 3
    assert asked[2] - asked[0] > 0.35


def test_a_redirect_leads_to_no_network_that_the_document_of_its_host_does_not_name() -> None:
    with (
        talking(sister := Site(), SISTER) as (_, there),
        talking(Site({"/": moved(f"http://{SISTER}:{there}/")})) as (_, port),
    ):
        look = look_at(ADDRESS, closed_port(), port, scheme="http")
        look.allowance_at = lambda host: Allowance(Scope(), Rate(32, 1000))
        assert reason(look.home(ADDRESS)) is Reason.NOT_AUTHORISED
    assert sister.requests == []
