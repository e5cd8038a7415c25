"""The facts about the portal's names: who answers for them, what is signed, where they lead."""

from __future__ import annotations

from typing import Any

from checks.dns.aliases import aliases, dangling
from checks.dns.belonging import in_gov_vn, in_province_zone
from checks.dns.caa import nearest_caa, tlsa
from checks.dns.delegation import delegation
from checks.dns.dnssec.observe import dnssec, resolver_shows_dnssec
from checks.dns.exists import exists
from checks.dns.mail import MEMBERS, mail
from checks.dns.same_answers import same_answers
from checks.dns.servers import lame, servers, unresolved_servers
from checks.dns.survey import zone_of
from checks.dns.wildcard import wildcard
from checks.facts import FACTS
from checks.ipv6.names import candidates
from checks.look import Look
from checks.observation import Fact, Reason, Seen, Unseen


def observe(look: Look) -> dict[str, Fact[Any]]:
    """The `dns` object of the portal's record (see `checks.facts`)."""
    look.resolve()
    silence = _silence(look)
    if silence is not None:
        return _silent(look, silence)
    names, host = look.network.names, look.target.host
    used = candidates(names, host)
    return {
        "zone": zone_of(look),
        "exists": exists(names, host),
        "in_gov_vn": Seen(in_gov_vn(host)),
        "in_province_zone": Seen(in_province_zone(host, look.province_zone)),
        "delegation": delegation(look),
        "servers": servers(look),
        "unresolved_servers": unresolved_servers(look),
        "lame": lame(look),
        "same_answers": same_answers(look),
        "dnssec": dnssec(names, host, look.network.anchors, look.now),
        "aliases": used if isinstance(used, Unseen) else aliases(names, list(used.value)),
        "dangling": used if isinstance(used, Unseen) else dangling(names, host, list(used.value)),
        "wildcard": wildcard(names, host),
        "caa": nearest_caa(names, host),
        "tlsa": tlsa(names, host, look.target.https_port),
        "mail": mail(names, host),
    }


def _silence(look: Look) -> Unseen | None:
    """That DNS answered in time to neither kind of address, if so: each further question at the name would only last
    as long again."""
    silent = [fact for fact in (look.ipv4, look.ipv6) if isinstance(fact, Unseen) and fact.reason is Reason.DNS_TIMEOUT]
    return silent[0] if len(silent) == 2 else None


def _silent(look: Look, why: Unseen) -> dict[str, Fact[Any]]:
    """The facts where DNS is silent: unseen, but for what is told by the name itself and by the names beside it."""
    names, host = look.network.names, look.target.host
    shown = resolver_shows_dnssec(names, look.network.anchors)
    return {
        **{name.split(".")[1]: why for name in FACTS if name.startswith("dns.")},
        "in_gov_vn": Seen(in_gov_vn(host)),
        "in_province_zone": Seen(in_province_zone(host, look.province_zone)),
        "dnssec": why if shown == Seen(True) else dnssec(names, host, look.network.anchors, look.now),
        "wildcard": wildcard(names, host),
        "mail": Seen(dict.fromkeys(MEMBERS, why)),
    }
