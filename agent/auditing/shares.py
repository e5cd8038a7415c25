"""Divides the portals of an audit among processes so that no address is asked harder than by one."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from agent.auditing.plan import Plan
from agent.auditing.run import WORKERS
from agent.inventory import Portal
from checks.means import Network
from checks.network.politeness import Halted, Politeness, Rate
from checks.observation import Seen

FEWEST = 50
"""Portals below which one process is quicker."""
MOST_PROCESSES = 4


@dataclass(frozen=True, slots=True)
class Share:
    """The portals of one process, in the order of the plan, and the addresses that no other share's portals have."""

    portals: tuple[Portal, ...]
    own: frozenset[str]


@dataclass(slots=True)
class Portion(Politeness):
    """Keeps to the whole rate at the addresses of a share, and elsewhere to the part of it that one of several
    processes has."""

    own: frozenset[str] = frozenset()
    processes: int = 1

    def enter(self, address: str, rate: Rate) -> None:
        """As `Politeness.enter`."""
        Politeness.enter(self, address, self.rate(address, rate))

    def try_enter(self, address: str, rate: Rate) -> float:
        """As `Politeness.try_enter`."""
        return Politeness.try_enter(self, address, self.rate(address, rate))

    def rate(self, address: str, rate: Rate) -> Rate:
        """How hard this process may ask an address, where the whole audit may ask it at a `rate`."""
        if address in self.own:
            return rate
        return replace(
            rate, connections=max(1, rate.connections // self.processes), per_second=rate.per_second / self.processes
        )


def processes_for(plan: Plan, portals: Collection[Portal], most: int | None = None) -> int:
    """How many processes to look with: one a core unless told otherwise, one for few portals, and never more than the
    connections that an authorisation allows, for each needs one."""
    if len(portals) < FEWEST:
        return 1
    allowed = min((given.rate.connections for given in plan.inventory.authorisations), default=Rate().connections)
    return max(1, min(most or min(os.cpu_count() or 1, MOST_PROCESSES), allowed))


def shares(portals: Sequence[Portal], addresses: Mapping[str, Collection[str]], most: int) -> list[Share]:
    """At most so many shares of about the same size; portals with an address in common are in the same one.

    `addresses` are those of each portal's URL.
    """
    groups = _connected(portals, addresses)
    parts: list[list[Portal]] = [[] for _ in range(min(most, len(groups)))]
    for group in sorted(groups, key=len, reverse=True):
        min(parts, key=len).extend(group)
    places = {portal.url: place for place, portal in enumerate(portals)}
    return [
        Share(
            tuple(sorted(part, key=lambda portal: places[portal.url])),
            frozenset(address for portal in part for address in addresses[portal.url]),
        )
        for part in parts
    ]


def _connected(portals: Iterable[Portal], addresses: Mapping[str, Collection[str]]) -> list[list[Portal]]:
    """The portals in groups, each with all those that it reaches by way of common addresses."""
    leader: dict[str, str] = {}

    def found(name: str) -> str:
        while (above := leader.setdefault(name, name)) != name:
            leader[name] = leader[above]
            name = above
        return name

    groups: dict[str, list[Portal]] = {}
    every = list(portals)
    for portal in every:
        for address in addresses[portal.url]:
            leader[found(address)] = found(portal.url)
    for portal in every:
        groups.setdefault(found(portal.url), []).append(portal)
    return list(groups.values())


def addresses_of(portals: Sequence[Portal], network: Network) -> dict[str, list[str]]:
    """The addresses of each portal's URL, as far as DNS tells; whoever asks again is answered from memory."""

    def found(portal: Portal) -> list[str]:
        try:
            facts = [network.names.addresses(portal.host, kind) for kind in ("A", "AAAA")]
        except Halted:
            return []
        return [address for fact in facts if isinstance(fact, Seen) for address in fact.value]

    with ThreadPoolExecutor(WORKERS, thread_name_prefix="share") as pool:
        return dict(zip([portal.url for portal in portals], pool.map(found, portals), strict=True))
