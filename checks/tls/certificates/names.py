"""Whether a certificate is for a host (RFC 9525 §6)."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from cryptography import x509

from checks.tls.certificates.certificate import Name


def name_matches(host: str, names: Sequence[Name]) -> bool:
    """Whether a certificate's names cover a host (ASCII name or IP address): the common name counts for nothing.

    A wildcard stands for exactly one label, the left-most, as a whole, above at least two others.
    An IP address matches a name of that kind only.
    """
    wanted = _plain(host)
    try:
        address = ip_address(wanted)
    except ValueError:
        return bool(_written_as(wanted, names))
    return x509.IPAddress(address) in names


def matches_by_wildcard_only(host: str, names: Sequence[Name]) -> bool:
    """Whether it takes a wildcard for the names to cover a host."""
    wanted = _plain(host)
    written = _written_as(wanted, names)
    return bool(written) and wanted not in written


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _written_as(wanted: str, names: Sequence[Name]) -> set[str]:
    """Those of the DNS names that cover a host name: itself, its wildcard."""
    parent = wanted.partition(".")[2]
    covering = {wanted, f"*.{parent}"} if "." in parent else {wanted}
    return {name.value.rstrip(".").lower() for name in names if isinstance(name, x509.DNSName)} & covering
