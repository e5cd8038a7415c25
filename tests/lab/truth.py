"""The known truth: for each portal, the facts as they are and the verdict on each requirement.

It starts from a portal where everything is right, then takes in what its system and its trait declare. Facts are
partial: an object here must be contained in the one observed, a list has the same members in the same order.
Facts that are not declared are not spoken about.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import province
from .inventory import label_level, listed_owner
from .labels import registered_at
from .places import Place
from .requirements import FAIL, PASS, PROBED, REQUIREMENTS, UNKNOWN, WAIVED, every
from .systems import SYSTEMS, facts_of, verdicts_of
from .traits import ALL_RIGHT, Trait

_SYSTEMS = {system.id: system for system in SYSTEMS}


def write_truth(path: Path, places: Sequence[Place], ipv6: bool) -> None:
    """Write the truth about these portals as JSON. Without `ipv6` it is the truth that IPv4 alone can show."""
    content = {
        "schema_version": 1,
        "ipv6": ipv6,
        "requirements": REQUIREMENTS,
        "portals": [_portal(place, ipv6) for place in places],
        "untouchable": [portal.host for portal in (*province.PORTALS, province.BYSTANDER) if not portal.authorised],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def _portal(place: Place, ipv6: bool) -> dict[str, Any]:
    portal = place.portal
    system = _SYSTEMS[portal.system] if portal.system else None
    return {
        "key": portal.key,
        "url": place.url,
        "host": portal.host,
        "agency": portal.agency.id,
        "what": [portal.trait.what, system.what if system else "in no system"],
        "facts": facts(place, ipv6),
        "verdicts": verdicts(place, ipv6),
    }


def verdicts(place: Place, ipv6: bool) -> dict[str, str]:
    """Requirement → outcome, for every requirement, in their order."""
    portal = place.portal
    found = every(PASS, *REQUIREMENTS)
    found |= verdicts_of(_SYSTEMS[portal.system] if portal.system else None)
    found |= _visible(portal.trait, ipv6).verdicts
    if not ipv6:
        found |= every(UNKNOWN, "ipv6")
    if not portal.probed:
        found = {name: outcome for name, outcome in found.items() if name not in PROBED}
    if portal.waived and found[portal.waived] == FAIL:
        found[portal.waived] = WAIVED
    return found


def facts(place: Place, ipv6: bool) -> dict[str, Any]:
    """Fact → its value, or `{"unseen": reason}`."""
    portal = place.portal
    trait = _visible(portal.trait, ipv6)
    found: dict[str, Any] = {
        "ipv6.a": [place.ipv4],
        "ipv6.aaaa": [province.IPV6],
        "ipv6.same_content": True,
        "ipv6.same_certificate": True,
        "ipv6.name_servers": _name_servers(portal.zone, ipv6),
        **_encrypted(place, ipv6),
        "web.http": "redirect",
        "web.redirects_to_https": True,
        "trust_label.embed": "valid",
        "trust_label.slug": place.slug,
        **({"trust_label.registry": _registry(place)} if portal.authorised else {}),
        **facts_of(_SYSTEMS[portal.system] if portal.system else None),
        **trait.facts,
    }
    if not ipv6:
        found = {name: value for name, value in found.items() if value is None or not name.startswith("ipv6.same")}
    if found["trust_label.embed"] == "valid":
        found["trust_label.registered_at"] = registered_at(place.number).isoformat()
    else:
        found.pop("trust_label.slug")
    return found


def _visible(trait: Trait, ipv6: bool) -> Trait:
    """The trait, unless it is about what servers do over IPv6 and nobody can look there."""
    return ALL_RIGHT if not ipv6 and "ipv6" in trait.changes else trait


def _encrypted(place: Place, ipv6: bool) -> dict[str, Any]:
    """The facts about a working HTTPS port; none when there is no such port or no way to it."""
    behaviour = place.portal.trait.behaviour
    if behaviour.https != "open" or behaviour.dns in ("absent", "servfail", "silent") or not place.portal.authorised:
        return {}
    addresses = [place.ipv4]
    if ipv6 and behaviour.dns != "ipv4" and behaviour.ipv6 not in ("closed", "unanswered"):
        addresses.append(province.IPV6)
    found: dict[str, Any] = {
        "web.https": True,
        "web.hsts": None if behaviour.hsts is None else {"max_age": behaviour.hsts, "include_subdomains": True},
        "tls.certificate.names": [place.portal.host],
        "tls.certificate.name_matches": True,
        "tls.certificate.chain_trusted": True,
        "tls.certificate.self_signed": False,
        "tls.certificate.days_left": behaviour.certificate.days[1],
        "tls.certificate.key": {"type": "EC", "bits": 256},
    }
    if behaviour.ipv6 != "unanswered":
        found["tls.endpoints"] = [
            {"address": address, "port": place.https_port, "versions": list(behaviour.versions)}
            for address in addresses
        ]
    if behaviour.page in ("home", "hostile"):
        found["web.status"] = 200
    return found


def _name_servers(zone: str, ipv6: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "ipv4": [address for address in addresses if ":" not in address],
            "ipv6": [address for address in addresses if ":" in address],
            "answers_ipv4": True,
            **({"answers_ipv6": province.IPV6 in addresses} if ipv6 else {}),
        }
        for name, addresses in province.NAME_SERVERS[zone].items()
    ]


def _registry(place: Place) -> dict[str, Any]:
    owner = listed_owner(place)
    if owner is None:
        return {"status": "not_listed"}
    return {"status": "listed", "owner": owner, "level": label_level(place)}
