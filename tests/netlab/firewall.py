"""The firewall of the world: what is dropped without a word, what is refused, and what ends halfway."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable

from tests.netlab.homes import NO_IPV6, NO_TCP, NO_UDP, SILENT
from tests.netlab.model import Door

_SYN_BYTES = 80
"""Bytes of the first packet of a TCP connection over IPv6, as Linux sends it; over IPv4 20 fewer."""


def raise_firewall(doors: Iterable[tuple[str, Door]]) -> None:
    """Load the rules into the namespace. They stand at its entrance, where a packet lost tells nobody."""
    rules = [f"{_to(address)} drop" for address in (*SILENT.addresses, NO_IPV6.ipv6) if address]
    rules += [f"{_to(address)} tcp dport 53 reject with tcp reset" for address in NO_TCP.addresses]
    rules += [f"{_to(address)} udp dport 53 reject with icmpx type port-unreachable" for address in NO_UDP.addresses]
    for address, door in doors:
        rules += [
            f"{_to(address)} tcp dport {port} drop"
            for port, state in ((443, door.https), (80, door.http))
            if state == "silent"
        ]
        if door.cut_after is not None:
            allowed = door.cut_after * (_SYN_BYTES if ":" in address else _SYN_BYTES - 20)
            rules.append(f"{_to(address)} tcp flags & (syn | ack) == syn quota over {allowed} bytes drop")
        if door.largest_packet is not None:
            rules.append(f"{_to(address).replace('daddr', 'saddr')} meta length > {door.largest_packet} drop")
    chain = ["table inet world {", "chain entrance {", "type filter hook input priority 0", *rules, "}", "}", ""]
    subprocess.run(["nft", "-f", "-"], input="\n".join(chain), text=True, check=True)


def _to(address: str) -> str:
    return f"{'ip6' if ':' in address else 'ip'} daddr {address}"
