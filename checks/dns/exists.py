"""Whether a portal's name exists at all: only NXDOMAIN says that it does not (RFC 8020)."""

from __future__ import annotations

from checks.dns.belonging import NAMELESS, is_address
from checks.dns.found import find
from checks.network.names import Names
from checks.observation import Fact, Seen


def exists(names: Names, host: str) -> Fact[bool]:
    """The fact `dns.exists`: false where both kinds of address are answered with NXDOMAIN.

    Where the addresses are not told, TXT or CAA records seen at the name prove that it exists.
    """
    if is_address(host):
        return NAMELESS
    found = find(names, host)
    if isinstance(found, Seen):
        return Seen(found.value.exists)
    told = (names.lookup(host, kind) for kind in ("TXT", "CAA"))
    return Seen(True) if any(isinstance(records, Seen) and records.value for records in told) else found
