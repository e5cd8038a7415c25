"""What a record is still worth when the vantage lost an ability while the look was taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from checks.lost import LOST
from checks.observation import Json, to_json
from checks.portal import OFFLINE
from checks.record import PortalRecord
from checks.vantage import Ability

_RECORDS = ("ipv6.a", "ipv6.aaaa")
"""Facts that come from the resolver alone."""


def blinded(record: PortalRecord, lost: Collection[Ability]) -> PortalRecord:
    """The record without what it cannot have seen for sure.

    Without the resolver, the clock or IPv4 that is everything that contacts anybody; without IPv6 alone it is the
    check `ipv6`, as the others tell what they saw of each address; without signatures it is DNSSEC.
    """
    for ability, why in LOST.items():
        if ability in lost:
            record = replace(record, observations=_without(record.observations, ability, to_json(why)))
    return record


def _without(observations: dict[str, dict[str, Json]], ability: Ability, mark: Json) -> dict[str, dict[str, Json]]:
    return {
        check: {name: mark if _rests_on(ability, check, name) else value for name, value in facts.items()}
        for check, facts in observations.items()
    }


def _rests_on(ability: Ability, check: str, name: str) -> bool:
    if check in OFFLINE:
        return False
    if ability == "dnssec":
        return f"{check}.{name}" == "dns.dnssec"
    if ability == "ipv6":
        return check == "ipv6" and f"{check}.{name}" not in _RECORDS
    return True
