"""What is written in place of a fact when the vantage, and not the portal, was at fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from checks.observation import Json, Reason, Unseen, to_json

if TYPE_CHECKING:
    from checks.vantage import Ability

LOST: Mapping[Ability, Unseen] = {
    "resolver": Unseen(Reason.DNS_TIMEOUT, "the vantage's resolver stopped answering during the look"),
    "clock": Unseen(Reason.OUR_ERROR, "the vantage's clock was set during the look"),
    "ipv4": Unseen(Reason.UNREACHABLE, "the vantage lost IPv4 during the look"),
    "ipv6": Unseen(Reason.NO_IPV6_VANTAGE, "the vantage lost IPv6 during the look"),
    "dnssec": Unseen(Reason.TOOL_MISSING, "the vantage's resolver no longer hands on signatures"),
}
"""Ability that was lost while a portal was looked at → why what rests on it is unseen."""

_OURS = {
    reason.value
    for reason in (
        Reason.NO_IPV6_VANTAGE,
        Reason.NOT_AUTHORISED,
        Reason.NEEDS_DOCUMENT,
        Reason.NEEDS_LOOKUP,
        Reason.TOOL_MISSING,
        Reason.OUR_ERROR,
    )
}


def is_ours(mark: Mapping[str, Json]) -> bool:
    """Whether the mark of an unseen fact (`checks.observation.is_unseen`) says nothing about the portal."""
    return mark["unseen"] in _OURS or mark in [to_json(why) for why in LOST.values()]
