"""Which addresses may be contacted at all, whatever DNS or a redirect says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


@dataclass(frozen=True, slots=True)
class Scope:
    """Global unicast addresses, and the networks that an authorisation names on top of them."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, networks: Iterable[str]) -> Scope:
        """The scope with these networks in CIDR notation; raises `ValueError` for anything else."""
        return cls(tuple(ip_network(network) for network in networks))

    def allows(self, address: str) -> bool:
        """Whether a connection to this IP address is within the scope."""
        ip = ip_address(address)
        if isinstance(ip, IPv6Address):
            if ip.scope_id is not None:
                return False
            embedded = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
            if embedded is not None:
                return self.allows(str(embedded))
        if any(ip in network for network in self.networks):
            return True
        site_local = isinstance(ip, IPv6Address) and ip.is_site_local
        return ip.is_global and not (ip.is_multicast or ip.is_reserved or site_local)
