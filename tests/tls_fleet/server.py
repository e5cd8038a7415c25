"""What a server of the fleet is told to be, and what follows from that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from cryptography.hazmat.primitives import hashes

from tests.tls_fleet.certificates import CHAINS, Authority
from tests.tls_fleet.names import TLS13, by_version

_CURVES = {"x25519", "x448", "secp256r1", "secp384r1", "secp521r1"}

DH: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "own512": (512, "own"),
        "own1024": (1024, "own"),
        "own2048": (2048, "own"),
        "own4096": (4096, "own"),
        "modp2048": (2048, "modp2048"),
        "rfc5114": (2048, "rfc5114-2048-224"),
        "ffdhe2048": (2048, "ffdhe2048"),
        "ffdhe3072": (3072, "ffdhe3072"),
        "ffdhe4096": (4096, "ffdhe4096"),
    }
)
"""The parameters in the folder dh: bits, name of the prime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server: its configuration in the terms of TLS."""

    name: str
    stack: str
    versions: Sequence[str]
    suites: Sequence[str] = ()
    """Those below TLS 1.3 in configured order, IANA names: only such as its certificates can serve."""
    suites13: Sequence[str] = TLS13
    order: Literal["server", "client"] = "client"
    groups: Sequence[str] = ()
    dh: str | None = None
    """Parameters for DHE, of `DH`."""
    certificates: Sequence[str] = ("rsa",)
    """Chains of `CHAINS`."""
    floating: str | None = None
    """Suites with this in their name go first for clients that name one of them first."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Whatever else its stack is told."""
    hidden: Sequence[str] = ()
    """Members of the endpoint's JSON that nobody can see, by a fault of the stack."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """Members of the endpoint's JSON that follow from its options or the stack's ways."""


def truth(server: Server, authority: Authority) -> dict[str, object]:
    """The members of the endpoint's JSON that an observation has to agree with.

    `ciphers` is in the server's order where `order` says "server"; the lists of groups and certificates have no order.
    """
    ciphers = by_version(server.versions, server.suites, server.suites13)
    facts = dict(server.facts)
    stated = facts.pop("ciphers", {})
    assert isinstance(stated, dict)
    ciphers |= stated
    order = {
        version: server.order if len(suites) > 1 else None for version, suites in ciphers.items() if version != "SSLv2"
    }
    winners = {winner for winner in order.values() if winner}
    known = {
        "versions": list(server.versions),
        "ciphers": ciphers,
        "order": order,
        "server_preference": "client" not in winners if winners else None,
        "groups": sorted(server.groups),
        "dh": [dict(zip(("bits", "prime"), DH[server.dh], strict=True))] if server.dh else [],
        "certificates": sorted(
            authority.credential(name).chain[0].fingerprint(hashes.SHA256()).hex() for name in server.certificates
        ),
        "chain_faults": sorted({fault for name in server.certificates[:1] for fault in CHAINS[name].faults}),
        **_features(server),
        **facts,
    }
    return known | {"weaknesses": _weaknesses(ciphers, bool(known["compression"]))}


def unseeable(server: Server) -> frozenset[str]:
    """What is hidden, and what only a whole handshake of TLS 1.3 shows where there is no elliptic curve for that."""
    if "TLSv1.3" not in server.versions or set(server.groups) & _CURVES:
        return frozenset(server.hidden)
    behind = {"early_data", "signature_used", "signature_algorithms"}
    if list(server.versions) == ["TLSv1.3"]:
        behind |= {"certificates", "chain_faults", "session_tickets", "ocsp_stapling", "alpn"}
    return frozenset(behind)


def _features(server: Server) -> dict[str, object]:
    """The ways of OpenSSL 1.1.0 and newer, which are those of most stacks; null where a question makes no sense."""
    older = set(server.versions) - {"SSLv2", "TLSv1.3"}
    named = older - {"SSLv3"}
    return {
        "fallback_scsv": True if len(server.versions) > 1 else None,
        "compression": False,
        "secure_renegotiation": True if older else None,
        "extended_master_secret": bool(named) if older else None,
        "encrypt_then_mac": bool(named) if older and any("_CBC_" in suite for suite in server.suites) else None,
        "session_tickets": bool(named) or "TLSv1.3" in server.versions,
        "early_data": False if "TLSv1.3" in server.versions else None,
        "alpn": [],
        "ocsp_stapling": False,
    }


def _weaknesses(ciphers: Mapping[str, Sequence[str]], compression: bool) -> dict[str, bool]:
    suites = {suite for accepted in ciphers.values() for suite in accepted}

    def any_like(pattern: str) -> bool:
        return any(re.search(pattern, suite) for suite in suites)

    return {
        "crime": compression,
        "drown": "SSLv2" in ciphers,
        "poodle": any("_CBC" in suite for suite in ciphers.get("SSLv3", ())),
        "freak": any_like("^TLS_RSA_EXPORT"),
        "sweet32": any_like("_3DES_|_DES_|_DES40_|_IDEA_|_RC2_|_DES_192"),
        "rc4": any_like("_RC4_"),
        "null": any_like("_NULL_"),
        "anonymous": any_like("_anon_"),
        "export": any_like("_EXPORT"),
    }
