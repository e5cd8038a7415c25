"""Where the aliases of a portal's names lead, and which of them lead into nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from checks.dns.belonging import is_address, own_zone, registered_domain
from checks.dns.found import find
from checks.dns.mail import exchangers
from checks.dns.wildcard import makes_up_answers
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen

MOST_LINKS = 8
"""Aliases in a row that are followed; resolvers give up at about as many."""
MOST_TARGETS = 64
"""Foreign names of one portal that are looked for."""
_SIDE_BY_SIDE = 8


def aliases(names: Names, used: Sequence[str]) -> Fact[list[dict[str, Any]]]:
    """Every link of the CNAME chains that start at these names: `{name, target, status}`.

    `status` is what following the link ends in: "resolves", "nxdomain" (RFC 2308 §2.1) or "no_address", to which a
    circle comes down too. Where nobody told, it is unseen; where not even the alias was told, so is `target`.
    """
    links: dict[tuple[str, str], dict[str, Any]] = {}
    for chain in _chains(names, used):
        for link in chain:
            links.setdefault((link["name"], str(link["target"])), link)
    return Seen(list(links.values()))


def dangling(names: Names, host: str, used: Sequence[str]) -> Fact[list[str]]:
    """Names that do not exist under somebody else's registered domain, but that aliases, NS or MX records point to.

    Aliases are those of the names `used`, NS and MX records those of the host and of its zone. Who registers or rents
    such a name gets the portal, its zone or its mail. Only NXDOMAIN counts. One found decides; without one, whatever
    could not be seen leaves the fact unseen.
    """
    targets, unseen = _targets(names, host, used)
    own = registered_domain(host)
    foreign = [target for target in targets if registered_domain(target) != own and not is_address(target)]
    if len(foreign) > MOST_TARGETS:
        unseen.append(Unseen(Reason.TOO_LARGE, f"{host} points to {len(foreign)} foreign names"))
    gone: list[str] = []
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        for target, found in pool.map(lambda target: (target, find(names, target)), foreign[:MOST_TARGETS]):
            if isinstance(found, Unseen):
                unseen.append(found)
            elif not found.value.exists:
                gone.append(target)
    if foreign and makes_up_answers(names) == Seen(True):
        unseen.append(Unseen(Reason.PROTOCOL_ERROR, f"the resolver {names.resolver} makes up answers"))
    return Seen(sorted(gone)) if gone or not unseen else unseen[0]


def _targets(names: Names, host: str, used: Sequence[str]) -> tuple[list[str], list[Unseen]]:
    """What aliases, NS and MX records point to, each once, and why some of it was not told."""
    told: list[Fact[list[str]]] = []
    for link in (link for chain in _chains(names, used) for link in chain):
        target, status = link["target"], link["status"]
        told.append(target if isinstance(target, Unseen) else Seen([target]))
        if isinstance(status, Unseen):
            told.append(status)
    zone = own_zone(names, host)
    if isinstance(zone, Unseen):
        told.append(zone)
    elif zone.value is not None:
        told += [names.lookup(zone.value, "NS"), exchangers(names, zone.value)]
    told.append(exchangers(names, host))
    targets = [target.rstrip(".").lower() for fact in told if isinstance(fact, Seen) for target in fact.value]
    return list(dict.fromkeys(filter(None, targets))), [fact for fact in told if isinstance(fact, Unseen)]


def _chains(names: Names, used: Sequence[str]) -> list[list[dict[str, Any]]]:
    """The chain of each name, side by side."""
    started = [name for name in dict.fromkeys(used) if not is_address(name)]
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        return list(pool.map(lambda name: names.once(("aliases", name), lambda: _chain(names, name)), started))


def _chain(names: Names, name: str) -> list[dict[str, Any]]:
    """The links from a name on, all with the status that their following ends in."""
    links: list[tuple[str, str]] = []
    status: Fact[str] | None = None
    while status is None:
        found = find(names, name)
        if isinstance(found, Unseen):
            if not links:
                return [{"name": name, "target": found, "status": found}]
            status = found
        elif (target := found.value.alias) is None:
            exists = "no_address" if found.value.exists else "nxdomain"
            status = Seen("resolves" if found.value.addressed else exists)
        else:
            links.append((name, target))
            name = target
            if target in (owner for owner, _ in links):
                status = Seen("no_address")
            elif len(links) == MOST_LINKS:
                status = Unseen(Reason.TOO_LARGE, f"{links[0][0]}: more than {MOST_LINKS} aliases in a row")
    return [{"name": owner, "target": target, "status": status} for owner, target in links]
