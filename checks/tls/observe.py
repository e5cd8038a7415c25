"""The check `tls` of a portal: which addresses to ask, under which names, and what DNS says of its certificates."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from checks.look import Look
from checks.network.http import Head
from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.certificates.facts import NOT_ASKED
from checks.tls.endpoints import MEMBERS, Site, observe_endpoints


def observe(look: Look) -> dict[str, Fact[Any]]:
    """The facts of the check at every address whose HTTPS port is not seen closed; a barred address is unseen."""
    port = look.target.https_port
    barred = {address: why for address in look.visible if (why := look.barred(address))}
    asked = [(address, port) for address in look.visible if address not in barred and not _refused(look, address)]
    failed = look.nothing_visible()
    if failed is None and not asked:
        failed = next(iter(barred.values()), Unseen(Reason.REFUSED, f"{look.target.host} port {port}"))
    if failed is not None:
        return dict.fromkeys(("endpoints", "certificates", "certificate", "h3"), failed)
    network = look.network
    found = observe_endpoints(
        _site(look), asked, look.begin, network.trust, look.now, network.timeout, look.tier, look.weaknesses
    )
    if isinstance(found["endpoints"], Seen):
        found["endpoints"].value.extend(_unasked(look, address, why) for address, why in barred.items())
    return found | {"h3": _offers_h3(look, [address for address, _ in asked])}


def _unasked(look: Look, address: str, why: Unseen) -> dict[str, Any]:
    where = {"address": address, "port": look.target.https_port, "tier": look.tier, "connections": 0}
    return where | dict.fromkeys(MEMBERS, why)


def _refused(look: Look, address: str) -> bool:
    tcp = look.exchange(address, "https").tcp
    return isinstance(tcp, Unseen) and tcp.reason is Reason.REFUSED


def _site(look: Look) -> Site:
    host, names = look.target.host, look.network.names
    try:
        ip_address(host)
    except ValueError:
        tlsa = names.lookup(f"_{look.target.https_port}._tcp.{host}", "TLSA")
        return Site(host, _other_names(look), _caa(look), tlsa)
    return Site(host, (), NOT_ASKED, NOT_ASKED)


def _other_names(look: Look) -> list[str]:
    """The name with `www.` in front, or without it, when DNS has an address for it."""
    host = look.target.host
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    found = [look.network.names.addresses(other, kind) for kind in ("A", "AAAA")]
    return [other] if any(isinstance(fact, Seen) and fact.value for fact in found) else []


def _caa(look: Look) -> Fact[list[str]]:
    """The CAA records of the nearest name at or above the host that has any (RFC 8659 §3)."""
    labels = look.target.host.rstrip(".").split(".")
    for start in range(len(labels)):
        records = look.network.names.lookup(".".join(labels[start:]), "CAA")
        if isinstance(records, Unseen) or records.value:
            return records
    return Seen([])


def _offers_h3(look: Look, addresses: list[str]) -> Fact[bool]:
    """Whether the portal says over HTTPS that it also speaks HTTP/3 (Alt-Svc, RFC 7838 §3, RFC 9114 §3.1.1)."""
    heads: list[Fact[Head]] = [look.exchange(address, "https").head for address in addresses]
    seen = [head.value for head in heads if isinstance(head, Seen)]
    if not seen:
        return next(head for head in heads if isinstance(head, Unseen))
    return Seen(any("h3=" in head.headers.get("alt-svc", "") for head in seen))
