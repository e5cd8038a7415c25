"""The fact `dns.delegation`: whether the zone above points to a zone as the zone itself says it should."""

from __future__ import annotations

from typing import Any

from checks.dns.asking import full
from checks.dns.parent import Referral, referral
from checks.dns.survey import Server, Zone, survey
from checks.look import Look
from checks.observation import Fact, Reason, Seen, Unseen


def delegation(look: Look) -> Fact[dict[str, Any]]:
    """The name servers and glue that the parent tells, beside those that the zone tells.

    `told_by` says what the parent's servers gave: a `referral`; an `answer`, where they serve the zone themselves and
    no glue is to be seen or needed; or a `denial` of the zone, which then only its own servers know.
    `agrees`: every server of the zone names the same name servers as the parent (RFC 1034 §4.2.2).
    `glue_agrees`: the glue of the servers below the zone is exactly their addresses; null when there is none to give.
    `missing_glue`: servers below the zone without glue for a family in which they have an address (RFC 9471).
    """
    zone = survey(look)
    if isinstance(zone, Unseen):
        return zone
    told = referral(look, full(zone.value.name))
    if isinstance(told, Unseen):
        return told
    agrees, missing = _glue_of(zone.value, told.value)
    child = _child_sets(zone.value)
    return Seen(
        {
            "parent": told.value.parent,
            "told_by": told.value.told_by,
            "parent_servers": sorted(told.value.servers),
            "child_servers": child if isinstance(child, Unseen) else Seen(sorted(frozenset().union(*child.value))),
            "agrees": child if isinstance(child, Unseen) else Seen(set(child.value) == {told.value.servers}),
            "glue": [_glue_entry(name, told.value.glue[name]) for name in sorted(told.value.glue)],
            "glue_agrees": agrees,
            "missing_glue": missing,
        }
    )


def _child_sets(zone: Zone) -> Fact[list[frozenset[str]]]:
    """The different sets of name servers that the zone's own servers tell."""
    told = {door.name_servers.value for door in zone.doors if isinstance(door.name_servers, Seen)}
    if told:
        return Seen(sorted(told, key=sorted))
    silent = [door.name_servers for door in zone.doors if isinstance(door.name_servers, Unseen)]
    return silent[0] if silent else Unseen(Reason.UNREACHABLE, f"no name server of {zone.name} has an address")


def _glue_entry(name: str, addresses: tuple[str, ...]) -> dict[str, Any]:
    return {"name": name, "ipv4": _of_family(addresses, 4), "ipv6": _of_family(addresses, 6)}


def _of_family(addresses: tuple[str, ...], family: int) -> list[str]:
    return [address for address in addresses if (":" in address) == (family == 6)]


def _glue_of(zone: Zone, told: Referral) -> tuple[Fact[bool | None], Fact[list[str]]]:
    """`glue_agrees` and `missing_glue`."""
    needed = [server for server in zone.servers if server.name in told.servers and _is_below(server.name, zone.name)]
    if told.told_by != "referral" or not needed:
        return Seen(None), Seen([])
    why: Unseen | None = None
    differs = False
    missing: list[str] = []
    for server in needed:
        given = told.glue.get(server.name, ())
        if not given or _lacks_a_family(server, given):
            missing.append(server.name)
        for found, family in ((server.ipv4, 4), (server.ipv6, 6)):
            if isinstance(found, Unseen):
                why = why or found
            elif set(found.value) != set(_of_family(given, family)):
                differs = True
    if missing and not told.whole:
        why = Unseen(Reason.TOO_LARGE, f"{told.parent} answers over UDP only, where glue may be left out")
        return why, why
    return (
        Seen(False) if differs else why or Seen(True),
        Seen(missing) if missing else why or Seen([]),
    )


def _is_below(name: str, zone: str) -> bool:
    return name == zone or name.endswith(f".{zone}")


def _lacks_a_family(server: Server, given: tuple[str, ...]) -> bool:
    return any(
        isinstance(found, Seen) and bool(found.value) and not _of_family(given, family)
        for found, family in ((server.ipv4, 4), (server.ipv6, 6))
    )
