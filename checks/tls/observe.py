"""The check `tls` of a portal: which addresses to ask, under which names, and what DNS says of its certificates."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from checks.dns.caa import nearest_caa, tlsa
from checks.look import Look
from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.certificates.facts import NOT_ASKED
from checks.tls.endpoints import MEMBERS, Site, observe_endpoints
from checks.web.versions import offers_http3


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
    return found | {"h3": offers_http3(look)}


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
        return Site(host, _other_names(look), nearest_caa(names, host), tlsa(names, host, look.target.https_port))
    return Site(host, (), NOT_ASKED, NOT_ASKED)


def _other_names(look: Look) -> list[str]:
    """The name with `www.` in front, or without it, when DNS has an address for it."""
    host = look.target.host
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    found = [look.network.names.addresses(other, kind) for kind in ("A", "AAAA")]
    return [other] if any(isinstance(fact, Seen) and fact.value for fact in found) else []
