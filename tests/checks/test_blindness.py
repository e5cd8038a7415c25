"""What a record loses when the vantage lost an ability while it was taken."""

from __future__ import annotations

import pytest

from checks.blindness import blinded
from checks.observation import is_unseen
from checks.record import PortalRecord
from checks.vantage import Ability

RECORD = PortalRecord(
    portal={},
    vantage={},
    started="",
    finished="",
    observations={
        "ipv6": {"aaaa": ["::1"], "reach": []},
        "dns": {"dnssec": {"status": "insecure"}, "caa": []},
        "tls": {"h3": False},
        "security_plan": {"level": 2},
    },
)


@pytest.mark.parametrize(
    ("ability", "reason", "kept"),
    [
        ("ipv6", "no_ipv6_vantage", {"ipv6.aaaa", "dns.dnssec", "dns.caa", "tls.h3", "security_plan.level"}),
        ("ipv4", "unreachable", {"security_plan.level"}),
        ("resolver", "dns_timeout", {"security_plan.level"}),
        ("clock", "our_error", {"security_plan.level"}),
        ("dnssec", "tool_missing", {"ipv6.aaaa", "ipv6.reach", "dns.caa", "tls.h3", "security_plan.level"}),
    ],
)
def test_only_what_rests_on_the_ability_is_unseen(ability: Ability, reason: str, kept: set[str]) -> None:
    facts = {
        f"{check}.{name}": value
        for check, found in blinded(RECORD, [ability]).observations.items()
        for name, value in found.items()
    }
    assert {name for name, value in facts.items() if not is_unseen(value)} == kept
    assert {value["unseen"] for name, value in facts.items() if name not in kept} == {reason}


def test_a_vantage_that_lost_nothing_takes_nothing_away() -> None:
    assert blinded(RECORD, []) == RECORD


def test_of_two_losses_the_one_that_explains_more_is_told() -> None:
    found = blinded(RECORD, ["ipv6", "resolver"]).observations["ipv6"]["reach"]
    assert found["unseen"] == "no_ipv6_vantage"
    assert blinded(RECORD, ["dnssec", "resolver"]).observations["dns"]["caa"]["unseen"] == "dns_timeout"
