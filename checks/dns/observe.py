"""The facts about the portal's names: who answers for them, what is signed, where they lead."""

from __future__ import annotations

from typing import Any

from checks.dns.aliases import aliases, dangling
from checks.dns.belonging import in_gov_vn, in_province_zone
from checks.dns.caa import nearest_caa, tlsa
from checks.dns.delegation import delegation
from checks.dns.dnssec.observe import dnssec
from checks.dns.mail import mail
from checks.dns.same_answers import same_answers
from checks.dns.servers import lame, servers, unresolved_servers
from checks.dns.survey import zone_of
from checks.dns.wildcard import wildcard
from checks.ipv6.names import candidates
from checks.look import Look
from checks.observation import Fact, Seen, Unseen


def observe(look: Look) -> dict[str, Fact[Any]]:
    """The `dns` object of the portal's record (see `checks.facts`)."""
    names, host = look.network.names, look.target.host
    used = candidates(names, host)
    return {
        "zone": zone_of(look),
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
