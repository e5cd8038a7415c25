"""The fact `ipv6.name_servers`: whether a zone can be resolved over each family."""

from __future__ import annotations

from typing import Any

from checks.dns.servers import any_of
from checks.dns.survey import Server, survey
from checks.look import Look
from checks.observation import Fact, Reason, Seen, Unseen


def name_servers(look: Look) -> Fact[list[dict[str, Any]]]:
    """Every name server of the portal's zone: its addresses, and whether it answers for the zone over each family."""
    zone = survey(look)
    if isinstance(zone, Unseen):
        return zone
    return Seen([_entry(server) for server in zone.value.servers if server.listed])


def _entry(server: Server) -> dict[str, Any]:
    over4, over6 = _answers(server, 4), _answers(server, 6)
    # A refusal over one family is believed only while the other one answers: else the server is simply gone.
    gone = Unseen(Reason.REFUSED, f"name server {server.name} answers over neither family")
    return {
        "name": server.name,
        "ipv4": server.ipv4,
        "ipv6": server.ipv6,
        "answers_ipv4": gone if over4 == Seen(False) and over6 != Seen(True) and server.ipv4 != Seen([]) else over4,
        "answers_ipv6": gone if over6 == Seen(False) and over4 != Seen(True) and server.ipv6 != Seen([]) else over6,
    }


def _answers(server: Server, family: int) -> Fact[bool]:
    return any_of([door.authoritative for door in server.doors if door.family == family])
