"""Who takes mail for a portal's name, and who may send in it: MX, SPF and DMARC records."""

from __future__ import annotations

from typing import Any

from checks.dns import dmarc, spf
from checks.dns.belonging import NAMELESS, is_address
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen

MOST_EXCHANGERS = 20
"""Mail servers of a name; more are no list that anybody keeps."""


MEMBERS = ("mx", "null_mx", "sends", "spf", "spf_all", "spf_problem", "dmarc", "dmarc_policy")
"""Of the fact `dns.mail`."""


def exchangers(names: Names, name: str) -> Fact[list[str]]:
    """The mail servers of a name, the preferred first; `[""]` for a null MX (RFC 7505)."""
    if is_address(name):
        return Seen([])
    records = names.lookup(name, "MX")
    if isinstance(records, Unseen):
        return records
    if len(records.value) > MOST_EXCHANGERS:
        return Unseen(Reason.TOO_LARGE, f"{name} has {len(records.value)} mail servers")
    preferred = sorted((int(preference), server) for preference, server in map(str.split, records.value))
    return Seen([server.rstrip(".").lower() for _, server in preferred])


def mail(names: Names, host: str) -> Fact[dict[str, Any]]:
    """Mail as the DNS describes it for a host; members that nobody told are unseen.

    `mx` names the mail servers; `null_mx` says that the name takes no mail (RFC 7505) and `sends` that it has mail
    servers. `spf` is the SPF record, `spf_all` the qualifier of its `all` and `spf_problem` what makes receivers give
    it up (see `checks.dns.spf`); `dmarc` is the record that holds for the host and `dmarc_policy` what it asks for
    (see `checks.dns.dmarc`).
    """
    if is_address(host):
        return NAMELESS
    servers = exchangers(names, host)
    sender = spf.policy(names, host)
    domain = dmarc.policy(names, host)
    if isinstance(servers, Unseen):
        receiving: dict[str, Any] = dict.fromkeys(("mx", "null_mx", "sends"), servers)
    else:
        named = [server for server in servers.value if server]
        receiving = {"mx": named, "null_mx": servers.value == [""], "sends": bool(named)}
    return Seen(
        receiving
        | {
            "spf": sender.record,
            "spf_all": sender.all,
            "spf_problem": sender.problem,
            "dmarc": domain.record,
            "dmarc_policy": domain.policy,
        }
    )
