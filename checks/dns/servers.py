"""The facts about a zone's name servers: what each does, which have no address, which do not answer for the zone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checks.dns.survey import Door, Server, survey
from checks.look import Look
from checks.observation import Fact, Seen, Unseen


def servers(look: Look) -> Fact[list[dict[str, Any]]]:
    """The fact `dns.servers`: one entry a server and address. Of a server with more addresses than are asked, or with
    addresses that could not be looked up, an entry says so for each family concerned."""
    zone = survey(look)
    if isinstance(zone, Unseen):
        return zone
    return Seen([_entry(server, door) for server in zone.value.servers for door in server.doors])


def unresolved_servers(look: Look) -> Fact[list[str]]:
    """The fact `dns.unresolved_servers`: names of name servers that have no address at all."""
    zone = survey(look)
    if isinstance(zone, Unseen):
        return zone
    return _named(
        (server.name, any_of([_has_any(server.ipv4), _has_any(server.ipv6)])) for server in zone.value.servers
    )


def lame(look: Look) -> Fact[list[str]]:
    """The fact `dns.lame`: servers that have addresses and were seen to answer for the zone at none of them.

    They answer without authority, or are closed, while another server of the zone answers (RFC 1912 §2.8).
    """
    zone = survey(look)
    if isinstance(zone, Unseen):
        return zone
    return _named(
        (server.name, any_of([door.authoritative for door in server.doors]))
        for server in zone.value.servers
        if server.doors
    )


def any_of(facts: list[Fact[bool]]) -> Fact[bool]:
    """True when one is true, else unseen when one is unseen, else false (Kleene's *or*)."""
    if Seen(True) in facts:
        return Seen(True)
    return next((fact for fact in facts if isinstance(fact, Unseen)), Seen(False))


def _named(judged: Iterable[tuple[str, Fact[bool]]]) -> Fact[list[str]]:
    """The names of which something is seen not to be so; unseen when there are none and one can't be told."""
    found: list[str] = []
    why: Unseen | None = None
    for name, fact in judged:
        if isinstance(fact, Unseen):
            why = why or fact
        elif not fact.value:
            found.append(name)
    return why if why is not None and not found else Seen(found)


def _has_any(found: Fact[list[str]]) -> Fact[bool]:
    return found if isinstance(found, Unseen) else Seen(bool(found.value))


def _entry(server: Server, door: Door) -> dict[str, Any]:
    return {
        "name": server.name,
        "address": door.address,
        "family": door.family,
        "udp": door.udp,
        "tcp": door.tcp,
        "authoritative": door.authoritative,
        "serial": door.serial,
        "transfers": door.transfers,
        "recursive": door.recursive,
    }
