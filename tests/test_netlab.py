"""A whole audit in a network namespace, with real name servers, resolver and nginx: the truth is known."""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from checks.facts import FACTS
from tests.netlab.expect import at, fact_of, filled, is_like, unseen
from tests.netlab.model import TINH, Situation
from tests.netlab.situations import SITUATIONS, dnssec
from tests.worlds import run_in_namespace

_PROGRAMS = ("ip", "nft", "nsd", "knotd", "unbound", "nginx", "ldns-signzone")

pytestmark = pytest.mark.namespace


def run(*options: str) -> str:
    """What an audit sees in the world, started in a namespace of its own, as JSON."""
    return run_in_namespace(_PROGRAMS, "tests.netlab.run", *options)


Audit = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Audits a world once, whichever of the processes that share the tests asks first; they share a folder too."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def audited(name: str, *options: str) -> dict[str, Any]:
        file = folder / f"netlab-{name}.json"
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                file.write_text(run(*options), "utf-8")
        seen: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return seen

    return audited


@pytest.fixture(scope="module")
def world(audit: Audit) -> dict[str, Any]:
    return audit("whole")


@pytest.fixture(scope="module")
def world_without_ipv6(audit: Audit) -> dict[str, Any]:
    names = [situation.name for situation in SITUATIONS if situation.without_ipv6]
    return audit("without-ipv6", "--without-ipv6", *names)


@pytest.fixture(scope="module")
def world_that_validates(audit: Audit) -> dict[str, Any]:
    return audit("validating", "--resolver", "validating", *(situation.name for situation in dnssec.SITUATIONS))


@pytest.fixture(scope="module")
def world_without_dnssec(audit: Audit) -> dict[str, Any]:
    return audit("old", "--resolver", "old", *(situation.name for situation in dnssec.SITUATIONS))


def wrong(world: dict[str, Any], situation: Situation, truth: Mapping[str, Any]) -> dict[str, Any]:
    """What was seen otherwise than it is, by path."""
    places = world["places"][situation.name]
    seen = {path: at(world["situations"][situation.name], path) for path in truth}
    true = {path: filled(wanted, places) for path, wanted in truth.items()}
    return {path: {"seen": seen[path], "true": true[path]} for path in truth if not is_like(seen[path], true[path])}


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_what_is_seen_is_the_truth(world: dict[str, Any], situation: Situation) -> None:
    assert wrong(world, situation, situation.facts) == {}, situation.told


@pytest.mark.parametrize(
    "situation", [each for each in SITUATIONS if each.without_ipv6], ids=lambda situation: situation.name
)
def test_a_vantage_without_ipv6_concludes_nothing_about_ipv6(
    world_without_ipv6: dict[str, Any], situation: Situation
) -> None:
    assert world_without_ipv6["vantage"]["ipv6"] is False
    assert wrong(world_without_ipv6, situation, situation.without_ipv6) == {}, situation.told


@pytest.mark.parametrize("situation", dnssec.SITUATIONS, ids=lambda situation: situation.name)
def test_a_resolver_that_validates_hides_nothing_of_the_signatures(
    world_that_validates: dict[str, Any], situation: Situation
) -> None:
    truth = {path: wanted for path, wanted in situation.facts.items() if fact_of(path) == "dns.dnssec"}
    assert wrong(world_that_validates, situation, truth) == {}, situation.told
    if truth.get("dns.dnssec", {}).get("status") == "bogus":
        addresses = world_that_validates["situations"][situation.name]["ipv6"]
        assert any(is_like(addresses[kind], unseen("dns_servfail")) for kind in ("a", "aaaa"))


def test_through_a_resolver_that_knows_no_signatures_nothing_is_said_of_them(
    world_without_dnssec: dict[str, Any],
) -> None:
    assert world_without_dnssec["vantage"]["dnssec"] is False
    for name, told in world_without_dnssec["situations"].items():
        assert told["dns"]["dnssec"].keys() == {"unseen", "detail"}, name


def test_no_mistake_of_ours_is_among_what_was_seen(
    world: dict[str, Any], world_without_ipv6: dict[str, Any], world_that_validates: dict[str, Any]
) -> None:
    assert len(world["situations"]) == len(SITUATIONS)
    for seen in (world, world_without_ipv6, world_that_validates):
        assert [name for name, facts in seen["situations"].items() if '"our_error"' in json.dumps(facts)] == []


def test_what_concerns_a_zone_is_asked_once_for_all_its_portals(world: dict[str, Any]) -> None:
    portals = [situation for situation in SITUATIONS if situation.in_zone == TINH]
    asked = Counter({(address, *rest): count for address, *rest, count in world["queries"] if rest[1] == TINH})
    assert len(portals) >= 40
    assert asked.total() >= 4
    assert {question: count for question, count in asked.items() if count > 1} == {}


def test_every_fact_of_the_checks_has_a_situation() -> None:
    asked = {fact_of(path) for situation in SITUATIONS for path in situation.facts}
    assert asked == {fact for fact in FACTS if fact.partition(".")[0] in ("ipv6", "dns", "web")}


def test_every_situation_has_a_name_and_a_host_of_its_own() -> None:
    assert len(SITUATIONS) >= 60
    assert len({situation.name for situation in SITUATIONS}) == len(SITUATIONS)
    assert len({situation.portal for situation in SITUATIONS}) == len(SITUATIONS)
