"""The load of an audit that came in pieces is that of all of them."""

from __future__ import annotations

from agent.auditing.load import joined, load_of
from checks.means import Network
from checks.network.names import Names
from checks.network.politeness import Rate
from checks.tls.certificates.trust import TrustStore
from checks.vantage import Vantage


def test_the_load_is_what_was_asked_of_the_network() -> None:
    network = Network(Vantage("desk", True, True, "none"), Names("127.0.0.1", 9, 0.1), TrustStore())
    with network.politeness.turn("127.0.0.1", Rate()):
        network.names.lookup("a.test", "A")
    assert load_of(network) == {
        "connections": 1,
        "queries": 1,
        "busiest": 1,
        "at_once": 1,
        "in_a_second": 1,
        "backoffs": 0,
        "walls": 0,
    }


def test_counts_add_up_and_maxima_do_not() -> None:
    before = {"connections": 4, "queries": 2, "at_once": 3}
    now = {"connections": 3, "at_once": 2, "busiest": 5, "backoffs": 1}
    assert joined(before, now) == {"connections": 7, "queries": 2, "at_once": 3, "busiest": 5, "backoffs": 1}
    assert joined({}, before) == before
