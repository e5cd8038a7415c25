"""Makes a `Look` at servers on loopback, as an audit would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from checks.look import Look
from checks.means import Allowance, Network
from checks.network.names import Names
from checks.network.politeness import Rate
from checks.network.scope import Scope
from checks.target import Target
from checks.tls.certificates.trust import TrustStore
from checks.vantage import Vantage

LOOPBACK = Scope.of(["127.0.0.0/8", "::1/128"])


def look_at(
    host: str,
    https_port: int,
    http_port: int,
    *,
    names: Names | None = None,
    ca_file: Path | None = None,
    ipv6: bool = True,
    path: str = "/",
    scheme: str = "https",
    timeout: float = 1.0,
    in_scope: Callable[[str], bool] = lambda host: False,
) -> Look:
    """A look at `host` from a vantage with IPv4 and, unless told otherwise, IPv6."""
    vantage = Vantage("test", ipv4=True, ipv6=ipv6, resolver="")
    names = names or Names("127.0.0.1", 9, timeout=0.2)
    network = Network(vantage, names, TrustStore(ca_file), timeout=timeout, pause=timeout / 20)
    port = https_port if scheme == "https" else http_port
    target = Target(f"{scheme}://{host}:{port}{path}", scheme, host, path, https_port, http_port)
    rate = Rate(32, 1000)
    everywhere = Allowance(LOOPBACK, rate)

    def allowance_at(host: str) -> Allowance | None:
        return everywhere if in_scope(host) else None

    return Look(target, network, datetime.now(UTC), LOOPBACK, rate, allowance_at=allowance_at)
