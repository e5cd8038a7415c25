"""What an audit asked of the network: for the store and for the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.means import Network

MAXIMA = frozenset({"busiest", "at_once", "in_a_second"})
"""Of the names in a load those that tell of the one address where they are greatest: they do not add up."""


def load_of(network: Network) -> dict[str, int]:
    """What was asked so far: `connections` and DNS `queries` in all; the connections of the `busiest` address, and the
    most that any address had `at_once` and that began there `in_a_second`; how often addresses were asked less because
    they showed signs of trouble (`backoffs`), and how many answers asked for fewer requests (`walls`, HTTP 429)."""
    caused = network.politeness.caused()
    return {"connections": caused.pop("connections"), "queries": network.names.queries, **caused}


def joined(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    """The load of two stretches of an audit: sums, and the greater one of maxima."""
    return {
        name: (max if name in MAXIMA else _sum)(before.get(name, 0), now.get(name, 0)) for name in {**before, **now}
    }


def _sum(one: int, other: int) -> int:
    return one + other
