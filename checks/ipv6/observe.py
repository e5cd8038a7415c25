"""The facts about IPv6: records, name servers, reach over each address, sameness of both families."""

from __future__ import annotations

from typing import Any

from checks.ipv6.citizen import citizen
from checks.ipv6.kinds import kinds
from checks.ipv6.large import large_answers
from checks.ipv6.name_servers import name_servers
from checks.ipv6.names import mail_servers, names_in_use
from checks.ipv6.only import only_blockers
from checks.ipv6.reach import reach
from checks.ipv6.redirects import redirect_hosts
from checks.ipv6.same import sameness
from checks.look import Look
from checks.observation import Fact


def observe(look: Look) -> dict[str, Fact[Any]]:
    """The `ipv6` object of the portal's record (see `checks.facts`)."""
    names, host = look.network.names, look.target.host
    same = sameness(look)
    used = names_in_use(names, host, redirect_hosts(look))
    servers = name_servers(look)
    return {
        "a": look.ipv4,
        "aaaa": look.ipv6,
        "names": used,
        "kinds": kinds(used),
        "name_servers": servers,
        "mail_servers": mail_servers(names, host),
        "reach": reach(look),
        "large_answers": large_answers(look),
        "citizen": citizen(look),
        "only_blockers": only_blockers(look, servers, same["ipv4_only_redirects"], look.province_zone),
        **same,
    }
