"""The names that citizens use for a portal, and the addresses of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dns.exception
import dns.name
import idna

from checks.dns.belonging import is_address, own_zone, registered_domain
from checks.dns.mail import exchangers
from checks.network.names import Names
from checks.observation import Fact, Seen, Unseen

MOST_REDIRECTS = 10
"""Hosts of redirects that count as names in use."""
MOST_CHARACTERS = 253
"""Of a name (RFC 1035 §2.3.4, without the final dot)."""


def candidates(names: Names, host: str, redirects: Sequence[str] = ()) -> Fact[dict[str, str]]:
    """The names under which the portal may be used, the host first, and the role of each.

    Roles are "host", "apex" (of the zone that holds the host, below no registry), "www" (the host with or without
    `www.`) and "redirect" (one of `redirects`, the hosts that the portal's redirects lead to). A name has one role,
    the first that fits.
    """
    roles = {host: "host"}
    if not is_address(host):
        zone = own_zone(names, host)
        if isinstance(zone, Unseen):
            return zone
        if zone.value is not None:
            roles.setdefault(zone.value, "apex")
        roles.setdefault(host.removeprefix("www.") if host.startswith("www.") else f"www.{host}", "www")
    for redirect in list(dict.fromkeys(redirects))[:MOST_REDIRECTS]:
        if (name := _name(redirect)) is not None:
            roles.setdefault(name, "redirect")
    return Seen(roles)


def names_in_use(names: Names, host: str, redirects: Sequence[str] = ()) -> Fact[list[dict[str, Any]]]:
    """The host, and those other `candidates` that have an address: `{name, role, a, aaaa}`.

    `a` and `aaaa` are addresses, each unseen where nobody told.
    """
    roles = candidates(names, host, redirects)
    if isinstance(roles, Unseen):
        return roles
    found: list[dict[str, Any]] = []
    for name, role in roles.value.items():
        addresses = _addresses(names, name)
        if role == "host" or any(fact != Seen([]) for fact in addresses.values()):
            found.append({"name": name, "role": role} | addresses)
    return Seen(found)


def mail_servers(names: Names, host: str) -> Fact[list[dict[str, Any]]]:
    """The mail servers of the host's zone with their addresses: `{name, a, aaaa}`, the preferred first.

    Where the host has no zone below its registry, its registered domain is asked.
    """
    zone = own_zone(names, host)
    if isinstance(zone, Unseen):
        return zone
    servers = exchangers(names, zone.value or registered_domain(host))
    if isinstance(servers, Unseen):
        return servers
    return Seen([{"name": server} | _addresses(names, server) for server in servers.value if server])


def _addresses(names: Names, name: str) -> dict[str, Fact[list[str]]]:
    return {"a": names.addresses(name, "A"), "aaaa": names.addresses(name, "AAAA")}


def _name(host: str) -> str | None:
    """A host of a redirect as the DNS knows it; None for what can be no name."""
    if is_address(host):
        return host
    if not host.strip(".") or len(host) > MOST_CHARACTERS:
        return None
    try:
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
        return dns.name.from_text(name.lower()).to_text(omit_final_dot=True)
    except (idna.IDNAError, UnicodeError, dns.exception.DNSException):
        return None
