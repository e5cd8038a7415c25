"""The zone above shall point to a zone as the zone itself says."""

from __future__ import annotations

from typing import Any

import pytest

from checks.dns.delegation import delegation
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.dns.world import CLOSED, FIRST, FIRST_IPV6, SECOND, look


def told(internet: int, zone: str, ipv6: bool = True) -> dict[str, Any]:
    fact = delegation(look(internet, zone, ipv6))
    assert isinstance(fact, Seen), fact
    return fact.value


def reason(fact: Fact[Any]) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


def test_a_sound_delegation(internet: int) -> None:
    assert told(internet, "good") == {
        "parent": "test",
        "told_by": "referral",
        "parent_servers": ["ns1.good.test", "ns2.good.test"],
        "child_servers": Seen(["ns1.good.test", "ns2.good.test"]),
        "agrees": Seen(True),
        "glue": [
            {"name": "ns1.good.test", "ipv4": [FIRST], "ipv6": [FIRST_IPV6]},
            {"name": "ns2.good.test", "ipv4": [SECOND], "ipv6": []},
        ],
        "glue_agrees": Seen(True),
        "missing_glue": Seen([]),
    }


def test_glue_is_judged_from_a_vantage_without_ipv6_too(internet: int) -> None:
    assert told(internet, "no-aaaa-glue", ipv6=False)["missing_glue"] == Seen(["ns1.no-aaaa-glue.test"])


@pytest.mark.parametrize("zone", ["no-aaaa-glue", "no-glue"])
def test_missing_glue_is_named(internet: int, zone: str) -> None:
    found = told(internet, zone)
    assert found["missing_glue"] == Seen([f"ns1.{zone}.test"])
    assert found["glue_agrees"] == Seen(False)
    assert found["agrees"] == Seen(True)


def test_a_server_that_has_neither_address_nor_glue_lacks_glue(internet: int) -> None:
    assert told(internet, "unresolved")["missing_glue"] == Seen(["ns2.unresolved.test"])


def test_glue_that_is_not_the_address_disagrees(internet: int) -> None:
    found = told(internet, "wrong-glue")
    assert found["glue"] == [{"name": "ns1.wrong-glue.test", "ipv4": [CLOSED], "ipv6": []}]
    assert (found["glue_agrees"], found["missing_glue"]) == (Seen(False), Seen([]))


def test_a_parent_that_names_other_servers_disagrees(internet: int) -> None:
    found = told(internet, "other-set")
    assert found["parent_servers"] == ["ns1.other-set.test", "old.other-set.test"]
    assert found["child_servers"] == Seen(["ns1.other-set.test"])
    assert found["agrees"] == Seen(False)


def test_servers_in_another_zone_need_no_glue(internet: int) -> None:
    found = told(internet, "elsewhere")
    assert found["parent_servers"] == ["ns1.good.test"]
    assert (found["agrees"], found["glue_agrees"], found["missing_glue"]) == (Seen(True), Seen(None), Seen([]))


def test_a_zone_that_the_parent_does_not_know(internet: int) -> None:
    found = told(internet, "denied")
    assert (found["told_by"], found["parent_servers"], found["agrees"]) == ("denial", [], Seen(False))
    assert found["child_servers"] == Seen(["ns1.denied.test"])


def test_a_parent_that_serves_the_zone_itself_shows_no_glue(internet: int) -> None:
    found = told(internet, "with-parent")
    assert (found["told_by"], found["agrees"]) == ("answer", Seen(True))
    assert (found["glue"], found["glue_agrees"], found["missing_glue"]) == ([], Seen(None), Seen([]))


def test_a_zone_none_of_whose_servers_answers_agrees_with_nothing(internet: int) -> None:
    found = told(internet, "all-lame")
    assert found["parent_servers"] == ["ns1.all-lame.test"]
    assert reason(found["child_servers"]) is Reason.PROTOCOL_ERROR
    assert reason(found["agrees"]) is Reason.PROTOCOL_ERROR
    assert found["glue_agrees"] == Seen(True)


def test_servers_that_disagree_with_each_other_disagree_with_the_parent(internet: int) -> None:
    found = told(internet, "torn")
    assert found["child_servers"] == Seen(["ns1.torn.test", "ns2.torn.test", "ns3.torn.test"])
    assert found["agrees"] == Seen(False)


def test_without_a_parent_that_answers_nothing_is_seen(internet: int) -> None:
    assert reason(delegation(look(internet, "orphan.mute"))) is Reason.DNS_TIMEOUT
