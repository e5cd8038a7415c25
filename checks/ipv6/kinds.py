"""What kind of address a name publishes: one that the whole Internet reaches, or one that it can't."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from checks.observation import Fact, Reason, Seen, Unseen

MOST_ADDRESSES = 64
"""Addresses of one family and name that are told apart."""

_BLOCKS: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/32", "unspecified"),  # RFC 1122 §3.2.1.3
    ("10.0.0.0/8", "private"),  # RFC 1918 §3
    ("172.16.0.0/12", "private"),
    ("192.168.0.0/16", "private"),
    ("100.64.0.0/10", "shared"),  # RFC 6598 §7
    ("127.0.0.0/8", "loopback"),  # RFC 1122 §3.2.1.3
    ("169.254.0.0/16", "link_local"),  # RFC 3927
    ("192.0.2.0/24", "documentation"),  # RFC 5737 §3
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("198.18.0.0/15", "benchmarking"),  # RFC 2544 appendix C.2.2
    ("224.0.0.0/4", "multicast"),  # RFC 5771 §3
    ("0.0.0.0/8", "reserved"),  # RFC 6890 §2.2.2, and what else its registry lists
    ("192.0.0.0/24", "reserved"),
    ("192.31.196.0/24", "reserved"),
    ("192.52.193.0/24", "reserved"),
    ("192.88.99.0/24", "reserved"),
    ("192.175.48.0/24", "reserved"),
    ("240.0.0.0/4", "reserved"),
    ("0.0.0.0/0", "global"),
    ("::/128", "unspecified"),  # RFC 4291 §2.5.2
    ("::1/128", "loopback"),  # RFC 4291 §2.5.3
    ("::ffff:0:0/96", "ipv4_mapped"),  # RFC 4291 §2.5.5.2
    ("64:ff9b::/96", "nat64"),  # RFC 6052 §2.1
    ("64:ff9b:1::/48", "nat64"),  # RFC 8215
    ("2001::/32", "teredo"),  # RFC 4380 §2.6
    ("2001:2::/48", "benchmarking"),  # RFC 5180 §8
    ("2001:db8::/32", "documentation"),  # RFC 3849
    ("3fff::/20", "documentation"),  # RFC 9637
    ("2002::/16", "6to4"),  # RFC 3056 §2
    ("fc00::/7", "ula"),  # RFC 4193
    ("fe80::/10", "link_local"),  # RFC 4291 §2.5.6
    ("ff00::/8", "multicast"),  # RFC 4291 §2.7
    ("2001::/23", "reserved"),  # RFC 6890 §2.2.3, and what else its registry lists
    ("2620:4f:8000::/48", "reserved"),
    ("2000::/3", "global"),  # RFC 4291 §2.4: all global unicast that is given out
    ("::/0", "reserved"),
)
_KINDS: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple((ip_network(block), kind) for block, kind in _BLOCKS)
"""The first block that holds an address decides."""


def kind_of(address: str) -> str:
    """The kind of an IP address; raises `ValueError` for a text that is none."""
    ip = ip_address(address.partition("%")[0])
    return next(kind for block, kind in _KINDS if ip.version == block.version and ip in block)


def kinds(names_in_use: Fact[list[dict[str, Any]]]) -> Fact[list[dict[str, Any]]]:
    """Every address of the names in use: `{name, address, family: 4|6, kind}`.

    Takes the fact `ipv6.names`. Where the addresses of one family of a name are unseen, one entry stands for them,
    with `address` and `kind` unseen.
    """
    if isinstance(names_in_use, Unseen):
        return names_in_use
    found: list[dict[str, Any]] = []
    for entry in names_in_use.value:
        for family, addresses in ((4, entry["a"]), (6, entry["aaaa"])):
            found += _of(entry["name"], family, addresses)
    return Seen(found)


def _of(name: str, family: int, addresses: Fact[Sequence[str]]) -> list[dict[str, Any]]:
    if isinstance(addresses, Seen) and len(addresses.value) > MOST_ADDRESSES:
        addresses = Unseen(Reason.TOO_LARGE, f"{name} has {len(addresses.value)} addresses")
    if isinstance(addresses, Unseen):
        return [{"name": name, "address": addresses, "family": family, "kind": addresses}]
    return [
        {"name": name, "address": address, "family": family, "kind": kind_of(address)} for address in addresses.value
    ]
