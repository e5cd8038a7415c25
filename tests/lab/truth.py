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
from .pages import SECURITY_TXT_DAYS, incident_mailbox, security_txt_url
from .places import Place
from .replies import SESSION
from .requirements import FAIL, NEVER_RIGHT, NOT_APPLICABLE, PASS, PROBED, REQUIREMENTS, UNKNOWN, WAIVED, every
from .signing import DAYS_LEFT
from .system_truth import truth_of_systems
from .systems import FULL, SYSTEMS, WATCHED, facts_of, verdicts_of
from .traits import ALL_RIGHT, Trait
from .zones import CAA, dmarc_of, name_servers, parent_of, spf_of, zone_of

_SAME = (
    "ipv6.large_answers",
    "ipv6.same_ports",
    "ipv6.same_status",
    "ipv6.same_redirects",
    "ipv6.same_content",
    "ipv6.same_certificate",
)
_SYSTEMS = {system.id: system for system in SYSTEMS}


def write_truth(path: Path, places: Sequence[Place], ipv6: bool) -> None:
    """Write the truth about these portals as JSON. Without `ipv6` it is the truth that IPv4 alone can show."""
    content = {
        "schema_version": 1,
        "ipv6": ipv6,
        "requirements": REQUIREMENTS,
        "portals": [_portal(place, ipv6) for place in places],
        "systems": truth_of_systems(),
        "untouchable": [portal.host for portal in (*province.PORTALS, province.BYSTANDER) if not portal.authorised],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def _portal(place: Place, ipv6: bool) -> dict[str, Any]:
    portal = place.portal
    system = _SYSTEMS[portal.system] if portal.system else None
    seen = portal.trait.browser
    return {
        "key": portal.key,
        "url": place.url,
        "host": portal.host,
        "agency": portal.agency.id,
        "what": [portal.trait.what, system.what if system else "in no system"],
        "facts": facts(place, ipv6),
        "verdicts": verdicts(place, ipv6),
        "browser": None if seen is None else {"facts": dict(seen.facts), "verdicts": dict(seen.verdicts)},
    }


def verdicts(place: Place, ipv6: bool) -> dict[str, str]:
    """Requirement → outcome, for every requirement, in their order."""
    portal = place.portal
    found = every(PASS, *REQUIREMENTS) | every(FAIL, *NEVER_RIGHT) | {"ipv6.names_in_use": NOT_APPLICABLE}
    if portal.zone != province.ZONE:
        found["dns.province_zone"] = FAIL
    found |= verdicts_of(_SYSTEMS[portal.system] if portal.system else None)
    found |= _visible(portal.trait, ipv6).verdicts
    if portal.authorised:
        found["trust_label.owner"] = {True: PASS, False: FAIL, None: NOT_APPLICABLE}[_owner_is_agency(place)]
    if not ipv6:
        found |= every(UNKNOWN, "ipv6") | _unasked(place, found)
    found |= _promises(portal.trait, found)
    found |= _contradictions(place, found)
    if not ipv6:
        found["contradiction.ipv6"] = UNKNOWN
    if not portal.probed:
        found = {name: outcome for name, outcome in found.items() if name not in PROBED}
    if portal.waived and found[portal.waived] == FAIL:
        found[portal.waived] = WAIVED
    return found


def _promises(trait: Trait, found: dict[str, str]) -> dict[str, str]:
    """What follows for the label: whether it is a fake one, and whether what a right one promises is kept."""
    label = found["trust_label.embedded"]
    fake = FAIL if trait.behaviour.label == "fake_host" else PASS
    told = {"trust_label.not_fake": UNKNOWN if label == UNKNOWN else fake}
    if label != PASS:
        return told | every(UNKNOWN if label == UNKNOWN else NOT_APPLICABLE, "trust_label.promise")
    https = ("tls.https", *(f"tls.certificate.{part}" for part in ("trusted", "name", "validity")))
    for promise, parts in (("tls", https), ("clean", ("web.page", "web.spam"))):
        outcomes = [found[part] for part in parts]
        told[f"trust_label.promise.{promise}"] = next((bad for bad in (FAIL, UNKNOWN) if bad in outcomes), PASS)
    return told


_SEEN_FROM_OUTSIDE = {
    "tls": (
        *("tls.https", "tls.version.legacy"),
        *(f"tls.certificate.{part}" for part in ("trusted", "name", "validity")),
    ),
    "ipv6": ("ipv6.aaaa", "ipv6.reachable"),
    "dnssec": ("dns.dnssec.signed", "dns.dnssec.valid"),
    "trust_label": ("trust_label.embedded",),
    "security_txt": ("web.security_txt",),
}
"""What a plan may promise, and the requirements that tell whether it is so."""


def _contradictions(place: Place, found: dict[str, str]) -> dict[str, str]:
    """What follows from what the papers of the portal's system say, whatever proves them, and what is to be seen."""
    portal = place.portal
    system = _SYSTEMS[portal.system] if portal.system else None
    told = every(NOT_APPLICABLE, "contradiction")
    if system is not None and system.plan == FULL:
        for promise in system.promises:
            outcomes = [found[name] for name in _SEEN_FROM_OUTSIDE[promise]]
            worst = next((bad for bad in (FAIL, UNKNOWN) if bad in outcomes), PASS)
            told[f"contradiction.{promise}"] = worst
    watch = system.layers.get(2) if system is not None else None
    if system is not None and watch is not None and watch.status == FULL:
        listed = portal.system != "httt-mau-thuan" or portal.key in WATCHED
        told["contradiction.monitoring"] = (PASS if watch.proof == "document" else UNKNOWN) if listed else FAIL
    return told


def facts(place: Place, ipv6: bool) -> dict[str, Any]:
    """Fact → its value, or `{"unseen": reason}`."""
    portal = place.portal
    trait = _visible(portal.trait, ipv6)
    found: dict[str, Any] = {
        "ipv6.a": [place.ipv4],
        "ipv6.aaaa": [province.IPV6],
        "ipv6.names": [{"name": portal.host, "role": "host", "a": [place.ipv4], "aaaa": [province.IPV6]}],
        "ipv6.kinds": [{"address": place.ipv4, "kind": "loopback"}, {"address": province.IPV6, "kind": "loopback"}],
        **dict.fromkeys(_SAME, True),
        "ipv6.ipv4_only_redirects": [],
        "ipv6.only_blockers": [],
        "ipv6.name_servers": _name_servers(place, ipv6),
        **_names(place),
        **_encrypted(place, ipv6),
        **_pages(place),
        "web.http": "redirect",
        "web.redirects_to_https": True,
        "trust_label.embed": "valid",
        "trust_label.slug": place.slug,
        **(_registered(place) if portal.authorised else {}),
        **facts_of(_SYSTEMS[portal.system] if portal.system else None),
        **trait.facts,
    }
    if not ipv6:
        found = {name: value for name, value in found.items() if _shows_without_ipv6(name, value, found)}
        if len(_asked(place, ipv6)) < 2:
            found.pop("dns.same_answers")
    if found["trust_label.embed"] == "valid":
        found |= {"trust_label.registered_at": registered_at(place.number).isoformat()} | _labelled(place)
    else:
        found.pop("trust_label.slug")
    return found


def _labelled(place: Place) -> dict[str, Any]:
    """The further facts about a page with a valid label."""
    return {
        "trust_label.rendered": False,
        "trust_label.belongs_to": "portal",
        "trust_label.marks": {"ministry_of_industry": False, "gov_vn": False, "security_txt_signed": False}
        if place.portal.trait.behaviour.security_txt != "none"
        else {"security_txt_signed": None},
        "trust_label.privacy_policy": place.portal.trait.behaviour.privacy == "linked",
    }


def _visible(trait: Trait, ipv6: bool) -> Trait:
    """The trait, unless it is about what servers do over IPv6 and nobody can look there."""
    return ALL_RIGHT if not ipv6 and "ipv6" in trait.changes else trait


def _shows_without_ipv6(name: str, value: Any, found: dict[str, Any]) -> bool:
    """Whether a fact can be seen without IPv6: that there is nothing to see there, or a blocker that DNS tells."""
    if name in _SAME:
        return value is None and found["ipv6.aaaa"] == []
    return name != "ipv6.only_blockers" or (isinstance(value, list) and bool(value))


def _asked(place: Place, ipv6: bool) -> list[str]:
    """The addresses of name servers that are asked."""
    return [
        address for addresses in name_servers(place).values() for address in addresses if ipv6 or ":" not in address
    ]


def _unasked(place: Place, found: dict[str, str]) -> dict[str, str]:
    """What is unknown because name servers that have IPv6 addresses are not asked there."""
    if _asked(place, True) == (over_ipv4 := _asked(place, False)):
        return {}
    every_door = ["dns.servers.tcp", "dns.transfer", "dns.recursion"]
    if len(over_ipv4) < 2:
        every_door.append("dns.servers.agree")
    return {name: UNKNOWN for name in every_door if found[name] == PASS}


def _names(place: Place) -> dict[str, Any]:
    """The facts about the zone and its records, as far as the DNS of the lab answers at all."""
    zone, behaviour = zone_of(place), place.portal.trait.behaviour
    spf, dmarc = spf_of(behaviour), dmarc_of(behaviour)
    servers = sorted(name_servers(place))
    return {
        "dns.zone": zone,
        "dns.exists": True,
        "dns.in_gov_vn": False,
        "dns.in_province_zone": place.portal.zone == province.ZONE,
        "dns.delegation": {"parent": parent_of(zone), "told_by": "referral", "child_servers": servers, "agrees": True},
        "dns.unresolved_servers": [],
        "dns.lame": [],
        "dns.same_answers": True,
        "dns.dnssec": {
            "status": "secure",
            "why": None,
            "algorithms": ["ECDSAP256SHA256"],
            "signature_days": DAYS_LEFT["good"],
        },
        "dns.dangling": [],
        "dns.wildcard": False,
        "dns.caa": sorted(CAA),
        "dns.mail": {"null_mx": True, "sends": False, "spf": spf, "dmarc": dmarc},
    }


def _pages(place: Place) -> dict[str, Any]:
    """The facts about the home page and what lies beside it."""
    url = security_txt_url(place)
    return {
        "web.csp": {"enforced": True, "unsafe_inline": False, "frame_ancestors": "'self'"},
        "web.nosniff": True,
        "web.framing": "sameorigin",
        "web.referrer_policy": "strict-origin-when-cross-origin",
        "web.permissions_policy": "camera=(), geolocation=(), microphone=()",
        "web.cookies": [{"name": SESSION, "secure": True, "http_only": True, "same_site": "Lax"}],
        "web.mixed_content": [],
        "web.banners": [{"where": "Server", "value": "nginx", "version": False}],
        "web.charset": "utf-8",
        "web.language": "vi",
        "web.http2": False,
        "web.http3": False,
        "web.page_kind": "site",
        "web.security_txt": {"url": url, "expired": False, "days_left": SECURITY_TXT_DAYS, "problems": []},
        "web.incident_contact": {"kind": "email", "value": incident_mailbox(place)},
        "web.incident_confirmation": None,
        "web.spam": [],
    }


def _encrypted(place: Place, ipv6: bool) -> dict[str, Any]:
    """The facts about a working HTTPS port; none when there is no such port or no way to it."""
    behaviour = place.portal.trait.behaviour
    if behaviour.https != "open" or behaviour.dns in ("absent", "servfail", "silent") or not place.portal.authorised:
        return {}
    leaf, addresses = behaviour.certificate, [place.ipv4]
    if ipv6 and behaviour.dns != "ipv4" and behaviour.ipv6 not in ("closed", "unanswered"):
        addresses.append(province.IPV6)
    found: dict[str, Any] = {
        "web.https": True,
        "web.hsts": None if behaviour.hsts is None else {"max_age": behaviour.hsts, "include_subdomains": True},
        "tls.certificate.names": [place.portal.host, *([f"www.{place.portal.host}"] if leaf.www else [])],
        "tls.certificate.name_matches": True,
        "tls.certificate.chain_trusted": True,
        "tls.certificate.self_signed": False,
        "tls.certificate.days_left": leaf.days[1],
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


def _name_servers(place: Place, ipv6: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "ipv4": [address for address in addresses if ":" not in address],
            "ipv6": [address for address in addresses if ":" in address],
            **({"answers_ipv4": bool(addresses)} if place.portal.trait.behaviour.zone != "lame" else {}),
            **({"answers_ipv6": province.IPV6 in addresses} if ipv6 else {}),
        }
        for name, addresses in name_servers(place).items()
    ]


def _registered(place: Place) -> dict[str, Any]:
    """What the operator's list of labels says of a portal."""
    owner = listed_owner(place)
    if owner is None:
        entry: dict[str, Any] = {"status": "not_listed", "domain": None, "is_own": None, "source": "list"}
    else:
        entry = {
            "status": "listed",
            "domain": place.portal.host.removeprefix("www."),
            "is_own": True,
            "owner": owner,
            "level": label_level(place),
            "since": registered_at(place.number).date().isoformat(),
            "slug": place.slug,
            "moved_to": None,
            "source": "list",
        }
    return {"trust_label.registry": entry, "trust_label.owner_is_agency": _owner_is_agency(place)}


def _owner_is_agency(place: Place) -> bool | None:
    """Whether the list names the portal's agency; None when it does not list the portal."""
    return {"owner": True, "another": False, "nobody": None}[place.portal.trait.behaviour.listed]
