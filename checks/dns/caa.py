"""What the DNS says of a portal's certificates: who may issue them (CAA), which ones they are (TLSA)."""

from __future__ import annotations

from checks.dns.belonging import NAMELESS, is_address
from checks.network.names import Names
from checks.observation import Fact, Seen, Unseen


def nearest_caa(names: Names, host: str) -> Fact[list[str]]:
    """The CAA records of the nearest name at or above a host that has any (RFC 8659 §3); empty where none has."""
    if is_address(host):
        return NAMELESS
    labels = host.rstrip(".").split(".")
    for start in range(len(labels)):
        records = names.lookup(".".join(labels[start:]), "CAA")
        if isinstance(records, Unseen) or records.value:
            return records
    return Seen([])


def tlsa(names: Names, host: str, port: int) -> Fact[list[str]]:
    """The TLSA records of the TCP service at a port of a host (RFC 6698 §3)."""
    return NAMELESS if is_address(host) else names.lookup(f"_{port}._tcp.{host}", "TLSA")
