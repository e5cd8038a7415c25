"""Which marks of unseen facts say nothing about the portal."""

from __future__ import annotations

from typing import get_args

import pytest

from checks.lost import LOST, is_ours
from checks.vantage import Ability


def test_every_ability_that_can_be_lost_has_its_words() -> None:
    assert set(LOST) == set(get_args(Ability))


@pytest.mark.parametrize(
    ("reason", "detail", "ours"),
    [
        ("timeout", "127.0.0.9:443", False),
        ("blocked", "", False),
        ("dns_timeout", "a.test", False),
        ("dns_timeout", "the vantage's resolver stopped answering during the look", True),
        ("unreachable", "the vantage lost IPv4 during the look", True),
        ("no_ipv6_vantage", "::1", True),
        ("our_error", "", True),
        ("not_authorised", "", True),
        ("needs_document", "", True),
        ("needs_lookup", "", True),
        ("tool_missing", "", True),
    ],
)
def test_what_the_vantage_lacked_is_not_the_portals_silence(reason: str, detail: str, ours: bool) -> None:
    assert is_ours({"unseen": reason, "detail": detail}) is ours
