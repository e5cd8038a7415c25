"""Defective front ends before real servers: every fact is the truth or unseen, and the truth where it can be had."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from checks.look import Look
from checks.network.politeness import Rate
from checks.observation import Reason, Seen, to_json
from checks.tls.observe import observe
from tests.checks.looks import look_at
from tests.tls_peers.backends import Backends, backends
from tests.tls_peers.counting import Counting
from tests.tls_peers.defective import DEFECTIVE, Defective, either
from tests.tls_peers.defects import Balances
from tests.tls_peers.front import FrontEnd, Street, standing
from tests.tls_peers.looking import Looked, look, look_at_all
from tests.tls_peers.truth import unseen_members, untruths

PATIENCE = 150.0
DOUBT = {Reason.BLOCKED, Reason.TLS_HANDSHAKE, Reason.PROTOCOL_ERROR}
CERTAIN = [defect for defect in DEFECTIVE if defect.certain]
DOUBTFUL = [defect for defect in DEFECTIVE if not defect.certain]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backends]:
    with backends(tmp_path_factory.mktemp("backends")) as running:
        yield running


def looked(servers: Backends, defects: Collection[Defective]) -> dict[str, Looked]:
    """Looks at front ends with these defects, side by side."""
    timeouts = {defect.name: defect.timeout for defect in defects}
    with Street() as street:
        endpoints = {defect.name: street.open(defect.front(servers)) for defect in defects}
        looks = look_at_all(endpoints, timeouts, PATIENCE)
    failed = {name: found for name, found in looks.items() if isinstance(found, BaseException)}
    assert failed == {}
    return {name: found for name, found in looks.items() if isinstance(found, Looked)}


def all_untruths(servers: Backends, looks: dict[str, Looked], defects: Collection[Defective]) -> dict[str, list[str]]:
    found = {
        defect.name: untruths(looks[defect.name].endpoint, defect.truth(servers), defect.reasons) for defect in defects
    }
    return {name: wrong for name, wrong in found.items() if wrong}


@pytest.mark.parametrize("name", ["broad", "old", "modern"])
def test_the_truth_behind_the_front_ends_is_seen_without_them(servers: Backends, name: str) -> None:
    server = getattr(servers, name)
    facts = look(server.endpoint, 10.0, weaknesses=True).endpoint
    assert untruths(facts, server.truth, ()) == []
    assert unseen_members(facts, server.truth.keys() - {"signature_algorithms"}) == []


def test_a_front_end_that_can_be_seen_through_is_seen_through(servers: Backends) -> None:
    looks = looked(servers, CERTAIN)
    assert all_untruths(servers, looks, CERTAIN) == {}
    unseen = {defect.name: unseen_members(looks[defect.name].endpoint, defect.certain) for defect in CERTAIN}
    assert {name: members for name, members in unseen.items() if members} == {}


def test_a_front_end_that_hides_the_truth_is_never_believed(servers: Backends) -> None:
    looks = looked(servers, DOUBTFUL)
    assert all_untruths(servers, looks, DOUBTFUL) == {}


def test_a_balancer_that_is_asked_one_question_at_a_time_is_found_out(servers: Backends) -> None:
    front = Balances(servers.modern.endpoint, servers.old.endpoint, by_lot=False)
    with standing(front) as [(address, port)]:
        endpoints = to_json(observe(politely(address, port, 1))["endpoints"])
    assert untruths(endpoints[0], either(servers), DOUBT) == []


# ------------------------------------------------------------------------------------------------ gentle


def politely(address: str, port: int, connections: int) -> Look:
    """A look under an authorisation for so many connections at once."""
    polite = look_at(address, port, port, timeout=10.0)
    polite.rate = Rate(connections, per_second=1000)
    return polite


@pytest.mark.parametrize("connections", [1, 2, 4])
def test_no_more_connections_are_open_at_once_than_the_authorisation_names(servers: Backends, connections: int) -> None:
    counting = Counting(servers.broad.endpoint)
    with standing(counting) as [(address, port)]:
        facts = observe(politely(address, port, connections))
    endpoints = facts["endpoints"]
    assert isinstance(endpoints, Seen)
    assert endpoints.value[0]["versions"] == Seen(servers.broad.truth["versions"])
    assert 1 <= counting.at_once <= connections


def test_each_connection_is_counted_and_told(servers: Backends) -> None:
    counting = Counting(servers.modern.endpoint)
    with standing(counting) as [endpoint]:
        told = look(endpoint, 10.0).endpoint["connections"]
    assert told == counting.total


def test_no_more_connections_begin_in_a_second_than_the_authorisation_names(servers: Backends) -> None:
    counting = Counting(servers.modern.endpoint)
    with standing(counting) as [(address, port)]:
        polite = politely(address, port, 4)
        polite.rate = Rate(4, per_second=20)
        observe(polite)
    assert counting.total > 5
    assert counting.most_within(0.5) <= 11


def test_a_front_end_without_a_defect_changes_nothing(servers: Backends) -> None:
    with standing(FrontEnd(servers.broad.endpoint)) as [endpoint]:
        through = look(endpoint, 10.0).endpoint
    assert untruths(through, servers.broad.truth, ()) == []
